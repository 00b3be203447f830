"""Nothing of a patient and nothing secret is ever logged, whatever is done and whatever goes wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from plugin import log
from plugin.demo import Demo, running
from tests.app.browser import ANTIBIOTIC, Browser


@pytest.fixture
def demo() -> Iterator[Demo]:
    with running(0, 0) as demo:
        yield demo


def test_a_visit_from_launch_to_error_logs_no_name_number_token_or_code(
    demo: Demo, capfd: pytest.CaptureFixture[str]
) -> None:
    browser = Browser(demo)
    page = browser.open_chart(ANTIBIOTIC)
    browser.answer(page, "missing_stop_time", "other", "told by OKAFOR")
    demo.ehr.faults["*"] = "not json"
    browser.get(f"{page}/chart")
    demo.ehr.faults.clear()
    browser.get(f"{demo.app_url}/callback?code=secret-code&state=secret-state")
    browser.get(f"{demo.app_url}/launch?iss=secret-iss&launch=secret-launch")
    logged = "".join(capfd.readouterr())
    assert "launch.opened" in logged
    assert [secret for secret in _secrets(demo, browser) if secret in logged] == []


def test_a_key_nobody_allowed_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    structlog.get_logger().warning("request.failed", patient="OKAFOR", status=503, body={"name": "OKAFOR"})
    (line,) = capsys.readouterr().err.splitlines()
    assert set(json.loads(line)) == {"at", "level", "event", "status"}


def test_an_allowed_key_with_a_value_that_is_not_plain_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    structlog.get_logger().warning("request.failed", route="/callback?code=abc", error="x" * 200)
    assert set(json.loads(capsys.readouterr().err)) == {"at", "level", "event"}


@pytest.mark.parametrize(
    "name", ["gunicorn.error", "gunicorn.access", "urllib3.connectionpool", "werkzeug", "sqlalchemy"]
)
def test_a_library_that_logs_is_named_and_its_message_left_out(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger(name).addHandler(logging.StreamHandler())
    log.configure()
    logging.getLogger(name).error("Error handling request %s", "/callback?code=abc")
    (line,) = capsys.readouterr().err.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["logger"]) == ("library.message", name)


def _secrets(demo: Demo, browser: Browser) -> list[str]:
    """All that must not be logged: planted words, the patient's own, and every secret that crossed the wire."""
    visit = next(v for v in demo.ehr.chart.visits() if v.story.name == ANTIBIOTIC)
    patient = demo.ehr.chart.read(f"Patient/{visit.patient}")
    assert patient
    names = [patient["name"][0]["family"], *patient["name"][0]["given"], patient["birthDate"]]
    secrets = ["OKAFOR", "secret-", visit.patient, visit.encounter, browser.cookie, *names]
    secrets += [identifier["value"] for identifier in patient["identifier"]]
    for each in demo.ehr.recorded:
        sent = {**each.query, **each.form}
        secrets += [
            sent[name] for name in ("code", "state", "launch", "client_assertion", "code_verifier") if name in sent
        ]
        if each.path.endswith("/token") and each.status == 200:
            answer = json.loads(each.answer)
            secrets += [answer[name] for name in ("access_token", "id_token", "refresh_token") if name in answer]
    return secrets

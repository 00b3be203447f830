"""No token, code, state, verifier, assertion or patient reaches a log, however the launch goes."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from smart_launch.errors import TokenRefused
from tests.smart_launch.clinic import Clinic, cookie_of
from tests.smart_launch.recording_ehr import answer


def test_a_whole_launch_leaves_no_secret_in_the_log(clinic: Clinic, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clinic.ehr.token = {"refresh_token": "refresh-1", "patient": "planted-patient"}
    clinic.ehr.resources["Encounter/e1"] = {"resourceType": "Encounter", "id": "e1"}
    browser = clinic.browser()
    with capture_logs() as events:
        callback = clinic.sign_in(browser)
        browser.get(callback)
        launch = clinic.launches[0]
        clinic.ehr.accepted.clear()
        with clinic.launcher.client(launch) as client:
            client.read("Encounter/e1")
        clinic.launcher.end(launch)
    secrets = _secrets(clinic, callback) | {launch.access, cookie_of(browser), "refresh-1", "planted-patient", "user-1"}
    assert len(secrets) == 11
    assert [secret for secret in secrets if secret in f"{events}{caplog.text}"] == []


def test_events_are_named_and_carry_the_launch_id(clinic: Clinic) -> None:
    with capture_logs() as events:
        launch = clinic.open_chart(clinic.browser())
        clinic.launcher.end(launch)
    assert [(event["event"], event.get("launch")) for event in events] == [
        ("launch.begun", None),
        ("launch.opened", launch.id),
        ("launch.ended", launch.id),
    ]


def test_a_refused_launch_leaves_no_secret_in_its_error(clinic: Clinic) -> None:
    clinic.ehr.failures["/oauth2/token"] = [answer(400, {"error": "code-123", "error_description": "Anna Smith"})]
    browser = clinic.browser()
    sign_in = parse_qs(urlsplit(clinic.sign_in(browser)).query)
    with pytest.raises(TokenRefused) as refusal:
        clinic.launcher.finish({name: values[0] for name, values in sign_in.items()}, cookie_of(browser))
    told = str((str(refusal.value), refusal.value.hint, refusal.value.__cause__))
    assert [secret for secret in ("code-123", "Anna", *sign_in["code"]) if secret in told] == []


def _secrets(clinic: Clinic, callback: str) -> set[str]:
    """Every value of the recorded token requests and of the callback that must stay between us and the EHR."""
    sent = [each.form for each in clinic.ehr.asked("/oauth2/token")]
    named = ("code", "code_verifier", "client_assertion", "refresh_token")
    found = {form[name] for form in sent for name in named if name in form}
    returned = parse_qs(urlsplit(callback).query)
    asked = [each.query for each in clinic.ehr.asked("/oauth2/authorize")]
    return found | {returned["code"][0], returned["state"][0]} | {each["nonce"] for each in asked}

"""Every answer carries the security headers; every error is a sentence with the right status and never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from plugin.app import create_app
from plugin.demo import Demo
from plugin.settings import settings_from
from smart_launch.launcher import Launcher
from tests.app.browser import IRON, Browser

CONFIG = """
[app]
base_url = "https://chairside.example"
[[ehr]]
name = "north"
iss = "https://north.example/fhir"
client_id = "c"
scopes = "launch openid"
frame_ancestors = ["https://north.example"]
[[ehr]]
name = "south"
iss = "https://south.example/fhir"
client_id = "c"
scopes = "launch openid"
frame_ancestors = ["https://south.example"]
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("app")
    made = create_app(settings_from(CONFIG, {}, folder / "chairside.toml"))
    yield made
    made.extensions["chairside"].store.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "path", ["/health", "/launch", "/callback", "/visit/x", "/review", "/rules", "/none", "/.well-known/jwks.json"]
)
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "X-Frame-Options" not in headers


def test_a_page_of_a_launch_may_be_framed_by_its_own_ehr_only(browser: Browser, demo: Demo) -> None:
    policy = browser.get(browser.open_chart(IRON)).headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {demo.ehr_url}")


def test_an_error_before_the_launch_is_known_shows_in_the_frame_of_any_registered_ehr(client: FlaskClient) -> None:
    policy = client.get("/callback?state=x").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://north.example https://south.example")


def test_a_launch_from_one_ehr_is_not_framed_by_another(client: FlaskClient) -> None:
    policy = client.get("/launch?iss=https://north.example/fhir").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://north.example")


def test_patient_pages_are_not_kept_by_the_browser(browser: Browser) -> None:
    assert browser.get(browser.open_chart(IRON)).headers["Cache-Control"] == "no-store"


def test_http_on_loopback_is_not_told_to_be_strict(browser: Browser) -> None:
    assert "Strict-Transport-Security" not in browser.get(f"{browser.app_url}/health").headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/none", 404),
        ("GET", "/admin", 404),
        ("GET", "/dashboard", 404),
        ("POST", "/none", 404),
        ("POST", "/health", 405),
        ("DELETE", "/launch", 405),
        ("PUT", "/visit/x", 405),
        ("PUT", "/visit/x/answer", 405),
        ("BREW", "/visit/x/answer", 405),
        ("POST", "/visit/x/answer", 403),
        ("GET", "/launch?iss=https://unknown.example&launch=x", 400),
        ("GET", "/callback?state=x&code=y", 400),
        ("GET", "/visit/x", 400),
    ],
)
def test_what_the_browser_does_wrong_is_a_page_with_a_4xx_status(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, "<h1" in response.text) == (status, True)


def test_a_method_a_page_does_not_take_is_answered_with_those_it_takes(client: FlaskClient) -> None:
    assert client.put("/visit/x/answer").headers["Allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("path", ["/visit//x", "//visit/x", "//health"])
def test_no_address_leads_to_the_host_a_request_names(client: FlaskClient, path: str) -> None:
    response = client.get("/", headers={"Host": "evil.example"}, environ_overrides={"PATH_INFO": path})
    assert "Location" not in response.headers


def test_a_program_gets_the_same_sentence_as_json(client: FlaskClient) -> None:
    response = client.get("/none", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert "no such page" in response.get_json()["error"]["message"]


def test_a_form_beyond_all_size_is_refused(client: FlaskClient) -> None:
    response = client.post("/visit/x/answer", data={"value": "x" * 100_000})
    assert response.status_code == 413


def test_health_says_ok_and_which_rules_without_any_patient(client: FlaskClient) -> None:
    assert set(client.get("/health").get_json()) == {"status", "rules"}


def test_an_unexpected_error_is_a_reference_number_on_the_page_and_in_the_log_and_nothing_more(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("OKAFOR")

    monkeypatch.setattr(Launcher, "begin", broken)
    response = client.get("/launch?iss=a&launch=b", headers={"Accept": "application/json"})
    reference = response.get_json()["error"]["reference"]
    logged = capsys.readouterr().err
    assert response.status_code == 503
    assert reference in logged
    assert '"error": "KeyError"' in logged
    assert "OKAFOR" not in logged + response.text
    assert "Traceback" not in logged + response.text

"""A clinic for the tests: Chairside registered at one recording EHR, a clock to turn, and a browser to open it with."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from smart_launch.cookie import browser_cookie
from smart_launch.ehrs import Ehr, Ehrs
from smart_launch.errors import SmartError
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.launcher import Launcher
from smart_launch.routes import launch_pages
from smart_launch.vault import Vault
from tests.smart_launch.recording_ehr import CLIENT_ID, RecordingEhr

BASE_URL = "http://127.0.0.1:8701"
SCOPES = "launch openid fhirUser patient/Encounter.rs patient/Coverage.rs"
COOKIE = "__Host-chairside"


class Clinic:
    """`launcher` and `app` are the parts under test; `registered(...)` changes the EHR's registration."""

    def __init__(self, ehr: RecordingEhr, keys: KeyRing, vault: Vault, base_url: str = BASE_URL) -> None:
        self.ehr, self.keys, self.vault, self.base_url = ehr, keys, vault, base_url
        self.now = int(time.time())
        self.row = Ehr(name="general-test", iss=ehr.base, client_id=CLIENT_ID, scopes=SCOPES)
        self._open()

    def registered(self, **changes: Any) -> Clinic:
        """The same clinic with another registration."""
        self.row = replace(self.row, **changes)
        self._open()
        return self

    def _open(self) -> None:
        self.launches: list[Launch] = []
        self.launcher = Launcher(Ehrs([self.row]), self.keys, self.vault, self.base_url, clock=lambda: self.now)
        self.app = Flask("clinic")
        self.app.register_blueprint(launch_pages(self.launcher, self._landing))
        self.app.add_url_rule("/visit/<launch_id>", view_func=self._visit)
        self.app.register_error_handler(SmartError, lambda error: ({"error": error.name}, error.status))

    def _visit(self, launch_id: str) -> str:
        return self.launcher.sessions.open(launch_id, browser_cookie(request)).patient

    def _landing(self, launch: Launch) -> str:
        self.launches.append(launch)
        return f"/visit/{launch.id}"

    def browser(self) -> FlaskClient:
        """A new browser without cookies."""
        return self.app.test_client()

    def launch_link(self, browser: FlaskClient, launch: str = "chart-1", iss: str | None = None) -> TestResponse:
        """What happens when the EHR opens /launch in this browser."""
        return browser.get("/launch?" + urlencode({"iss": iss or self.ehr.base, "launch": launch}))

    def sign_in(self, browser: FlaskClient, launch: str = "chart-1") -> str:
        """Follow the launch link through the EHR's sign-in; the address the EHR sends the browser back to."""
        return self.authorized(self.launch_link(browser, launch).location)

    def authorized(self, url: str) -> str:
        """The callback address the EHR answers an authorization request with, without scheme and host."""
        answer = requests.get(url, allow_redirects=False, timeout=5)
        parts = urlsplit(answer.headers["Location"])
        return f"{parts.path}?{parts.query}"

    def open_chart(self, browser: FlaskClient, launch: str = "chart-1") -> Launch:
        """A whole launch; the live launch it made."""
        answer = browser.get(self.sign_in(browser, launch))
        assert answer.status_code == 303, answer.text
        return self.launches[-1]

    def refused(self, browser: FlaskClient | None = None) -> str:
        """The name of the error a whole launch ends with."""
        browser = browser or self.browser()
        begun = self.launch_link(browser)
        answer = browser.get(self.authorized(begun.location)) if begun.status_code == 303 else begun
        assert answer.status_code >= 400, answer.status
        return str(answer.get_json()["error"])


def cookie_of(browser: FlaskClient) -> str:
    """The browser's cookie value."""
    cookie = browser.get_cookie(COOKIE, domain="localhost")
    assert cookie is not None
    return str(cookie.value)

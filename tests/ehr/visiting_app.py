"""An app as the EHR meets one: signs in step by step, each request open to change, without a network."""

from __future__ import annotations

import json
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import responses
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from werkzeug.test import TestResponse

from fixtures.ehr.app import ehr_of
from fixtures.ehr.assertions import JWT_BEARER
from fixtures.ehr.settings import CLIENT_ID, SCOPES
from fixtures.ehr.staff import NURSE, Person

BASE_URL, APP_URL = "http://localhost:8700", "http://127.0.0.1:8701"
REDIRECT, JWKS_URL = f"{APP_URL}/callback", f"{APP_URL}/.well-known/jwks.json"
TOKEN_URL, FHIR = f"{BASE_URL}/oauth2/token", f"{BASE_URL}/fhir"
VERIFIER = "v" * 43
CHALLENGE = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"
KEYS = {
    "ES384": ECKey.generate_key("P-384", {"kid": "es", "use": "sig"}),
    "RS384": RSAKey.generate_key(2048, {"kid": "rs", "use": "sig"}),
}


class Clock:
    """Seconds since 1970, turned by hand."""

    def __init__(self) -> None:
        self.now = 1_772_640_000.0

    def __call__(self) -> float:
        return self.now


class VisitingApp:
    """The registered app. `published` are the keys at its address; None members of changes leave a parameter out."""

    def __init__(self, ehr: Flask, clock: Clock, net: responses.RequestsMock) -> None:
        self.ehr, self.clock = ehr_of(ehr), clock
        self.http: FlaskClient = ehr.test_client()
        self.published = [key.as_dict(private=False) for key in KEYS.values()]
        net.add_callback(responses.GET, JWKS_URL, lambda _: (200, {}, json.dumps({"keys": self.published})))

    def launched(self, encounter: str = "gray-visit", person: Person = NURSE, framed: bool = False) -> dict[str, str]:
        """iss and launch of a launch from the chart."""
        return dict(parse_qsl(urlsplit(self.ehr.launch_url(encounter, person, framed=framed)).query))

    def request(self, **changes: str | None) -> dict[str, str]:
        """The parameters of an authorization request."""
        launch = {} if "launch" in changes else self.launched()
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": REDIRECT,
            "scope": SCOPES,
            "state": "state-1",
            "aud": FHIR,
            "launch": launch.get("launch"),
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "nonce": "nonce-1",
        }
        return {name: value for name, value in (asked | changes).items() if value is not None}

    def authorize(self, **changes: str | None) -> TestResponse:
        """An authorization request by GET."""
        return self.http.get("/oauth2/authorize", query_string=self.request(**changes))

    def answered(self, **changes: str | None) -> dict[str, str]:
        """What came back to the redirect address."""
        answer = self.authorize(**changes)
        assert answer.status_code == 302, answer.text
        assert answer.location.startswith(f"{REDIRECT}?"), answer.location
        return dict(parse_qsl(urlsplit(answer.location).query))

    def code(self, **changes: str | None) -> str:
        """A code."""
        return self.answered(**changes)["code"]

    def claims(self, **changes: object) -> dict[str, Any]:
        """The claims of a client assertion; None leaves a claim out."""
        claims = {"iss": CLIENT_ID, "sub": CLIENT_ID, "aud": TOKEN_URL, "jti": secrets.token_hex(16)}
        changed = claims | {"exp": int(self.clock()) + 240} | changes
        return {name: value for name, value in changed.items() if value is not None}

    def assertion(self, alg: str = "ES384", header: dict[str, Any] | None = None, **changes: object) -> str:
        """A signed client assertion."""
        key = KEYS[alg]
        head = {"alg": alg, "kid": key.kid, "typ": "JWT"} | (header or {})
        sent = {name: value for name, value in head.items() if value is not None}
        return jws.serialize_compact(sent, json.dumps(self.claims(**changes)), key, [alg])

    def token(self, **changes: str | None) -> TestResponse:
        """A token request, authenticated by a fresh assertion unless that is changed."""
        asked: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
            "client_assertion_type": JWT_BEARER,
        }
        if "client_assertion" not in changes:
            asked["client_assertion"] = self.assertion()
        form = {name: value for name, value in (asked | changes).items() if value is not None}
        return self.http.post("/oauth2/token", data=form)

    def signed_in(self, **changes: str | None) -> dict[str, Any]:
        """The token response of a whole sign-in."""
        answer = self.token(code=self.code(**changes))
        assert answer.status_code == 200, answer.text
        return dict(answer.get_json())

    def refresh(self, token: str, **changes: str | None) -> TestResponse:
        """A refresh request."""
        return self.token(
            grant_type="refresh_token", refresh_token=token, redirect_uri=None, code_verifier=None, **changes
        )

    def get(self, path: str, token: str, **headers: str) -> TestResponse:
        """A FHIR request below the hospital's base."""
        return self.http.get(f"/fhir/{path}", headers={"Authorization": f"Bearer {token}", **headers})


def ids(bundle: TestResponse) -> list[str]:
    """The ids of the matches in a searchset."""
    entries = bundle.get_json()["entry"]
    return [each["resource"]["id"] for each in entries if each["search"]["mode"] == "match"]


def notes(bundle: TestResponse) -> list[str]:
    """The sentences of the OperationOutcomes in a searchset."""
    entries = bundle.get_json()["entry"]
    outcomes = [each["resource"] for each in entries if each["search"]["mode"] == "outcome"]
    return [issue["details"]["text"] for outcome in outcomes for issue in outcome["issue"]]

"""How an app proves at the token endpoint that it is itself: by key, by secret, or only by its name."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
import responses
from werkzeug.test import TestResponse

from fixtures.ehr.app import create_ehr
from fixtures.ehr.clients import Registration
from fixtures.ehr.settings import CLIENT_ID, registration_for, training_settings
from tests.ehr.conftest import STORIES
from tests.ehr.visiting_app import APP_URL, BASE_URL, FHIR, KEYS, TOKEN_URL, Clock, VisitingApp

SECRET = "s3cret-of-the-site"


def registered(clock: Clock, net: responses.RequestsMock, **changes: str) -> VisitingApp:
    registration: Registration = replace(registration_for(APP_URL), **changes)  # type: ignore[arg-type]
    settings = replace(training_settings(BASE_URL, APP_URL, STORIES), registrations=(registration,))
    return VisitingApp(create_ehr(settings, clock=clock), clock, net)


@pytest.fixture
def net() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def exchange(app: VisitingApp, authorization: str | None = None, **form: str) -> TestResponse:
    """A token request with no assertion but what is given."""
    asked = {"grant_type": "authorization_code", "code": app.code(), "redirect_uri": f"{APP_URL}/callback"}
    headers = {"Authorization": authorization} if authorization else {}
    return app.http.post("/oauth2/token", data=asked | {"code_verifier": "v" * 43} | form, headers=headers)


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def urlsafe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize("alg", ["ES384", "RS384"])
def test_both_algorithms_of_smart_are_taken(app: VisitingApp, alg: str) -> None:
    assert app.token(code=app.code(), client_assertion=app.assertion(alg)).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "somebody"},
        {"sub": "somebody"},
        {"aud": f"{TOKEN_URL}/"},
        {"aud": FHIR},
        {"aud": [TOKEN_URL, FHIR]},
        {"aud": None},
        {"exp": None},
        {"exp": 1_772_640_000 - 60},
        {"exp": 1_772_640_000 + 360},
        {"exp": "soon"},
        {"iat": 1_772_640_000 + 60},
        {"nbf": 1_772_640_000 + 60},
        {"jti": None},
        {"jti": "j" * 152},
    ],
)
def test_an_assertion_with_a_wrong_claim_is_refused(app: VisitingApp, claims: dict[str, object]) -> None:
    answer = app.token(code=app.code(), client_assertion=app.assertion(**claims))
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "header",
    [
        {"typ": None},
        {"typ": "at+jwt"},
        {"kid": None},
        {"kid": "rs"},
        {"kid": "other"},
        {"jku": "https://attacker.example/keys"},
    ],
)
def test_an_assertion_with_a_wrong_header_is_refused(app: VisitingApp, header: dict[str, str | None]) -> None:
    answer = app.token(code=app.code(), client_assertion=app.assertion(header=header))
    assert answer.get_json()["error"] == "invalid_client"


def test_an_assertion_may_be_used_once(app: VisitingApp) -> None:
    assertion = app.assertion()
    assert app.token(code=app.code(), client_assertion=assertion).status_code == 200
    assert app.token(code=app.code(), client_assertion=assertion).get_json()["error"] == "invalid_client"


def test_an_assertion_signed_with_the_public_key_as_a_secret_is_refused(app: VisitingApp) -> None:
    parts = [{"alg": "HS384", "kid": "rs", "typ": "JWT"}, app.claims()]
    signed = ".".join(urlsafe(json.dumps(part).encode()) for part in parts)
    mac = hmac.digest(KEYS["RS384"].as_pem(private=False), signed.encode(), "sha384")
    assert (
        app.token(code=app.code(), client_assertion=f"{signed}.{urlsafe(mac)}").get_json()["error"] == "invalid_client"
    )


def test_an_assertion_that_is_no_jwt_is_refused(app: VisitingApp) -> None:
    assert app.token(code=app.code(), client_assertion="x.y.z").get_json()["error"] == "invalid_client"


def test_a_key_published_since_the_last_look_is_found(app: VisitingApp) -> None:
    newest = app.published.pop(0)
    assert app.token(code=app.code(), client_assertion=app.assertion("RS384")).status_code == 200
    app.published.append(newest)
    assert app.token(code=app.code(), client_assertion=app.assertion("ES384")).status_code == 200


def test_a_key_address_that_gives_no_keys_is_no_proof(app: VisitingApp) -> None:
    app.published = "none"  # type: ignore[assignment]
    assert app.token(code=app.code()).get_json()["error"] == "invalid_client"


def test_a_secret_in_the_header_is_enough_where_it_is_registered(clock: Clock, net: responses.RequestsMock) -> None:
    app = registered(clock, net, auth="client_secret_basic", secret=SECRET)
    assert exchange(app, basic(CLIENT_ID, SECRET)).status_code == 200


@pytest.mark.parametrize(
    "header", [basic(CLIENT_ID, "wrong"), basic("stranger", SECRET), "Basic !", "Basic /w==", "Bearer x", None]
)
def test_a_wrong_secret_is_refused(clock: Clock, net: responses.RequestsMock, header: str | None) -> None:
    app = registered(clock, net, auth="client_secret_basic", secret=SECRET)
    assert exchange(app, header, **({} if header else {"client_id": CLIENT_ID})).status_code == 401


def test_the_refusal_of_a_header_says_which_scheme_is_wanted(clock: Clock, net: responses.RequestsMock) -> None:
    app = registered(clock, net, auth="client_secret_basic", secret=SECRET)
    assert exchange(app, basic(CLIENT_ID, "wrong")).headers["WWW-Authenticate"].startswith("Basic ")


def test_a_public_client_gives_its_name(clock: Clock, net: responses.RequestsMock) -> None:
    assert exchange(registered(clock, net, auth="none"), client_id=CLIENT_ID).status_code == 200


def test_a_client_that_has_a_key_cannot_come_by_name_alone(app: VisitingApp) -> None:
    assert exchange(app, client_id=CLIENT_ID).get_json()["error"] == "invalid_client"


def test_a_public_client_cannot_use_a_key_it_has_not_registered(clock: Clock, net: responses.RequestsMock) -> None:
    app = registered(clock, net, auth="none")
    assert app.token(code=app.code()).get_json()["error"] == "invalid_client"


def test_a_secret_in_the_form_is_refused(clock: Clock, net: responses.RequestsMock) -> None:
    app = registered(clock, net, auth="client_secret_basic", secret=SECRET)
    assert exchange(app, client_id=CLIENT_ID, client_secret=SECRET).get_json()["error"] == "invalid_client"


def test_two_ways_at_once_are_refused(app: VisitingApp) -> None:
    answer = exchange(app, basic(CLIENT_ID, "x"), client_assertion=app.assertion())
    assert answer.get_json()["error"] == "invalid_request"


def test_another_client_id_beside_the_assertion_is_refused(app: VisitingApp) -> None:
    assert app.token(code=app.code(), client_id="stranger").get_json()["error"] == "invalid_client"

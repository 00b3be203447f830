"""The token endpoint: codes, what comes with a token, refresh and revocation."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from fixtures.ehr.grants import ACCESS_SECONDS, CODE_SECONDS
from fixtures.ehr.settings import CLIENT_ID, SCOPES
from fixtures.ehr.staff import CODER
from tests.ehr.visiting_app import APP_URL, BASE_URL, FHIR, Clock, VisitingApp


def id_claims(app: VisitingApp, tokens: dict[str, Any]) -> dict[str, Any]:
    keys = KeySet.import_key_set(app.http.get("/oauth2/jwks").get_json())
    decoded = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    assert decoded.header["kid"] == keys.keys[0].kid
    return dict(decoded.claims)


def test_the_answer_names_the_patient_and_the_visit_of_the_launch(tokens: dict[str, Any]) -> None:
    assert (tokens["patient"], tokens["encounter"]) == ("gray-pt", "gray-visit")


def test_the_answer_says_what_was_granted_and_for_how_long(tokens: dict[str, Any]) -> None:
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", ACCESS_SECONDS, SCOPES)


def test_no_cache_keeps_the_answer(app: VisitingApp) -> None:
    assert app.token(code=app.code()).headers["Cache-Control"] == "no-store"


def test_beside_the_chart_the_app_needs_no_patient_banner(app: VisitingApp) -> None:
    assert app.signed_in(launch=app.launched(framed=True)["launch"])["need_patient_banner"] is False


def test_alone_in_a_window_the_app_needs_a_patient_banner(tokens: dict[str, Any]) -> None:
    assert tokens["need_patient_banner"] is True


def test_the_id_token_is_for_this_app_and_says_who_signed_in(app: VisitingApp, clock: Clock) -> None:
    claims = id_claims(app, app.signed_in(launch=app.launched(person=CODER)["launch"], nonce="n-7"))
    assert (claims["iss"], claims["aud"]) == (f"{BASE_URL}/oauth2", CLIENT_ID)
    assert claims["fhirUser"] == f"{FHIR}/Practitioner/coder-cole"
    assert claims["nonce"] == "n-7"
    assert claims["iat"] <= clock() < claims["exp"]


def test_without_a_nonce_the_id_token_has_none(app: VisitingApp) -> None:
    assert "nonce" not in id_claims(app, app.signed_in(nonce=None))


def test_without_fhir_user_granted_the_id_token_does_not_name_it(app: VisitingApp) -> None:
    assert "fhirUser" not in id_claims(app, app.signed_in(scope="launch openid"))


def test_without_openid_there_is_no_id_token(app: VisitingApp) -> None:
    assert "id_token" not in app.signed_in(scope="launch patient/Patient.rs")


def test_without_online_access_there_is_no_refresh_token(app: VisitingApp) -> None:
    assert "refresh_token" not in app.signed_in(scope="launch openid patient/Patient.rs")


@pytest.mark.parametrize(
    "change",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": None},
        {"code_verifier": "v" * 42},
        {"redirect_uri": f"{APP_URL}/elsewhere"},
        {"redirect_uri": None},
        {"code": "made-up"},
        {"code": None},
    ],
)
def test_a_code_needs_its_verifier_and_redirect_address(app: VisitingApp, change: dict[str, str | None]) -> None:
    answer = app.token(**({"code": app.code()} | change))
    assert (answer.status_code, answer.get_json()["error"]) == (400, "invalid_grant")


def test_a_code_is_good_for_a_minute(app: VisitingApp, clock: Clock) -> None:
    code = app.code()
    clock.now += CODE_SECONDS
    assert app.token(code=code).get_json()["error"] == "invalid_grant"


def test_a_code_used_again_ends_the_tokens_it_gave(app: VisitingApp) -> None:
    code = app.code()
    first = app.token(code=code).get_json()
    assert app.token(code=code).get_json()["error"] == "invalid_grant"
    assert app.get("Patient/gray-pt", first["access_token"]).status_code == 401
    assert app.refresh(first["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_an_unknown_grant_type_is_refused(app: VisitingApp) -> None:
    assert app.token(grant_type="password").get_json()["error"] == "unsupported_grant_type"


def test_parameters_in_the_address_are_refused(app: VisitingApp) -> None:
    answer = app.http.post("/oauth2/token?client_id=x", data={"grant_type": "authorization_code"})
    assert answer.get_json()["error"] == "invalid_request"


def test_a_token_request_is_a_form(app: VisitingApp) -> None:
    assert app.http.post("/oauth2/token", json={}).get_json()["error"] == "invalid_request"


def test_a_refresh_gives_new_tokens_for_the_same_patient(app: VisitingApp, tokens: dict[str, Any]) -> None:
    renewed = app.refresh(tokens["refresh_token"]).get_json()
    assert renewed["patient"] == "gray-pt"
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert app.get("Patient/gray-pt", renewed["access_token"]).status_code == 200


def test_a_refresh_token_used_again_ends_everything(app: VisitingApp, tokens: dict[str, Any]) -> None:
    renewed = app.refresh(tokens["refresh_token"]).get_json()
    assert app.refresh(tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert app.get("Patient/gray-pt", renewed["access_token"]).status_code == 401


def test_a_refresh_cannot_widen_the_grant(app: VisitingApp) -> None:
    tokens = app.signed_in(scope="launch online_access patient/Patient.rs")
    answer = app.refresh(tokens["refresh_token"], scope="patient/Coverage.rs")
    assert answer.get_json()["error"] == "invalid_scope"


def test_an_access_token_runs_out(app: VisitingApp, token: str, clock: Clock) -> None:
    clock.now += ACCESS_SECONDS
    assert app.get("Patient/gray-pt", token).status_code == 401


def test_a_revoked_token_is_worth_nothing(app: VisitingApp, token: str) -> None:
    proof = {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}
    answer = app.http.post("/oauth2/revoke", data=proof | {"client_assertion": app.assertion(), "token": token})
    assert answer.status_code == 200
    assert app.get("Patient/gray-pt", token).status_code == 401

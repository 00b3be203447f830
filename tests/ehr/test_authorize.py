"""The authorize endpoint: each check, and what it sends the browser back with."""

from __future__ import annotations

import pytest

from fixtures.ehr.launches import LAUNCH_SECONDS
from fixtures.ehr.staff import REFUSER
from tests.ehr.visiting_app import FHIR, REDIRECT, Clock, VisitingApp


def test_a_right_request_gets_a_code_and_its_own_state(app: VisitingApp) -> None:
    answer = app.answered(state="a b&c")
    assert set(answer) == {"code", "state"}
    assert answer["state"] == "a b&c"


def test_the_request_may_come_as_a_form(app: VisitingApp) -> None:
    assert "code=" in app.http.post("/oauth2/authorize", data=app.request()).location


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "stranger"},
        {"client_id": None},
        {"redirect_uri": None},
        {"redirect_uri": f"{REDIRECT}/"},
        {"redirect_uri": f"{REDIRECT}?x=1"},
        {"redirect_uri": "https://attacker.example/callback"},
    ],
)
def test_an_unknown_client_or_address_gets_a_page_and_no_redirect(
    app: VisitingApp, change: dict[str, str | None]
) -> None:
    answer = app.authorize(**change)
    assert (answer.status_code, answer.location) == (400, None)
    assert "Sign-in refused" in answer.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"state": None}, "invalid_request"),
        ({"aud": f"{FHIR}/"}, "invalid_request"),
        ({"aud": "http://LOCALHOST:8700/fhir"}, "invalid_request"),
        ({"aud": "http://localhost:8700/office/fhir"}, "invalid_request"),
        ({"aud": None}, "invalid_request"),
        ({"launch": "made-up"}, "invalid_request"),
        ({"launch": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"scope": "openid fhirUser patient/Patient.rs"}, "invalid_scope"),
        ({"scope": "launch patient/Patient.sr"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_goes_back_with_its_error(app: VisitingApp, change: dict[str, str | None], error: str) -> None:
    answer = app.answered(**change)
    assert answer["error"] == error
    assert "code" not in answer


def test_a_parameter_sent_twice_is_refused(app: VisitingApp) -> None:
    asked = [*app.request().items(), ("scope", "launch")]
    assert "error=invalid_request" in app.http.get("/oauth2/authorize", query_string=asked).location


def test_a_launch_is_good_for_one_sign_in(app: VisitingApp) -> None:
    launch = app.launched()["launch"]
    app.code(launch=launch)
    assert app.answered(launch=launch)["error"] == "invalid_request"


def test_a_request_that_fails_leaves_the_launch_usable(app: VisitingApp) -> None:
    launch = app.launched()["launch"]
    app.answered(launch=launch, aud="elsewhere")
    assert app.code(launch=launch)


def test_a_launch_expires(app: VisitingApp, clock: Clock) -> None:
    launch = app.launched()["launch"]
    clock.now += LAUNCH_SECONDS
    assert app.answered(launch=launch)["error"] == "invalid_request"


def test_a_person_who_refuses_sends_the_app_away(app: VisitingApp) -> None:
    launch = app.launched(person=REFUSER)["launch"]
    assert app.answered(launch=launch)["error"] == "access_denied"

"""Two apps at one EHR: neither can use what was given to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import responses
from werkzeug.test import TestResponse

from fixtures.ehr.app import create_ehr
from fixtures.ehr.clients import Registration
from fixtures.ehr.settings import SCOPES, training_settings
from tests.ehr.conftest import STORIES
from tests.ehr.visiting_app import APP_URL, BASE_URL, VERIFIER, Clock, VisitingApp

OTHER = Registration("other-app", ("http://127.0.0.1:8702/callback",), SCOPES, auth="none")


@pytest.fixture
def app(clock: Clock) -> Iterator[VisitingApp]:
    settings = training_settings(BASE_URL, APP_URL, STORIES)
    both = replace(settings, registrations=(*settings.registrations, OTHER))
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        yield VisitingApp(create_ehr(both, clock=clock), clock, net)


def as_the_other(app: VisitingApp, path: str, **form: str) -> TestResponse:
    return app.http.post(path, data={"client_id": OTHER.client_id} | form)


def test_a_launch_is_for_the_app_it_was_made_for(app: VisitingApp) -> None:
    answer = app.authorize(client_id=OTHER.client_id, redirect_uri=OTHER.redirect_uris[0])
    assert "error=invalid_request" in answer.location


def test_an_address_of_another_app_is_not_the_apps_own(app: VisitingApp) -> None:
    assert app.authorize(redirect_uri=OTHER.redirect_uris[0]).status_code == 400


def test_a_code_is_for_the_app_that_asked(app: VisitingApp) -> None:
    code = app.code()
    stolen = as_the_other(
        app,
        "/oauth2/token",
        grant_type="authorization_code",
        code=code,
        redirect_uri=f"{APP_URL}/callback",
        code_verifier=VERIFIER,
    )
    assert stolen.get_json()["error"] == "invalid_grant"
    assert app.token(code=code).status_code == 200


def test_a_refresh_token_is_for_the_app_that_got_it(app: VisitingApp) -> None:
    refresh = app.signed_in()["refresh_token"]
    stolen = as_the_other(app, "/oauth2/token", grant_type="refresh_token", refresh_token=refresh)
    assert stolen.get_json()["error"] == "invalid_grant"


def test_an_app_cannot_revoke_anothers_token(app: VisitingApp) -> None:
    token = app.signed_in()["access_token"]
    assert as_the_other(app, "/oauth2/revoke", token=token).status_code == 200
    assert app.get("Patient/gray-pt", token).status_code == 200

"""Faults on demand, switched while the server runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from fixtures.ehr.app import create_ehr, ehr_of
from fixtures.ehr.faults import Faults
from fixtures.ehr.settings import training_settings
from tests.ehr.conftest import STORIES
from tests.ehr.visiting_app import APP_URL, BASE_URL, VisitingApp, ids, notes


@pytest.mark.parametrize(
    ("fault", "status", "kind"),
    [
        ("403", 403, "application/fhir+json"),
        ("404", 404, "application/fhir+json"),
        ("html404", 404, "text/html"),
        ("429", 429, "application/fhir+json"),
        ("500", 500, "application/fhir+json"),
        ("503", 503, "text/html"),
    ],
)
def test_a_fault_is_for_its_type_alone(app: VisitingApp, token: str, fault: str, status: int, kind: str) -> None:
    app.ehr.faults["Coverage"] = fault
    answer = app.get("Coverage?patient=gray-pt", token)
    assert answer.status_code == status
    assert answer.content_type.startswith(kind)
    assert app.get("Patient/gray-pt", token).status_code == 200


def test_a_fault_can_be_for_one_resource(app: VisitingApp, token: str) -> None:
    app.ehr.faults["Practitioner/dr-abbott"] = "404"
    assert app.get("Practitioner/dr-abbott", token).status_code == 404
    assert app.get("Practitioner/nurse-lin", token).status_code == 200


def test_an_api_that_was_not_granted_answers_empty(app: VisitingApp, token: str) -> None:
    app.ehr.faults["*"] = "403 empty"
    answer = app.get("Patient/gray-pt", token)
    assert (answer.status_code, answer.data) == (403, b"")
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_a_rate_limit_can_pass(app: VisitingApp, token: str) -> None:
    app.ehr.faults["Coverage"] = "429 once"
    assert app.get("Coverage", token).headers["Retry-After"] == "0"
    assert ids(app.get("Coverage", token)) == ["gray-cov"]


def test_withheld_data_is_a_good_answer_with_a_note_in_it(app: VisitingApp, token: str) -> None:
    app.ehr.faults["Condition"] = "withheld"
    answer = app.get("Condition?patient=gray-pt", token)
    assert (answer.status_code, ids(answer)) == (200, [])
    assert notes(answer)


def test_what_hangs_goes_on_hanging_until_it_is_released(app: VisitingApp, token: str) -> None:
    app.ehr.faults["Coverage"] = "hang"
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(app.get, "Coverage", token)
        assert app.get("Patient/gray-pt", token).status_code == 200
        assert not waiting.done()
        app.ehr.faults.clear()
        assert waiting.result().status_code == 504


def test_the_token_endpoint_can_fail(app: VisitingApp) -> None:
    app.ehr.faults["token"] = "503"
    assert app.token(code=app.code()).status_code == 503


def test_faults_can_be_there_from_the_start() -> None:
    ehr = create_ehr(training_settings(BASE_URL, APP_URL, STORIES), faults={"Coverage": "500"})
    answer = ehr_of(ehr).faults.answer("Coverage")
    assert answer is not None
    assert answer.status_code == 500


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="is none of"):
        Faults({"Coverage": "gremlins"})

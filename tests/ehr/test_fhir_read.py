"""Reading one resource: token, scope, patient, version, digits."""

from __future__ import annotations

import pytest

from tests.ehr.visiting_app import FHIR, VisitingApp


def test_a_read_gives_the_resource_with_its_version(app: VisitingApp, token: str) -> None:
    answer = app.get("Encounter/gray-visit", token)
    assert answer.content_type.startswith("application/fhir+json")
    assert answer.headers["ETag"] == 'W/"1"'
    assert answer.get_json()["meta"]["versionId"] == "1"


def test_a_decimal_keeps_its_digits(app: VisitingApp, token: str) -> None:
    assert '"value":1.50,' in app.get("MedicationAdministration/gray-ma1", token).text


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer made-up", "Basic eDp5"])
def test_without_a_good_token_nothing_is_read(app: VisitingApp, header: str) -> None:
    answer = app.http.get("/fhir/Patient/gray-pt", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.get_json()["resourceType"] == "OperationOutcome"


def test_a_token_in_the_address_is_no_token(app: VisitingApp, token: str) -> None:
    assert app.http.get(f"/fhir/Patient/gray-pt?access_token={token}").status_code == 401


def test_a_token_of_the_hospital_is_worth_nothing_at_the_office(app: VisitingApp, token: str) -> None:
    answer = app.http.get("/office/fhir/Patient/gray-pt", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("reference", ["Patient/ito-pt", "Encounter/ito-visit", "MedicationAdministration/ito-ma1"])
def test_another_patients_record_does_not_exist_for_the_token(app: VisitingApp, token: str, reference: str) -> None:
    assert app.get(reference, token).status_code == 404


def test_records_of_the_house_are_there_for_every_patient(app: VisitingApp, token: str) -> None:
    assert app.get("Practitioner/dr-abbott", token).get_json()["id"] == "dr-abbott"


def test_the_person_signed_in_can_be_read(app: VisitingApp, token: str) -> None:
    assert app.get("Practitioner/nurse-lin", token).status_code == 200


def test_a_type_outside_the_scope_is_refused_with_a_reason(app: VisitingApp) -> None:
    narrow = app.signed_in(scope="launch patient/Patient.rs")["access_token"]
    answer = app.get("Encounter/gray-visit", narrow)
    assert answer.status_code == 403
    assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert answer.get_json()["resourceType"] == "OperationOutcome"


def test_a_type_the_server_does_not_have_is_not_found(app: VisitingApp, token: str) -> None:
    assert app.get("Claim/c1", token).status_code == 404


def test_an_answer_nobody_asked_for_is_not_given(app: VisitingApp, token: str) -> None:
    assert app.get("Patient/gray-pt", token, Accept="application/fhir+xml").status_code == 406


def test_writing_is_not_offered(app: VisitingApp, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = app.http.put("/fhir/Patient/gray-pt", json={}, headers=headers)
    assert (answer.status_code, answer.get_json()["resourceType"]) == (405, "OperationOutcome")


def test_metadata_needs_no_token(app: VisitingApp) -> None:
    statement = app.http.get("/fhir/metadata").get_json()
    assert (statement["fhirVersion"], statement["implementation"]["url"]) == ("4.0.1", FHIR)

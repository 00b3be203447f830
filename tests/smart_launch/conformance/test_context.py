"""What comes with a token response beside patient and visit changes neither."""

from __future__ import annotations

from typing import Any

import pytest

from tests.smart_launch.clinic import Clinic

OTHER = {"reference": "Patient/p2"}


@pytest.mark.parametrize(
    "entry",
    [
        OTHER,
        OTHER | {"role": "launch"},
        OTHER | {"role": "https://ehr.example/current"},
        {"reference": "Encounter/e2"},
        {"reference": "Encounter/e2", "type": "Encounter", "role": "launch"},
        {"reference": "Practitioner/doctor-1"},
        {"canonical": "https://ehr.example/Questionnaire/q1", "type": "Questionnaire"},
        {"identifier": {"value": "7"}, "type": "Task"},
        "Patient/p2",
        None,
    ],
    ids=str,
)
def test_t46_fhir_context_with_or_without_a_role_changes_neither_patient_nor_visit(clinic: Clinic, entry: Any) -> None:
    clinic.ehr.token = {"fhirContext": [entry]}
    launch = clinic.open_chart(clinic.browser())
    assert (launch.patient, launch.encounter, launch.fhir_user) == ("p1", "e1", "Practitioner/nurse-1")


@pytest.mark.parametrize(
    "members",
    [
        {"smart_style_url": "https://evil.example/style.json"},
        {"smart_style_url": "http://127.0.0.1:1/style.json"},
        {"appContext": '{"view": "<script>alert(1)</script>", "patient": "p2"}'},
        {"tenant": "../../etc/passwd", "username": "<b>", "user": "Practitioner/doctor-1"},
    ],
    ids=lambda members: next(iter(members)),
)
def test_e46_style_and_app_context_are_neither_fetched_nor_read(clinic: Clinic, members: dict[str, Any]) -> None:
    clinic.ehr.token = members
    browser = clinic.browser()
    before = clinic.open_chart(browser)
    assert (before.patient, before.encounter, before.intent) == ("p1", "e1", None)
    assert not [value for value in members.values() if value in repr(before)]
    known = ("/fhir/.well-known/smart-configuration", "/oauth2/authorize", "/oauth2/token", "/oauth2/jwks")
    assert sorted({each.path for each in clinic.ehr.recorded}) == sorted(known)

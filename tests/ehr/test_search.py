"""Search: filters, unknown parameters, dates, pages."""

from __future__ import annotations

import pytest

from tests.ehr.visiting_app import FHIR, VisitingApp, ids, notes

ALL = ["gray-ma1", "gray-ma2", "gray-ma3"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("patient=gray-pt", ALL),
        ("patient=Patient/gray-pt&context=Encounter/gray-visit", ALL),
        (f"subject={FHIR}/Patient/gray-pt", ALL),
        ("patient=ito-pt", []),
        ("patient=gray-pt&patient=ito-pt", []),
        ("patient=gray-pt,ito-pt", ALL),
        ("context=ito-visit", []),
        ("_id=gray-ma1,gray-ma3,ito-ma1", ["gray-ma1", "gray-ma3"]),
        ("status=completed", ALL),
        ("status=stopped", []),
        ("request=gray-rx1", ["gray-ma1"]),
    ],
)
def test_a_search_finds_what_meets_every_filter(app: VisitingApp, token: str, query: str, found: list[str]) -> None:
    assert ids(app.get(f"MedicationAdministration?{query}", token)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("effective-time=2026-03-04", ["gray-ma2"]),
        ("effective-time=ge2026-03-04&effective-time=lt2026-03-05", ["gray-ma1", "gray-ma2"]),
        ("effective-time=lt2026-03-04", []),
        ("effective-time=gt2026-03-04", ["gray-ma1"]),
        ("effective-time=lt2026-03-04T15:07:00Z", ["gray-ma2"]),
        ("effective-time=le2026-03-04T09:10:00-06:00", ["gray-ma1", "gray-ma2"]),
        ("effective-time=ge2026-03-04T09:06:00-06:00", ["gray-ma1"]),
        ("effective-time=ge2026-03-04T12:00:00-06:00", ["gray-ma1"]),
        ("effective-time=2026", ["gray-ma2"]),
        ("effective-time=ge2026-03", ["gray-ma1", "gray-ma2"]),
    ],
)
def test_a_period_without_end_is_open_and_no_time_at_all_is_never_found_by_time(
    app: VisitingApp, token: str, query: str, found: list[str]
) -> None:
    assert ids(app.get(f"MedicationAdministration?{query}", token)) == found


@pytest.mark.parametrize(
    ("category", "found"),
    [
        ("encounter-diagnosis", ["gray-dx1"]),
        ("http://terminology.hl7.org/CodeSystem/condition-category|encounter-diagnosis", ["gray-dx1"]),
        ("urn:other|encounter-diagnosis", []),
        ("|encounter-diagnosis", []),
        ("http://terminology.hl7.org/CodeSystem/condition-category|", ["gray-dx1"]),
        ("problem-list-item,encounter-diagnosis", ["gray-dx1"]),
    ],
)
def test_a_token_may_name_its_system(app: VisitingApp, token: str, category: str, found: list[str]) -> None:
    answer = app.get("Condition?" + f"patient=gray-pt&encounter=gray-visit&category={category}", token)
    assert ids(answer) == found


@pytest.mark.parametrize(
    "query", ["effective-time=yesterday", "effective-time=ne2026-03-04", "_count=0", "_count=many", "patient="]
)
def test_a_bad_value_is_an_error_and_not_an_empty_answer(app: VisitingApp, token: str, query: str) -> None:
    answer = app.get(f"MedicationAdministration?{query}", token)
    assert (answer.status_code, answer.get_json()["resourceType"]) == (400, "OperationOutcome")


def test_an_unknown_parameter_is_named_and_left_out_of_the_self_link(app: VisitingApp, token: str) -> None:
    answer = app.get("MedicationAdministration?patient=gray-pt&encounter=gray-visit", token)
    assert ids(answer) == ALL
    assert [sentence for sentence in notes(answer) if "encounter" in sentence]
    assert answer.get_json()["link"][0]["url"] == f"{FHIR}/MedicationAdministration?patient=gray-pt"


def test_strict_handling_refuses_an_unknown_parameter(app: VisitingApp, token: str) -> None:
    answer = app.get("MedicationAdministration?colour=red", token, Prefer="handling=strict")
    assert answer.status_code == 400


def test_a_search_may_be_posted(app: VisitingApp, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    asked = {"patient": "gray-pt", "status": "completed"}
    assert ids(app.http.post("/fhir/MedicationAdministration/_search", data=asked, headers=headers)) == ALL


def test_a_posted_search_takes_nothing_from_the_address(app: VisitingApp, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    asked = {"status": "completed"}
    answer = app.http.post("/fhir/MedicationAdministration/_search?_id=gray-ma1", data=asked, headers=headers)
    assert ids(answer) == ALL


def test_searching_needs_the_search_letter(app: VisitingApp) -> None:
    narrow = app.signed_in(scope="launch patient/Patient.r")["access_token"]
    assert app.get("Patient/gray-pt", narrow).status_code == 200
    assert app.get("Patient?_id=gray-pt", narrow).status_code == 403


def pages_of(app: VisitingApp, token: str, first: str) -> list[list[str]]:
    pages, path = [], first
    while path:
        answer = app.get(path, token)
        pages.append(ids(answer))
        following = [link["url"] for link in answer.get_json()["link"] if link["relation"] == "next"]
        path = following[0].removeprefix(f"{FHIR}/") if following else ""
    return pages


def test_pages_follow_one_another_and_lose_nothing(app: VisitingApp, token: str) -> None:
    assert pages_of(app, token, "MedicationAdministration?_count=2") == [ALL[:2], ALL[2:]]


def test_a_page_is_of_the_search_as_it_was_found(app: VisitingApp, token: str) -> None:
    first = app.get("MedicationAdministration?_count=2", token).get_json()
    app.ehr.chart.change("MedicationAdministration/gray-ma3", "1", lambda copy: copy.update(status="stopped"))
    second = app.get(first["link"][1]["url"].removeprefix(f"{FHIR}/"), token).get_json()
    assert second["entry"][0]["resource"]["status"] == "completed"
    assert second["total"] == first["total"] == 3


def test_a_next_link_is_good_for_its_own_token_only(app: VisitingApp, token: str) -> None:
    link = app.get("MedicationAdministration?_count=2", token).get_json()["link"][1]["url"]
    other = app.signed_in()["access_token"]
    assert app.get(link.removeprefix(f"{FHIR}/"), other).status_code == 404


def test_twenty_are_on_a_page_unless_asked_otherwise(app: VisitingApp, token: str) -> None:
    template = app.ehr.chart.read("Condition/gray-dx1")
    assert template is not None
    for _ in range(20):
        app.ehr.chart.add(template | {"id": "gray-more"})
    assert [len(page) for page in pages_of(app, token, "Condition")] == [20, 1]

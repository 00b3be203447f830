import json

import pytest

from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.entries import OF_ANOTHER_SERVER
from plugin.intake.patients import ANOTHER_PATIENT
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.intake.visits import ANOTHER_VISIT
from tests.intake.builders import Json, encounter, order, patient, push, reasons

BASE, OTHER = "https://ehr.example/fhir", "https://other.example/fhir"
ABOUT = "MedicationAdministration/ma1"


def link(reference: str) -> Json:
    return {"reference": reference}


def entry(resource: Json, base: str = BASE) -> Json:
    return {"fullUrl": f"{base}/{resource['resourceType']}/{resource['id']}", "resource": resource}


def chart_of(*entries: Json) -> Chart:
    whole = {"resourceType": "Bundle", "type": "collection", "entry": list(entries)}
    return chart_from(read_bundle(json.dumps(whole)), Site())


def with_row(**more: str) -> Chart:
    """The chart of a visit at BASE and one row with these references."""
    row = push(**{name: link(reference) for name, reference in more.items()})
    return chart_of(entry(patient()), entry(encounter()), entry(order()), entry(row))


def test_a_reference_below_the_base_of_the_bundle_names_its_own_resource() -> None:
    chart = with_row(
        subject=f"{BASE}/Patient/p1",
        context=f"{BASE}/Encounter/e1/_history/3",
        request=f"{BASE}/MedicationRequest/rx1",
    )
    assert [(a.visit, a.order) for a in chart.administrations] == [("Encounter/e1", "MedicationRequest/rx1")]
    assert reasons(chart) == {}


@pytest.mark.parametrize("base", [OTHER, "https://ehr.example/fhir2", "http://ehr.example/fhir", f"{BASE}/x"])
def test_the_patient_of_another_server_with_the_same_id_is_another_patient(base: str) -> None:
    chart = with_row(subject=f"{base}/Patient/p1")
    assert (chart.administrations, reasons(chart)) == ((), {ABOUT: ANOTHER_PATIENT})


def test_the_visit_of_another_server_with_the_same_id_is_another_visit() -> None:
    assert reasons(with_row(context=f"{OTHER}/Encounter/e1")) == {ABOUT: ANOTHER_VISIT}


def test_the_order_of_another_server_is_not_the_one_with_the_same_id_and_is_shown() -> None:
    chart = with_row(request=f"{OTHER}/MedicationRequest/rx1")
    assert chart.order(chart.administrations[0].order) is None
    assert reasons(chart) == {ABOUT: "It points to a MedicationRequest of another server, which was not read."}


def test_a_relative_reference_with_a_path_before_it_names_nothing_of_the_bundle() -> None:
    assert reasons(with_row(subject="elsewhere/Patient/p1")) == {ABOUT: ANOTHER_PATIENT}


def test_an_entry_of_another_server_is_unread_and_never_taken_for_the_one_with_its_id() -> None:
    stranger = entry(patient(name=[{"family": "Stranger"}]), OTHER)
    chart = chart_of(stranger, entry(patient()), entry(encounter()), entry(push()))
    assert (chart.patient.family, reasons(chart)) == ("Sample", {"Patient/p1": OF_ANOTHER_SERVER})


def test_a_requester_of_another_server_is_shown_by_name() -> None:
    signer = {"reference": f"{OTHER}/Practitioner/dr1", "display": "Iris Vane"}
    chart = chart_of(entry(patient()), entry(encounter()), entry(order(requester=signer)))
    assert chart.orders[0].signed_by.value == "Iris Vane"


ROW_IN_FULL = push(subject=link(f"{BASE}/Patient/p1"), context=link(f"{BASE}/Encounter/e1"))
VISIT_IN_FULL = encounter(subject=link(f"{BASE}/Patient/p1"))


def test_without_any_full_url_references_that_are_all_absolute_share_their_base() -> None:
    chart = chart_of({"resource": patient()}, {"resource": VISIT_IN_FULL}, {"resource": ROW_IN_FULL})
    assert [a.visit for a in chart.administrations] == ["Encounter/e1"]


def test_without_any_full_url_an_absolute_reference_beside_relative_ones_is_foreign() -> None:
    chart = chart_of({"resource": patient()}, {"resource": encounter()}, {"resource": ROW_IN_FULL})
    assert reasons(chart) == {ABOUT: ANOTHER_PATIENT}


def test_a_slash_written_with_a_backslash_is_a_slash() -> None:
    whole = {"resourceType": "Bundle", "type": "collection", "entry": [entry(VISIT_IN_FULL), entry(ROW_IN_FULL)]}
    chart = chart_from(read_bundle(json.dumps(whole).replace("/", r"\/")), Site())
    assert [a.id for a in chart.administrations] == [ABOUT]


def test_references_nested_beyond_all_reason_stop_nothing() -> None:
    deep: Json = {"url": "x", "valueString": "x"}
    for _ in range(300):
        deep = {"url": "x", "extension": [deep]}
    row = push(subject=link(f"{BASE}/Patient/p1"), extension=[deep])
    chart = chart_of(entry(patient()), entry(encounter()), entry(row), entry(push("ma2")))
    assert [a.id for a in chart.administrations] == ["MedicationAdministration/ma2"]
    assert list(reasons(chart)) == [ABOUT]

import pytest

from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.patients import ANOTHER_PATIENT, NOT_COMPARED, NOT_NAMED
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.intake.builders import Json, encounter, infusion, order, patient, push, reasons, text, visit

OTHER = {"reference": "Patient/p2"}
ABOUT = "MedicationAdministration/ma1"
ICD = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C50.911"}]}
OF_OTHERS: dict[str, Json] = {
    "Condition/c": {"subject": OTHER, "code": ICD},
    "Coverage/v": {
        "beneficiary": OTHER,
        "status": "active",
        "payor": [{"display": "Medicare"}],
        "type": {"text": "Medicare"},
    },
    "MedicationRequest/m": order(subject=OTHER),
    "ServiceRequest/s": {"subject": OTHER, "status": "active", "intent": "order"},
    "Procedure/d": {"subject": OTHER, "status": "completed", "code": ICD},
}


def chart_of(*resources: Json) -> Chart:
    return chart_from(read_bundle(text(*resources)), Site())


def nobodys_encounter() -> Json:
    return {key: value for key, value in encounter().items() if key != "subject"}


def number(value: str = "00123", system: str = "urn:oid:1.2") -> Json:
    return {"system": system, "value": value}


def numbered(value: str = "00123", system: str = "urn:oid:1.2") -> Json:
    return push(subject={"identifier": number(value, system), "display": "Sample, Pat"})


@pytest.mark.parametrize("about", OF_OTHERS)
def test_what_belongs_to_another_patient_is_unread_and_in_no_part_of_the_chart(about: str) -> None:
    kind, id = about.split("/")
    chart = visit(push(), OF_OTHERS[about] | {"resourceType": kind, "id": id})
    assert reasons(chart) == {about: ANOTHER_PATIENT}
    assert (chart.diagnoses, chart.coverages, chart.orders, chart.services) == ((), (), (), ())


def test_the_order_of_another_patient_is_not_the_main_reason_of_the_visit() -> None:
    request = [{"reference": "ServiceRequest/s1"}]
    chart = visit(order(subject=OTHER, basedOn=request), of=encounter(basedOn=request))
    assert chart.visits[0].main_reason is None


def test_a_row_with_the_number_of_the_patient_is_the_patients() -> None:
    chart = chart_of(patient(identifier=[number()]), encounter(), numbered(" 00123 "))
    assert [a.id for a in chart.administrations] == [ABOUT]


@pytest.mark.parametrize("row", [numbered("00124"), numbered(system="urn:oid:9.9")])
def test_a_row_with_another_number_is_another_patients(row: Json) -> None:
    chart = chart_of(patient(identifier=[number()]), encounter(), row)
    assert (chart.administrations, reasons(chart)) == ((), {ABOUT: ANOTHER_PATIENT})


@pytest.mark.parametrize("people", [[], [patient()]])
def test_a_row_with_a_number_is_left_out_where_the_numbers_of_the_patient_are_not_known(people: list[Json]) -> None:
    chart = chart_of(*people, encounter(), numbered())
    assert (chart.administrations, reasons(chart)) == ((), {ABOUT: NOT_COMPARED})


def test_where_nobody_is_known_by_reference_one_number_is_one_patient() -> None:
    subject = {"identifier": number()}
    assert len(chart_of(encounter(subject=subject), numbered()).administrations) == 1


def test_where_nobody_is_known_by_reference_two_numbers_are_not_taken_for_one_patient() -> None:
    chart = chart_of(nobodys_encounter(), numbered(), infusion("ma2", subject={"identifier": number("7")}))
    assert chart.administrations == ()
    assert reasons(chart)[ABOUT] == NOT_COMPARED


def test_a_row_that_names_its_patient_in_words_is_of_the_only_patient_of_the_records() -> None:
    assert len(visit(push(subject={"display": "Sample, Pat"})).administrations) == 1


def test_a_row_that_names_its_patient_in_words_is_left_out_where_there_is_another_patient() -> None:
    chart = visit(push(subject={"display": "Sample, Pat"}), infusion("ma2", subject=OTHER))
    assert reasons(chart) == {ABOUT: NOT_NAMED, "MedicationAdministration/ma2": ANOTHER_PATIENT}


def test_a_reference_that_names_nothing_is_not_the_patient() -> None:
    assert reasons(visit(push(subject={"reference": "urn:uuid:0b0c0000"}))) == {ABOUT: ANOTHER_PATIENT}


def test_an_encounter_need_not_name_the_patient() -> None:
    chart = chart_of(patient(), nobodys_encounter(), push())
    assert (chart.visits[0].id, len(chart.administrations)) == ("Encounter/e1", 1)

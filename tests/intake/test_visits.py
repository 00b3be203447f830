from datetime import date

import pytest

from plugin.chart.visit import Setting
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.intake.builders import administration, at, encounter, infusion, order, patient, push, reasons, text, visit

POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
SITE = Site()
SUPERVISOR = [{"system": "http://terminology.hl7.org/CodeSystem/claimcareteamrole", "code": "supervisor"}]
ATTENDER = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "ATND"}]
SECOND_PERFORMER = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "SPRF"}]


def participant(coding: list[dict] | None, who: str) -> dict:
    typed = {"type": [{"coding": coding}]} if coding else {}
    return typed | {"individual": {"reference": f"Practitioner/{who}"}}


def chart_of(*resources: dict, site: Site = SITE, **records):
    return chart_from(read_bundle(text(*resources, **records)), site)


def test_a_visit_has_its_times_and_is_closed_when_finished() -> None:
    (found,) = visit().visits
    assert (f"{found.arrived:%H:%M}", f"{found.left:%H:%M}", found.open) == ("08:00", "18:00", False)


@pytest.mark.parametrize("status", ["arrived", "triaged", "in-progress"])
def test_a_visit_whose_patient_is_here_is_open(status: str) -> None:
    assert visit(of=encounter(status=status)).visits[0].open


def test_only_who_is_called_supervisor_supervises() -> None:
    people = [participant(ATTENDER, "dr1"), participant(SECOND_PERFORMER, "dr2"), participant(None, "dr3")]
    (found,) = visit(of=encounter(participant=people)).visits
    assert (found.supervisor, found.attender) == (None, "Practitioner/dr1")


def test_the_supervisor_is_read_with_its_evidence() -> None:
    (found,) = visit(of=encounter(participant=[participant(SUPERVISOR, "dr2")])).visits
    assert (found.supervisor.value, found.supervisor.evidence.about) == ("Practitioner/dr2", "Encounter/e1")


@pytest.mark.parametrize(
    ("system", "code", "read"),
    [
        ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", "IMP"),
        ("http://terminology.hl7.org/CodeSystem/v2-0004", "I", "IMP"),
        ("http://terminology.hl7.org/CodeSystem/v2-0004", "O", "AMB"),
        ("urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", "4", ""),
    ],
)
def test_the_class_of_a_visit_is_hl7s_own_whatever_the_version(system: str, code: str, read: str) -> None:
    chart = visit(push(), of=encounter(**{"class": {"system": system, "code": code}}))
    assert [each.class_code for each in chart.visits] == [read]


def test_a_site_says_what_its_own_codes_of_visits_are() -> None:
    local = {"system": "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", "code": "3"}
    chart = visit(push(), of=encounter(**{"class": local}), site=Site(encounter_classes={"3": "IMP"}))
    assert [each.class_code for each in chart.visits] == ["IMP"]


def test_a_local_class_is_a_visit_like_any_other() -> None:
    local = {"system": "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260", "code": "4", "display": "HOV"}
    assert len(visit(push(), of=encounter(**{"class": local})).administrations) == 1


def test_another_patients_row_is_unread() -> None:
    chart = visit(push(subject={"reference": "Patient/p2"}))
    assert chart.administrations == ()
    assert reasons(chart) == {"MedicationAdministration/ma1": "It belongs to another patient."}


def test_another_visits_row_is_unread() -> None:
    chart = visit(push(context={"reference": "Encounter/e9"}))
    assert reasons(chart) == {"MedicationAdministration/ma1": "It belongs to another visit."}


def test_a_row_may_name_its_visit_by_a_padded_identifier() -> None:
    own = encounter(identifier=[{"system": "urn:oid:1.2", "value": "8860133"}])
    chart = visit(push(context={"identifier": {"value": "  8860133 "}}), of=own)
    assert chart.administrations[0].visit == "Encounter/e1"


def test_a_row_with_the_identifier_of_another_visit_is_unread() -> None:
    own = encounter(identifier=[{"system": "urn:oid:1.2", "value": "8860133"}])
    assert list(reasons(visit(push(context={"identifier": {"value": "5"}}), of=own))) == [
        "MedicationAdministration/ma1"
    ]


def test_a_row_that_names_no_visit_is_of_the_visit_of_its_day() -> None:
    assert len(visit(push(context=None)).administrations) == 1


def test_a_row_that_names_no_visit_and_is_of_another_day_is_unread() -> None:
    chart = visit(administration(context=None, effectiveDateTime=at("09:00", "2026-03-09")))
    assert "another day" in reasons(chart)["MedicationAdministration/ma1"]


MORNING = encounter(period={"start": at("08:00"), "end": at("10:00")})
EVENING = encounter(id="e2", period={"start": at("17:00"), "end": at("19:00")})


def test_two_encounters_of_one_day_are_two_visits_in_time_order() -> None:
    chart = chart_of(EVENING, MORNING, push("a"), push("b", "17:30", context={"reference": "Encounter/e2"}))
    assert [v.id for v in chart.visits] == ["Encounter/e1", "Encounter/e2"]
    assert {a.id: a.visit for a in chart.administrations} == {
        "MedicationAdministration/a": "Encounter/e1",
        "MedicationAdministration/b": "Encounter/e2",
    }


def test_of_two_visits_a_nameless_row_is_of_the_one_that_was_going_on() -> None:
    chart = chart_of(MORNING, EVENING, push("a", context=None), push("b", "17:30", context=None))
    assert [a.visit for a in chart.administrations] == ["Encounter/e1", "Encounter/e2"]


def test_between_two_visits_a_nameless_row_is_unread() -> None:
    chart = chart_of(MORNING, EVENING, push("a", "12:00", context=None))
    assert "two it could be of" in reasons(chart)["MedicationAdministration/a"]


def test_an_encounter_of_another_day_stays_out_with_its_rows() -> None:
    other = encounter(id="e2", period={"start": at("08:00", "2026-02-01"), "end": at("09:00", "2026-02-01")})
    chart = chart_of(encounter(), other, push("a"), push("b", context={"reference": "Encounter/e2"}))
    assert (chart.day, [a.id for a in chart.administrations]) == (date(2026, 3, 4), ["MedicationAdministration/a"])
    assert set(reasons(chart)) == {"Encounter/e2", "MedicationAdministration/b"}


def test_a_cancelled_encounter_is_no_visit() -> None:
    chart = chart_of(encounter(), encounter(id="e2", status="cancelled"))
    assert ([v.id for v in chart.visits], list(reasons(chart))) == (["Encounter/e1"], ["Encounter/e2"])


def test_without_an_encounter_the_rows_are_kept_and_its_lack_is_said() -> None:
    chart = chart_of(patient(), infusion())
    assert chart.administrations[0].visit == chart.visits[0].id == "Encounter/e1"
    assert reasons(chart) == {"Encounter": "No visit was read."}


def test_the_day_of_a_dateless_encounter_is_that_of_its_first_administration() -> None:
    assert visit(push(), of=encounter(period={"start": "2026-03-04"})).day == date(2026, 3, 4)
    assert chart_of(patient(), push()).day == date(2026, 3, 4)


def test_the_patient_is_shown_as_the_chart_has_him() -> None:
    number = {"type": {"coding": [{"code": "MR"}]}, "value": "00123"}
    shown = chart_of(encounter(), patient(birthDate="1961-07-02", gender="male", identifier=[number])).patient
    assert (shown.family, shown.given, shown.born, shown.sex, shown.mrn) == (
        "Sample",
        "Pat",
        date(1961, 7, 2),
        "male",
        "00123",
    )


def test_a_provider_has_name_and_npi() -> None:
    npi = {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}
    doctor = {
        "resourceType": "Practitioner",
        "id": "dr1",
        "identifier": [npi],
        "name": [{"family": "Vane", "given": ["Iris"]}],
    }
    (found,) = visit(doctor).providers
    assert (found.id, found.name, found.npi) == ("Practitioner/dr1", "Iris Vane", "1234567893")


def test_the_main_reason_is_the_drug_whose_order_shares_the_request_of_the_visit() -> None:
    request = [{"reference": "ServiceRequest/s1"}]
    orders = order("rx1", "ondansetron"), order("rx2", "infliximab", basedOn=request)
    (found,) = visit(*orders, of=encounter(basedOn=request)).visits
    assert (found.main_reason.value, found.reasons) == ("infliximab", ("ServiceRequest/s1",))


def test_a_visit_without_a_request_has_no_main_reason() -> None:
    assert visit(order()).visits[0].main_reason is None


@pytest.mark.parametrize(("tag", "site", "expected"), [("office", "facility", "office"), ("", "office", "office")])
def test_the_tag_of_the_bundle_wins_over_the_setting_of_the_site(tag: str, site: str, expected: str) -> None:
    system = "https://chairside.example/fhir/CodeSystem/setting"
    meta = {"meta": {"tag": [{"system": system, "code": tag}]}} if tag else {}
    assert chart_of(encounter(), site=Site(setting=site), **meta).setting is Setting(expected)


def test_a_chart_is_named_by_its_bundle_or_else_its_encounter() -> None:
    assert chart_of(encounter(), identifier={"value": "day-7"}).id == "day-7"
    assert chart_of(encounter()).id == "Encounter/e1"


def test_a_row_that_names_no_patient_is_unread() -> None:
    chart = visit(push(subject={}))
    assert (chart.administrations, list(reasons(chart))) == ((), ["MedicationAdministration/ma1"])


def test_a_tag_that_is_no_setting_leaves_the_setting_of_the_site() -> None:
    meta = {"tag": [{"system": "https://chairside.example/fhir/CodeSystem/setting", "code": "clinic"}]}
    assert chart_of(encounter(), site=Site(setting="office"), meta=meta).setting is Setting.OFFICE


@pytest.mark.parametrize(
    "where",
    [
        {"type": [{"coding": [{"system": POS, "code": "22"}]}]},
        {"class": {"system": POS, "code": "22"}},
        {"location": [{"location": {"display": "x"}, "physicalType": {"coding": [{"system": POS, "code": "22"}]}}]},
    ],
)
def test_the_place_of_service_of_a_visit_is_read_wherever_its_code_stands(where: dict) -> None:
    assert visit(infusion(), of=encounter(**where)).visits[0].place == "22"


def test_a_visit_without_such_a_code_has_no_place_of_service() -> None:
    assert visit(infusion()).visits[0].place == ""

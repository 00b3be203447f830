import json
from decimal import Decimal

import pytest

from plugin.intake.errors import NotABundle, NotJson, TooLarge, UnreadableInput
from plugin.intake.records import MOST_CHARACTERS, read_bundle, withheld
from tests.intake.builders import administration, bundle, encounter, infusion, patient, text

HALVES = [r"\ud800", r"\uDFFF", r"\udc00\ud800"]


def about(records) -> list[str]:
    return [u.about for u in records.unread]


def test_the_name_and_the_setting_of_a_bundle_are_read() -> None:
    tag = {"system": "https://chairside.example/fhir/CodeSystem/setting", "code": "office"}
    records = read_bundle(text(encounter(), identifier={"value": "day-7"}, meta={"tag": [tag]}))
    assert (records.id, records.setting) == ("day-7", "office")


def test_a_bundle_without_name_and_tag_has_empty_ones() -> None:
    records = read_bundle(text(encounter()))
    assert (records.id, records.setting) == ("", "")


def test_a_broken_entry_is_unread_and_the_rest_goes_on() -> None:
    broken = administration("broken", medicationCodeableConcept="famotidine 20 mg", effectiveDateTime="2026-03-04")
    records = read_bundle(text(encounter(), broken, infusion("ma1")))
    assert about(records) == ["MedicationAdministration/broken"]
    assert [r["id"] for r in records.of("MedicationAdministration")] == ["ma1"]


def test_why_an_entry_is_broken_names_the_element_and_never_its_value() -> None:
    broken = administration(
        "broken", medicationCodeableConcept="Pat Sample's famotidine", effectiveDateTime="2026-03-04"
    )
    reason = read_bundle(text(broken)).unread[0].reason
    assert "medicationCodeableConcept" in reason
    assert "Sample" not in reason


def test_a_clock_time_without_an_offset_makes_an_encounter_unread() -> None:
    records = read_bundle(text(encounter(period={"start": "2026-03-04T09:00:00"})))
    assert about(records) == ["Encounter/e1"]


def test_a_clock_time_without_an_offset_costs_an_administration_nothing_but_that_time() -> None:
    records = read_bundle(text(administration("ma1", effectiveDateTime="2026-03-04T09:00:00")))
    assert [r["id"] for r in records.resources] == ["ma1"]
    assert about(records) == []


def test_an_element_fhir_r4_does_not_have_is_unread() -> None:
    records = read_bundle(text(infusion("ma1", wasNotGiven=True)))
    assert records.unread[0].reason == "FHIR R4 has no element wasNotGiven in it."


def test_a_kind_of_resource_fhir_does_not_have_is_unread() -> None:
    assert about(read_bundle(text({"resourceType": "Prescription", "id": "x"}))) == ["Prescription/x"]


def test_an_entry_without_a_resource_is_unread_by_its_place() -> None:
    whole = bundle(encounter())
    whole["entry"].append({"fullUrl": "https://ehr.example/fhir/Encounter/e2"})
    assert about(read_bundle(json.dumps(whole))) == ["entry 2"]


def test_numbers_stay_exact_decimals() -> None:
    raw = text(infusion("ma1")).replace('"value": 1,', '"value": 0.10,')
    dose = read_bundle(raw).of("MedicationAdministration")[0]["dosage"]["dose"]["value"]
    assert (dose, str(dose)) == (Decimal("0.1"), "0.10")


def test_of_one_id_the_newest_version_counts_and_versions_are_numbers() -> None:
    rows = [infusion("ma1", end=f"1{n % 10}:00", meta={"versionId": str(n)}) for n in (2, 10, 9)]
    (kept,) = read_bundle(text(*rows)).of("MedicationAdministration")
    assert kept["meta"]["versionId"] == "10"


def test_a_newest_version_that_is_broken_is_unread_and_no_older_one_stands_in() -> None:
    newest = infusion("ma1", meta={"versionId": "3"}, wasNotGiven=True)
    records = read_bundle(text(infusion("ma1", meta={"versionId": "2"}), newest))
    assert records.of("MedicationAdministration") == ()
    assert about(records) == ["MedicationAdministration/ma1"]


def test_one_version_with_two_contents_is_unread() -> None:
    records = read_bundle(text(infusion("ma1", end="10:00"), infusion("ma1", end="11:00")))
    assert records.of("MedicationAdministration") == ()
    assert about(records) == ["MedicationAdministration/ma1"]


def test_the_same_resource_twice_is_read_once() -> None:
    records = read_bundle(text(infusion("ma1"), infusion("ma1")))
    assert (len(records.of("MedicationAdministration")), records.unread) == (1, ())


def test_what_the_ehr_left_out_is_unread_in_its_own_words() -> None:
    said = "Client not authorized for Condition - Problems."
    issue = {
        "severity": "warning",
        "code": "suppressed",
        "details": {"coding": [{"code": "59204"}]},
        "diagnostics": said,
    }
    records = read_bundle(text({"resourceType": "OperationOutcome", "id": "o", "issue": [issue]}))
    assert said in records.unread[0].reason


@pytest.mark.parametrize("code", ["4101", "4119"])
def test_a_remark_that_leaves_nothing_out_is_no_lack(code: str) -> None:
    issue = {"severity": "warning", "code": "processing", "details": {"coding": [{"code": code}]}}
    assert read_bundle(text({"resourceType": "OperationOutcome", "id": "o", "issue": [issue]})).unread == ()


def test_references_by_urn_find_their_entry() -> None:
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": "urn:uuid:0b0c0000-0000-4000-8000-000000000001", "resource": patient(id=None)},
            {"resource": encounter(subject={"reference": "urn:uuid:0b0c0000-0000-4000-8000-000000000001"})},
        ],
    }
    records = read_bundle(json.dumps(whole))
    named = records.of("Encounter")[0]["subject"]["reference"]
    assert named == f"Patient/{records.of('Patient')[0]['id']}"


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ("", NotJson),
        ("{", NotJson),
        ("[" * 100_000, NotJson),
        ('{"resourceType": "Bundle", "type": "collection", "type": "batch"}', NotJson),
        ('{"resourceType": "Bundle", "total": NaN}', NotJson),
        (b"\xff\xfe\x00", NotJson),
        ('{"resourceType": "Bundle", "total": ' + "9" * 5000 + "}", NotJson),
        ("[]", NotABundle),
        ("7", NotABundle),
        ('{"resourceType": "Patient"}', NotABundle),
        ('{"resourceType": "Bundle", "entry": {}}', NotABundle),
        (" " * (MOST_CHARACTERS + 1), TooLarge),
    ],
)
def test_input_that_is_no_bundle_is_refused_with_a_sentence_and_a_hint(raw: str | bytes, error: type) -> None:
    with pytest.raises(error) as refused:
        read_bundle(raw)
    assert isinstance(refused.value, UnreadableInput)
    assert refused.value.sentence.endswith(".")
    assert refused.value.hint


def test_a_deeply_nested_resource_is_unread_and_the_rest_goes_on() -> None:
    deep: dict = {"url": "https://a.example", "valueString": "x"}
    for _ in range(150):
        deep = {"url": "https://a.example", "extension": [deep]}
    records = read_bundle(text(encounter(), infusion("ma1", extension=[deep])))
    assert [r["resourceType"] for r in records.resources if r["resourceType"] == "Encounter"] == ["Encounter"]


@pytest.mark.parametrize("half", HALVES)
def test_one_half_of_a_character_is_refused_wherever_it_stands(half: str) -> None:
    for place in (text(encounter(), identifier={"value": "?!"}), text(patient(name=[{"family": "?!"}]))):
        with pytest.raises(NotJson, match="half of a character"):
            read_bundle(place.replace("?!", half))


@pytest.mark.parametrize(("whole", "read"), [(r"\ud83d\ude00", "\U0001f600"), (r"\\ud800", r"\ud800")])
def test_both_halves_of_a_character_and_a_written_backslash_are_read(whole: str, read: str) -> None:
    raw = text(encounter(), identifier={"value": "?!"}).replace("?!", whole)
    assert read_bundle(raw).id == read


def test_half_a_character_in_what_the_ehr_said_is_written_as_a_question_mark() -> None:
    said = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "diagnostics": "x\ud800"}]}
    assert [u.reason for u in withheld(said)] == ["The EHR said: x?"]

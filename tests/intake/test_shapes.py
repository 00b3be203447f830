"""The look at a resource's shape: what comes with many visits is judged once, and never mistaken for another."""

from decimal import Decimal
from typing import Any

import pytest

from plugin.intake import shapes
from plugin.intake.remembered import Remembered
from plugin.intake.shapes import flaw
from tests.intake.builders import push, reasons, visit

CLINICIAN: dict[str, Any] = {"resourceType": "Practitioner", "id": "p1", "name": [{"family": "Lin"}]}


@pytest.fixture
def remembered(monkeypatch: pytest.MonkeyPatch) -> Remembered:
    kept = Remembered(2)
    monkeypatch.setattr(shapes, "VALID", kept)
    return kept


def test_the_same_clinician_is_judged_once(remembered: Remembered, monkeypatch: pytest.MonkeyPatch) -> None:
    assert flaw(CLINICIAN) == ""
    monkeypatch.setattr(shapes, "_judged", lambda _: "judged again")
    assert flaw(dict(CLINICIAN)) == ""
    assert flaw({**CLINICIAN, "id": "p2"}) == "judged again"


def test_a_flaw_is_named_each_time(remembered: Remembered) -> None:
    wrong = {**CLINICIAN, "name": "Lin"}
    assert flaw(CLINICIAN) == ""
    assert flaw(wrong) == flaw(wrong) != ""


def test_values_that_read_alike_and_are_of_another_type_are_judged_apart(remembered: Remembered) -> None:
    medication: dict[str, Any] = {"resourceType": "Medication", "id": "m", "status": "active"}
    of = [{**medication, "amount": {"numerator": {"value": value}}} for value in (Decimal("1.5"), "1.5x")]
    assert flaw(of[0]) == ""
    assert flaw(of[1]) != ""


def test_the_coverage_of_a_patient_seen_before_is_judged_once(
    remembered: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    coverage = {
        "resourceType": "Coverage",
        "id": "c",
        "status": "active",
        "beneficiary": {"reference": "Patient/p"},
        "payor": [{"display": "Medicare"}],
    }
    assert flaw(coverage) == ""
    monkeypatch.setattr(shapes, "_judged", lambda _: "judged again")
    assert flaw(dict(coverage)) == ""
    assert flaw({**coverage, "beneficiary": {"reference": "Patient/q"}}) == "judged again"


@pytest.mark.parametrize("kind", ["Encounter", "MedicationAdministration"])
def test_what_is_of_one_visit_alone_is_not_remembered(
    kind: str, remembered: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "digest", lambda _: pytest.fail("asked for"))
    assert flaw({"resourceType": kind, "id": "x"}) != ""


def test_a_resource_nested_beyond_all_reason_is_refused(remembered: Remembered) -> None:
    nested: Any = "x"
    for _ in range(100_000):
        nested = [nested]
    assert flaw({**CLINICIAN, "name": nested}) != ""


def test_what_is_asked_for_again_outlasts_what_is_not() -> None:
    kept = Remembered(2)
    kept.keep(b"often")
    kept.keep(b"once")
    for digest in (b"a", b"b", b"c", b"d"):
        assert kept.has(b"often")
        kept.keep(digest)
    assert kept.has(b"often")
    assert not kept.has(b"once")


def test_no_more_than_twice_as_many_are_kept() -> None:
    kept = Remembered(10)
    digests = [bytes([n]) for n in range(100)]
    for digest in digests:
        kept.keep(digest)
    assert 10 <= sum(map(kept.has, reversed(digests))) <= 20


def test_two_processes_know_a_resource_by_different_digests() -> None:
    assert Remembered().digest(CLINICIAN) != Remembered().digest(CLINICIAN)


@pytest.mark.parametrize(
    "modified",
    [
        {"modifierExtension": [{"url": "https://ehr.example/not-what-it-seems", "valueBoolean": True}]},
        {"implicitRules": "https://ehr.example/rules"},
        {"dosage": {"modifierExtension": [{"url": "https://ehr.example/as-if", "valueBoolean": True}]}},
    ],
)
def test_a_resource_with_a_modifier_nobody_here_knows_is_shown_and_not_used(modified: dict) -> None:
    chart = visit(push(**modified))
    assert chart.administrations == ()
    assert "carries a modifier" in reasons(chart)["MedicationAdministration/ma1"]

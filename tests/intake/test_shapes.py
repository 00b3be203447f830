"""The look at a resource's shape: what is of no patient is judged once, and never mistaken for another."""

from decimal import Decimal
from typing import Any

import pytest

from plugin.intake import shapes
from plugin.intake.shapes import Remembered, flaw

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


def test_what_is_of_a_patient_is_judged_each_time(remembered: Remembered, monkeypatch: pytest.MonkeyPatch) -> None:
    patient = {"resourceType": "Patient", "id": "x"}
    assert flaw(patient) == ""
    monkeypatch.setattr(shapes, "_judged", lambda _: "judged again")
    assert flaw(patient) == "judged again"


def test_the_memory_is_bounded() -> None:
    kept = Remembered(2)
    for digest in (b"a", b"b", b"c"):
        kept.keep(digest)
    assert [kept.has(digest) for digest in (b"a", b"b", b"c")] == [False, False, True]

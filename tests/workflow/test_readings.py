"""What was read in a launch comes back as it was, and lies in the store so that nobody can read it there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from plugin.chart.chart import Unread
from plugin.intake.records import Records
from plugin.workflow.people import NOBODY, name_of
from plugin.workflow.readings import Reading, Readings
from smart_launch.fhir_errors import NotGranted
from smart_launch.keys import KeyRing
from smart_launch.vault import MemoryVault
from tests.builders import visit

READING = Reading(
    encounter="Encounter/e1",
    read_at=1_772_640_000,
    user_name="J. Lin RN",
    records=Records(
        id="case",
        setting="office",
        resources=(
            {"resourceType": "Patient", "id": "p1", "name": [{"family": "OKAFOR"}]},
            {"resourceType": "MedicationAdministration", "id": "m1", "dosage": {"dose": {"value": Decimal("1.0")}}},
        ),
        unread=(Unread("Coverage", "not allowed"), Unread("Procedure", "no answer", kept_back=True)),
        patient="Patient/p1",
        encounter="Encounter/e1",
    ),
)
LAUNCH = visit().launch
IDLE = 900


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@dataclass
class Clock:
    now: int

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(LAUNCH.expires_at - 3600)


@pytest.fixture
def readings(vault: MemoryVault, clock: Clock, tmp_path: Path) -> Readings:
    return Readings(vault, KeyRing.open(tmp_path / "keys"), clock, IDLE)


def test_a_reading_comes_back_as_it_was(readings: Readings) -> None:
    readings.keep(LAUNCH, READING)
    assert readings.kept(LAUNCH) == READING


def test_what_the_ehr_kept_back_is_still_known_to_be_kept_back(readings: Readings) -> None:
    readings.keep(LAUNCH, READING)
    kept = readings.kept(LAUNCH)
    assert kept
    assert [u.about for u in kept.records.unread if u.kept_back] == ["Procedure"]


def test_a_dose_of_one_point_zero_stays_one_point_zero(readings: Readings) -> None:
    readings.keep(LAUNCH, READING)
    kept = readings.kept(LAUNCH)
    assert kept
    assert str(kept.records.resources[1]["dosage"]["dose"]["value"]) == "1.0"


def test_the_store_sees_nothing_of_it(readings: Readings, vault: MemoryVault) -> None:
    readings.keep(LAUNCH, READING)
    sealed = vault.get("records", LAUNCH.id)
    assert sealed
    assert b"OKAFOR" not in sealed
    assert b"Patient" not in sealed


def test_a_reading_moved_to_another_launch_is_none_there(readings: Readings, vault: MemoryVault) -> None:
    other = replace(LAUNCH, id="another")
    readings.keep(LAUNCH, READING)
    vault.put("records", other.id, vault.get("records", LAUNCH.id) or b"", LAUNCH.expires_at)
    assert readings.kept(other) is None


def test_it_goes_when_nobody_used_it_for_as_long_as_a_launch_may_lie_idle(
    readings: Readings, vault: MemoryVault, clock: Clock
) -> None:
    readings.keep(LAUNCH, READING)
    vault.purge(clock.now + IDLE)
    assert readings.kept(LAUNCH) is None


def test_each_use_keeps_it_from_going(readings: Readings, vault: MemoryVault, clock: Clock) -> None:
    readings.keep(LAUNCH, READING)
    clock.now += IDLE - 1
    readings.kept(LAUNCH)
    vault.purge(clock.now + IDLE - 1)
    assert readings.kept(LAUNCH) == READING


def test_it_goes_when_the_launch_may_live_no_longer(readings: Readings, vault: MemoryVault, clock: Clock) -> None:
    clock.now = LAUNCH.expires_at - 1
    readings.keep(LAUNCH, READING)
    vault.purge(LAUNCH.expires_at)
    assert readings.kept(LAUNCH) is None


def test_a_reading_that_was_forgotten_is_gone(readings: Readings) -> None:
    readings.keep(LAUNCH, READING)
    readings.forget(LAUNCH)
    assert readings.kept(LAUNCH) is None


class _Ehr:
    def __init__(self, resource: dict | None) -> None:
        self._resource = resource

    def read(self, reference: str) -> dict:
        if self._resource is None:
            raise NotGranted(reference)
        return self._resource


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ({"name": [{"given": ["June"], "family": "Lin"}]}, "June Lin"),
        ({"name": [{"text": "J. Lin RN"}]}, "J. Lin RN"),
        ({"practitioner": {"display": "June Lin"}}, "June Lin"),
        ({}, "Practitioner/n1"),
        ({"name": "Lin"}, "Practitioner/n1"),
        (None, "Practitioner/n1"),
    ],
)
def test_the_person_is_named_as_the_ehr_names_her_else_by_reference(resource: dict | None, name: str) -> None:
    assert name_of(_Ehr(resource), "Practitioner/n1") == name


def test_a_launch_that_names_nobody_is_answered_by_the_person_signed_in() -> None:
    assert name_of(_Ehr(None), None) == NOBODY

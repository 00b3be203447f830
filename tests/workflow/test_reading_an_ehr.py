"""What cannot be shown is an error with the EHR's own reason; visits to pick from are today's, else the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from plugin.intake.site import Site
from plugin.workflow.listening import Listening
from plugin.workflow.picking import MOST, visits_to_pick
from smart_launch.errors import SignInExpired, SmartError
from smart_launch.fhir_errors import EhrDown, NotFound

TODAY = date(2026, 3, 4)


def encounter(name: str, start: str) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": name,
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": start},
    }


@dataclass
class Ehr:
    """Finds encounters by the day asked for; an error in their place is what the search ends with."""

    by_day: dict[str, list[dict[str, Any]] | SmartError]
    base: str = "https://ehr.example/fhir"

    def search(self, _: str, parameters: Any) -> Any:
        found = self.by_day.get(parameters["date"], [])
        if isinstance(found, SmartError):
            raise found
        return SimpleNamespace(resources=found, outcomes=[])

    def gather(self, calls: Iterable[Callable[[], Any]]) -> list[Any]:
        results = []
        for call in calls:
            try:
                results.append(call())
            except SmartError as problem:
                results.append(problem)
        return results


def _picked(ehr: Ehr) -> list[str]:
    return [visit.id for visit in visits_to_pick(ehr, "Patient/p1", TODAY, Site(timezone="America/Chicago"))]


def test_todays_visits_are_offered_newest_first_and_no_others() -> None:
    today = [encounter("e1", "2026-03-04T08:00:00-06:00"), encounter("e2", "2026-03-04T13:00:00-06:00")]
    older = [encounter("e0", "2026-02-01T08:00:00-06:00")]
    assert _picked(Ehr({"2026-03-04": today, "lt2026-03-04": older})) == ["Encounter/e2", "Encounter/e1"]


def test_a_day_without_visits_offers_the_newest_before() -> None:
    older = [encounter(f"e{day}", f"2026-02-{day:02}T08:00:00-06:00") for day in range(1, 25)]
    offered = _picked(Ehr({"lt2026-03-04": older}))
    assert (len(offered), offered[0]) == (MOST, "Encounter/e24")


def test_a_patient_without_visits_has_none_to_pick() -> None:
    assert _picked(Ehr({})) == []


def test_an_ehr_that_does_not_list_visits_says_why() -> None:
    down = EhrDown("Encounter")
    with pytest.raises(EhrDown):
        _picked(Ehr({"2026-03-04": down, "lt2026-03-04": down}))


def _after(*problems: SmartError) -> Listening:
    listening = Listening(Ehr({}))

    def failing(problem: SmartError) -> Callable[[], None]:
        def call() -> None:
            raise problem

        return call

    listening.gather([failing(problem) for problem in problems])
    return listening


def test_a_part_that_failed_is_no_reason_to_stop() -> None:
    _after(EhrDown("Coverage"), NotFound("Medication/m1")).raise_if_over()


def test_a_sign_in_that_ended_is() -> None:
    with pytest.raises(SignInExpired):
        _after(EhrDown("Coverage"), SignInExpired()).raise_if_over()


def test_the_reason_of_the_visit_itself_comes_first() -> None:
    with pytest.raises(NotFound):
        _after(EhrDown("Patient/p1"), NotFound("Encounter/e1")).raise_about("Encounter/e1")


def test_without_any_failure_nothing_is_raised() -> None:
    _after().raise_about("Encounter/e1")

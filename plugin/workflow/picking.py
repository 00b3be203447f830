"""The visits a person may pick from where the EHR did not say which one is open."""

from __future__ import annotations

from datetime import date

from plugin.chart.visit import Visit
from plugin.intake.encounters import visit_of
from plugin.intake.fetch import visits_of_day
from plugin.intake.site import Site
from plugin.intake.sources import Shelf
from plugin.workflow.listening import Listening
from smart_launch.client import FhirClient

MOST = 20


def visits_to_pick(client: FhirClient, patient: str, today: date, site: Site) -> tuple[Visit, ...]:
    """The patient's visits of today; where there are none, the newest before (a chart is also opened the day after).

    Newest first. Raises SmartError when the EHR does not list visits.
    """
    listening = Listening(client)
    for day in (today.isoformat(), f"lt{today.isoformat()}"):
        encounters, _ = visits_of_day(listening, patient, day, site, client.base)
        if encounters:
            break
    else:
        listening.raise_about("Encounter")
    found = [visit_of(encounter, Shelf(encounters), site) for encounter in encounters]
    return tuple(sorted(found, key=_arrival, reverse=True)[:MOST])


def _arrival(visit: Visit) -> float:
    return visit.arrived.timestamp() if visit.arrived else 0

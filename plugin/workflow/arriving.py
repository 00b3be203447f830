"""A visit of which a part has come while the EHR owes the rest: something to look at, and nothing to answer yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from plugin.chart.chart import Chart, Unread
from plugin.intake.build import chart_from
from plugin.intake.fetch import read_so_far
from plugin.intake.searches import ADMINISTRATION, first_searches
from plugin.intake.site import Site
from plugin.workflow.listening import Listening
from smart_launch.launch import Launch


@dataclass(frozen=True, slots=True)
class Arriving:
    """What has come so far. `chart` is None while it is not known whose it is and of which day.

    `awaited` are the types of record that have not come yet. Nothing is proposed of it: what is missing could change
    every line.
    """

    launch: Launch
    chart: Chart | None
    awaited: tuple[str, ...]
    at: datetime


def arriving(listening: Listening | None, launch: Launch, encounter: str, site: Site, base: str, now: int) -> Arriving:
    """What one reading has brought by now; `listening` is None where it has not begun."""
    patient, at = f"Patient/{launch.patient}", datetime.fromtimestamp(now, UTC)
    came = list(listening.came) if listening else []
    ended = {about for about, _ in came}
    searches = first_searches(site.vendor, launch.patient, encounter.removeprefix("Encounter/"))
    wanted = {encounter: "Encounter", patient: "Patient", ADMINISTRATION: ADMINISTRATION}
    wanted |= {search.type: search.type for search in searches}
    awaited = tuple(kind for about, kind in wanted.items() if about not in ended)
    if not ended.issuperset((encounter, patient)):
        return Arriving(launch, None, awaited, at)
    records = read_so_far(came, patient, encounter, site, base)
    # Without this orders would stand in for administrations that are only late.
    owed = tuple(Unread(kind, "It has not come yet.", kept_back=True) for kind in awaited)
    chart = chart_from(replace(records, unread=(*records.unread, *owed)), site)
    known = chart.day != date.min and chart.patient.family
    return Arriving(launch, chart if known else None, awaited, at)

"""Which searches make up a visit at each vendor: those that need only the launch, then those that need its time."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from plugin.intake import quirks
from plugin.intake.encounters import OPEN
from plugin.intake.fhir_json import Resource, element, word
from plugin.intake.instants import day_of, span
from plugin.intake.quirks import Parameters
from plugin.intake.site import Site

AROUND = timedelta(hours=12)
PAGE = "100"
ADMINISTRATION = "MedicationAdministration"


@dataclass(frozen=True, slots=True)
class Search:
    """One search."""

    type: str
    parameters: Parameters


def at_site(site: Site, searches: Iterable[Search]) -> tuple[Search, ...]:
    """The searches as this site has to be asked."""
    if not (site.practice and quirks.names_practice(site.vendor)):
        return tuple(searches)
    return tuple(Search(s.type, quirks.of_practice(site.practice, s.parameters)) for s in searches)


def first_searches(vendor: str, patient: str, encounter: str) -> tuple[Search, ...]:
    """What can be asked at once with the ids of the launch."""
    visit = {"patient": patient, "encounter": encounter}
    diagnoses = Search("Condition", quirks.of_diagnoses(vendor, visit))
    coverage = Search("Coverage", quirks.of_coverage(vendor, patient, encounter))
    if not quirks.finds_by_encounter(vendor):
        return diagnoses, coverage
    administrations = Search(ADMINISTRATION, {"patient": patient, "context": encounter, "_count": PAGE})
    by_time = quirks.orders_wait_for_the_time(vendor)
    orders = () if by_time else (Search("MedicationRequest", quirks.of_orders(vendor, visit)),)
    return administrations, *orders, Search("ServiceRequest", visit), diagnoses, coverage, Search("Procedure", visit)


def optional_searches(patient: str, also: Container[str]) -> tuple[Search, ...]:
    """What many EHRs do not have, and none is asked for unless the site named the type in its scopes."""
    wanted = (
        Search("ClaimResponse", {"patient": patient, "use": "preauthorization"}),
        Search("CarePlan", {"patient": patient, "status": "active"}),
    )
    return tuple(search for search in wanted if search.type in also)


def second_searches(vendor: str, patient: str, encounter: Resource, found: Container[str]) -> tuple[Search, ...]:
    """What needs the time of the visit, or is asked because a first search found nothing.

    `found` are the types of which something came, or whose search already failed.
    """
    who, window = {"patient": patient}, _window(encounter)
    wanted: list[Search] = []
    if window and ADMINISTRATION not in found and quirks.has_administrations(vendor):
        wanted.append(Search(ADMINISTRATION, {**who, "effective-time": window, "_count": PAGE}))
    if window and quirks.orders_wait_for_the_time(vendor):
        wanted.append(Search("MedicationRequest", quirks.of_orders_in_time(vendor, patient, window)))
    if window and not quirks.finds_by_encounter(vendor):
        wanted.append(Search("Procedure", {**who, "date": window}))
    if quirks.asks_for_coverage_of_the_patient(vendor) and "Coverage" not in found:
        wanted.append(Search("Coverage", who))
    return tuple(wanted)


def _window(encounter: Resource) -> list[str]:
    """The visit with twelve hours on each side, as two bounds; an open visit has only the first."""
    period = element(encounter, "period")
    timed = span(period, "")
    first = timed.start or timed.stop or _midday(word(period, "start"))
    if first is None:
        return []
    bounds = [f"ge{_utc(first - AROUND)}"]
    if timed.stop is None and word(encounter, "status") in OPEN:
        return bounds
    last = timed.stop or _midday(word(period, "end")) or first
    return [*bounds, f"lt{_utc(last + AROUND)}"]


def _midday(text: str) -> datetime | None:
    """Half a day on each side of the middle of a bare date."""
    day = day_of(text)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

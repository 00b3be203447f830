"""The visits of the day, and which of them a resource belongs to; what is of another visit stays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from plugin.chart.billing import NO_PLACE, Campus
from plugin.chart.chart import Unread
from plugin.chart.visit import Visit
from plugin.intake.campus import NO_ENCOUNTER
from plugin.intake.encounters import visit_of
from plugin.intake.fhir_json import Resource, element, elements, identity, most, reference, relative, word
from plugin.intake.instants import UNUSABLE, When, day_of, instant, is_unusable, span, when
from plugin.intake.patients import VOID
from plugin.intake.records import Records
from plugin.intake.site import Site
from plugin.intake.sources import Shelf

ANOTHER_VISIT = "It belongs to another visit."
ANOTHER_DAY = "It names no visit and is of another day."


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of one patient on one day. `known` is false where the EHR sent no Encounter at all."""

    day: date | None
    visits: tuple[Visit, ...]
    identifiers: Mapping[str, str]
    zone: str
    known: bool = True

    @property
    def open(self) -> frozenset[str]:
        """The visits whose patient is still here."""
        return frozenset(v.id for v in self.visits if v.open)

    def named_by(self, resource: Resource, name: str) -> str | None:
        """The visit a resource names by reference or identifier; "" where it names none, None where it is another."""
        link = element(resource, name)
        by_reference = relative(word(link, "reference"))
        by_identifier = "" if by_reference else word(element(link, "identifier"), "value")
        if not by_reference and not by_identifier:
            return ""
        found = by_reference or self.identifiers.get(by_identifier, "")
        return found if any(v.id == found for v in self.visits) else None

    def place_of(self, resource: Resource, name: str) -> str | Unread:
        """The visit of a MedicationAdministration, or why it is none of these visits."""
        named = self.named_by(resource, name)
        if named is None:
            return Unread(identity(resource), ANOTHER_VISIT)
        if named:
            return named
        return self._by_time(resource)

    def written_on(self, resource: Resource) -> date | None:
        """The day at this site on which an order was written."""
        text = word(resource, "authoredOn")
        at = instant(text, self.zone)
        return at.date() if at else day_of(text)

    def _by_time(self, resource: Resource) -> str | Unread:
        """A row that names no visit is of the one visit of its day; of two, of the one that was going on."""
        about, timed = identity(resource), when(resource, "effective", self.zone)
        at = timed.start or timed.stop
        if not self._of_the_day(timed):
            return Unread(about, ANOTHER_DAY)
        if len(self.visits) == 1:
            return self.visits[0].id
        around = [v.id for v in self.visits if at and _going_on(v, at)]
        return around[0] if len(around) == 1 else Unread(about, "It names no visit, and there are two it could be of.")

    def _of_the_day(self, timed: When) -> bool:
        at = timed.start or timed.stop
        on = at.date() if at else timed.day
        if on is None or self.day is None or not self.known:
            return True
        last = max((v.left.date() for v in self.visits if v.left), default=self.day)
        return self.day <= on <= max(last, self.day) or (bool(self.open) and on >= self.day)


def visits_of(records: Records, site: Site, shelf: Shelf) -> tuple[Visits, tuple[Unread, ...]]:
    """The visits on the day among the records of one patient, and the Encounters that are of other days, or void."""
    encounters = records.of("Encounter")
    mine = [e for e in encounters if word(e, "status") not in VOID]
    void = [e for e in encounters if word(e, "status") in VOID]
    unread = [Unread(identity(e), "This visit was cancelled or entered in error.") for e in void]
    if not mine:
        return _without_encounter(records, site), (*unread, Unread("Encounter", "No visit was read."))
    main = mine[0] if len(mine) == 1 else _main(mine, records, site.timezone)
    day = _day(main, site.timezone)
    kept = [e for e in mine if e is main or _day(e, site.timezone) in (day, None)]
    unread += [Unread(identity(e), ANOTHER_VISIT) for e in mine if e not in kept]
    unread += [Unread(identity(e), UNUSABLE) for e in kept if is_unusable(e, "period")]
    visits = tuple(sorted((visit_of(e, shelf, site) for e in kept), key=_arrival))
    numbers = {word(i, "value"): identity(e) for e in kept for i in elements(e, "identifier") if word(i, "value")}
    return Visits(day, visits, numbers, site.timezone), tuple(unread)


def _without_encounter(records: Records, site: Site) -> Visits:
    """Rows without a readable Encounter: the visit most of them name, with nothing known about it."""
    rows = records.of("MedicationAdministration")
    named = records.encounter or most(reference(r, "context") for r in rows) or "Encounter/unknown"
    found_at = NO_PLACE if site.campus in ("", Campus.ON_CAMPUS) else NO_ENCOUNTER
    return Visits(None, (Visit(named, found_at=found_at),), {}, site.timezone, known=False)


def _main(encounters: list[Resource], records: Records, zone: str) -> Resource:
    """The Encounter the day is taken from: the launched one, else the one most rows name, else the latest."""
    rows = Counter(reference(r, "context") for r in records.of("MedicationAdministration"))

    def weight(encounter: Resource) -> tuple[bool, int, date, str]:
        about = identity(encounter)
        return about == records.encounter, rows[about], _day(encounter, zone) or date.min, about

    return max(encounters, key=weight)


def _day(encounter: Resource, zone: str) -> date | None:
    timed = span(element(encounter, "period"), zone)
    at = timed.start or timed.stop
    return at.date() if at else timed.day


def _going_on(visit: Visit, at: datetime) -> bool:
    return (visit.arrived is None or visit.arrived <= at) and (visit.left is None or at <= visit.left)


def _arrival(visit: Visit) -> tuple[float, str]:
    return (visit.arrived.timestamp() if visit.arrived else float("inf"), visit.id)

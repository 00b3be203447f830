"""FHIR dates and times as clock times of the place of care; a date is a date and never midnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from plugin.intake.fhir_json import Element, element, word

DATE_LENGTH = 10
# No chart is of another year. What an EHR means by one is "unknown" or "for ever", and a clock overflows on it.
YEARS = range(1900, 2201)
UNUSABLE = "One of its times is in a year of no chart, and was not used."


@dataclass(frozen=True, slots=True)
class When:
    """What a timing element says. `day` is set where only a date is given."""

    start: datetime | None = None
    stop: datetime | None = None
    day: date | None = None
    is_period: bool = False

    @property
    def has_length(self) -> bool:
        """Whether it is, or was meant to become, a stretch of time."""
        return self.is_period and self.start != self.stop


def when(resource: Element, name: str, zone: str) -> When:
    """The timing of a resource: `name`DateTime, `name`Period, or `name` itself as a Period."""
    moment = word(resource, f"{name}DateTime")
    if moment:
        at = instant(moment, zone)
        return When(start=at, day=None if at else day_of(moment))
    return span(element(resource, f"{name}Period") or element(resource, name), zone)


def span(period: Element, zone: str) -> When:
    """A Period; its day is that of the start, else of the end, where these are dates without a time."""
    if not period:
        return When()
    first, last = word(period, "start"), word(period, "end")
    start, stop = instant(first, zone), instant(last, zone)
    day = day_of(first) if first and start is None else None
    if day is None and start is None and stop is None:
        day = day_of(last)
    return When(start, stop, day, is_period=True)


@lru_cache(maxsize=4096)
def instant(text: str, zone: str) -> datetime | None:
    """An aware instant in the site's zone, or in its own offset where none is configured; None for less than that
    and outside of YEARS.

    The zone is kept as the offset of that moment: Python compares and subtracts two times of one ZoneInfo by the wall
    clock, which is wrong in a night when the clocks change.
    """
    if len(text) <= DATE_LENGTH:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None or at.year not in YEARS:
            return None
        return _at_offset(at.astimezone(ZoneInfo(zone))) if zone else at
    except (ValueError, OverflowError):
        return None


def _at_offset(at: datetime) -> datetime:
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta()), fold=0)


def day_of(text: str) -> date | None:
    """The day of a full date or of the date part of an instant; None for a year or a month, or outside of YEARS."""
    try:
        day = date.fromisoformat(text[:DATE_LENGTH]) if len(text) >= DATE_LENGTH else None
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def is_unusable(resource: Element, name: str) -> bool:
    """Whether the timing of a resource names a day, or a moment, that is outside of YEARS or is none."""
    period = element(resource, f"{name}Period") or element(resource, name)
    said = (word(resource, f"{name}DateTime"), word(period, "start"), word(period, "end"))
    return any(len(text) >= DATE_LENGTH and day_of(text) is None for text in said)

"""Clock times of a visit: aware instants, whole minutes, local days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from plugin.chart.evidence import Fact

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MINUTES_OF_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Run:
    """One stretch of flow as charted: [start, stop). A time that is not documented is None.

    `day` is set where the record gives a date without a clock time: a date is never read as midnight.
    """

    start: Fact[datetime] | None = None
    stop: Fact[datetime] | None = None
    day: date | None = None


def clock_minute(at: datetime) -> int:
    """Minutes since 1970 in UTC, seconds dropped: charted clock minutes are counted (R-ADM-40).

    Counting in UTC keeps a daylight-saving night right. Raises TypeError for a time without an offset.
    """
    return (at - EPOCH) // MINUTE


def local_day(minute: int, offset: timedelta) -> date:
    """The calendar day of a UTC clock minute at the place of care."""
    return date.fromordinal(EPOCH.toordinal() + (minute + offset // MINUTE) // MINUTES_OF_A_DAY)


def offset_of(at: datetime) -> timedelta:
    """The UTC offset an instant carries."""
    return at.utcoffset() or timedelta()

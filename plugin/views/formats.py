"""How dates, times, amounts and names are written on every page: 20-Nov-2026, 24 hours, the visit's own offset."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

from plugin.chart.administration import Amount
from plugin.chart.chart import Chart
from plugin.chart.times import offset_of
from plugin.chart.visit import Patient

ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOT_KNOWN = "Not known"
# "IU" and "U" are on the Joint Commission's do-not-use list: units are written out.
UNITS = {"[iU]": "international units", "[USP'U]": "USP units", "meq": "mEq"}


def day(on: date) -> str:
    """20-Nov-2026."""
    return f"{short_day(on)}-{on.year:04d}"


def short_day(on: date) -> str:
    """20-Nov, where the year is plain from the page."""
    return f"{on.day:02d}-{MONTHS[on.month - 1]}"


def days_in(text: str) -> str:
    """A text with its dates as pages write them; what only looks like a date stays."""
    return ISO_DAY.sub(lambda match: _day_of(match[0]), text)


def _day_of(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def clock(at: datetime, zone: tzinfo | None = None) -> str:
    """14:05, in `zone` or else the offset the time carries."""
    return f"{at.astimezone(zone) if zone else at:%H:%M}"


def printed(reader: str, now: datetime, zone: tzinfo | None) -> str:
    """by N. Okafor, 20-Nov-2026 14:05; without the name where it is not known."""
    at = f"{day(now.astimezone(zone).date())} {clock(now, zone)}"
    return f"by {reader}, {at}" if reader else at


def clock_on(at: datetime, reference: date, zone: tzinfo | None = None) -> str:
    """14:05, with its day in front when that is not `reference`."""
    local = at.astimezone(zone) if zone else at
    return clock(local) if local.date() == reference else f"{short_day(local.date())} {clock(local)}"


def zone_of(chart: Chart) -> tzinfo:
    """The offset of the place of care: that of the visit's first charted time."""
    charted = [t.value for a in chart.administrations for run in a.runs for t in (run.start, run.stop) if t]
    arrivals = [v.arrived for v in chart.visits if v.arrived]
    first = min(charted or arrivals, default=None)
    return timezone(offset_of(first) if first else timedelta())


def number(value: Decimal) -> str:
    """1,000 or 0.5: no trailing zero and always a leading one, which is how doses are written safely."""
    whole, _, part = f"{value:,f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def amount(of: Amount) -> str:
    """680 mg."""
    return f"{number(of.value)} {UNITS.get(of.unit, of.unit)}"


def duration(minutes: int) -> str:
    """45 min, 4 h, 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    words = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(words)


def age(born: date, on: date) -> int:
    """Whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def surname_first(patient: Patient) -> str:
    """OKAFOR, Ruth."""
    return ", ".join(part for part in (patient.family.upper(), patient.given) if part) or NOT_KNOWN


def short_name(patient: Patient) -> str:
    """Ruth O.: enough to notice a wrong chart where the EHR shows its own banner."""
    initial = f"{patient.family[0]}." if patient.family else ""
    return " ".join(part for part in (patient.given, initial) if part) or NOT_KNOWN


def plural(count: int, one: str, many: str = "") -> str:
    """1 question, 2 questions."""
    return f"{count} {one if count == 1 else many or one + 's'}"

"""The drawing of a visit: lanes, bars, hours and the now-line, all in percent of the width so that it fits any page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Literal

from plugin.chart.administration import Administration, State
from plugin.chart.chart import Chart
from plugin.chart.times import EPOCH, MINUTE, Run, clock_minute, offset_of
from plugin.views import formats
from plugin.views.given_words import GivenWords, goes_on, in_words, is_moment

HOUR = 60
MOST_HOURS_LABELLED = 6
STEPS = (1, 2, 3, 4, 6, 12, 24, 48, 96, 168)
# A visit nobody closed must not squeeze its bars into a corner: after this long without an event, no now-line.
NOW_WITHIN = 12 * HOUR
Look = Literal["charted", "running", "missing", "moment"]
Anchor = Literal["start", "middle", "end"]
# Percent on either side of the now-line in which another hour would collide with its label, where that is centred or
# at an edge: at 320 px, and from 600 px up.
ROOM_AT_320: Mapping[Anchor, Decimal] = {"middle": Decimal(17), "start": Decimal(27), "end": Decimal(27)}
ROOM_AT_600: Mapping[Anchor, Decimal] = {"middle": Decimal(9), "start": Decimal(14), "end": Decimal(14)}


@dataclass(frozen=True, slots=True)
class Tick:
    """A full hour. `label` is empty where it would collide with the now-line, `tight` true where only at 320 px."""

    x: str
    label: str
    anchor: Anchor
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of flow; a moment has no width."""

    x: str
    width: str
    look: Look


@dataclass(frozen=True, slots=True)
class Lane:
    """One administration: its words, its bars, and where others ran at the same time."""

    words: GivenWords
    bars: tuple[Bar, ...]
    overlaps: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All lanes of a visit in order of their first time. `now` is None once the visit is over."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    now: Tick | None
    says: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Local clock minutes from `begin` to `end`, both full hours; `now` is None once the visit is over."""

    begin: int
    end: int
    zone: tzinfo
    now: int | None

    def percent(self, minute: int) -> Decimal:
        """The place of a minute, clipped to the axis, in hundredths of a percent."""
        inside = min(max(minute, self.begin), self.end) - self.begin
        return (Decimal(inside * 100) / Decimal(self.end - self.begin)).quantize(Decimal("0.01"))

    def x(self, minute: int) -> str:
        """The place of a minute as SVG takes it."""
        return f"{self.percent(minute)}%"

    def bar(self, start: int, stop: int, look: Look) -> Bar:
        """A bar from one minute to another."""
        return Bar(self.x(start), f"{self.percent(stop) - self.percent(start)}%", look)


def timeline_of(chart: Chart, now: datetime) -> Timeline:
    """The drawing of a visit. `now` decides how far an open end reaches while the visit is open."""
    shown = [a for a in chart.administrations if a.state is not State.WITHDRAWN]
    zone = formats.zone_of(chart)
    axis = _axis(shown, chart, now, zone)
    ordered = sorted(shown, key=lambda a: min(_instants(a, zone), default=axis.end + 1))
    lanes = tuple(Lane(in_words(a, chart.day, zone), _bars(a, axis), _overlaps(a, ordered, axis)) for a in ordered)
    return Timeline(lanes, _ticks(axis, chart.day), _now_tick(axis), _says(axis, lanes))


def _axis(shown: list[Administration], chart: Chart, now: datetime, zone: tzinfo) -> Axis:
    instants = [minute for a in shown for minute in _instants(a, zone)]
    here = _local(now, zone)
    if not instants:
        return Axis(here // HOUR * HOUR, (here // HOUR + 1) * HOUR, zone, None)
    first, last = min(instants), max(instants)
    is_open = any(v.open for v in chart.visits)
    drawn_now = here if is_open and first <= here <= last + NOW_WITHIN else None
    # An open end reaches to now, or needs room to be seen.
    last = max(instants + [drawn_now or start + HOUR for a in shown for start in _open_starts(a, zone)])
    begin = first // HOUR * HOUR
    return Axis(begin, max(-(-max(last, drawn_now or 0) // HOUR) * HOUR, begin + HOUR), zone, drawn_now)


def _bars(given: Administration, axis: Axis) -> tuple[Bar, ...]:
    if given.state is State.NOT_GIVEN:
        return ()
    return tuple(bar for run in given.runs if (bar := _bar(given, run, axis)) is not None)


def _bar(given: Administration, run: Run, axis: Axis) -> Bar | None:
    start = _local(run.start.value, axis.zone) if run.start else None
    stop = _local(run.stop.value, axis.zone) if run.stop else None
    if start is not None and stop is not None:
        return axis.bar(start, stop, "charted") if stop > start else axis.bar(start, start, "moment")
    if start is not None and is_moment(given):
        return axis.bar(start, start, "moment")
    if start is not None:
        look: Look = "running" if goes_on(given) else "missing"
        return axis.bar(start, max(start, axis.end if axis.now is None else axis.now), look)
    if stop is not None:
        return axis.bar(max(axis.begin, stop - HOUR // 2), stop, "missing")
    return None


def _overlaps(given: Administration, all_given: list[Administration], axis: Axis) -> tuple[Bar, ...]:
    """Where another administration ran during this one, joined where such stretches touch."""
    others = [span for a in all_given if a is not given for span in _spans(a, axis.zone)]
    shared = sorted(
        (max(start, other[0]), min(stop, other[1]))
        for start, stop in _spans(given, axis.zone)
        for other in others
        if max(start, other[0]) < min(stop, other[1])
    )
    joined: list[tuple[int, int]] = []
    for start, stop in shared:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((start, stop))
    return tuple(axis.bar(start, stop, "charted") for start, stop in joined)


def _ticks(axis: Axis, day: date) -> tuple[Tick, ...]:
    hours = (axis.end - axis.begin) // HOUR
    step = next((s for s in STEPS if hours <= s * MOST_HOURS_LABELLED), hours) * HOUR
    first = -(-axis.begin // step) * step
    return tuple(_tick(minute, axis, day) for minute in range(first, axis.end + 1, step))


def _tick(minute: int, axis: Axis, day: date) -> Tick:
    at = EPOCH + minute * MINUTE
    # Midnight inside a visit is a change of day, and says so.
    label = formats.short_day(at.date()) if at.hour == 0 and at.date() != day else f"{at:%H:%M}"
    place = axis.percent(minute)
    if _near_now(place, axis, ROOM_AT_600):
        label = ""
    return Tick(axis.x(minute), label, _anchor(place), _near_now(place, axis, ROOM_AT_320))


def _now_tick(axis: Axis) -> Tick | None:
    if axis.now is None:
        return None
    return Tick(axis.x(axis.now), f"now {EPOCH + axis.now * MINUTE:%H:%M}", _now_anchor(axis.percent(axis.now)))


def _near_now(place: Decimal, axis: Axis, room: Mapping[Anchor, Decimal]) -> bool:
    if axis.now is None:
        return False
    now = axis.percent(axis.now)
    return abs(place - now) < room[_now_anchor(now)]


def _now_anchor(place: Decimal) -> Anchor:
    return _anchor(place, Decimal(11))


def _anchor(place: Decimal, margin: Decimal = Decimal(3)) -> Anchor:
    if place < margin:
        return "start"
    return "end" if place > 100 - margin else "middle"


def _says(axis: Axis, lanes: tuple[Lane, ...]) -> str:
    begin, end = (EPOCH + minute * MINUTE for minute in (axis.begin, axis.end))
    missing = sum(lane.words.missing for lane in lanes)
    open_words = (
        f" {formats.plural(missing, 'has', 'have')} a time that is not charted, drawn hatched." if missing else ""
    )
    return f"{formats.plural(len(lanes), 'administration')} between {begin:%H:%M} and {end:%H:%M}.{open_words}"


def _instants(given: Administration, zone: tzinfo) -> list[int]:
    return [_local(fact.value, zone) for run in given.runs for fact in (run.start, run.stop) if fact]


def _open_starts(given: Administration, zone: tzinfo) -> list[int]:
    ends_at_once = given.state is State.NOT_GIVEN or is_moment(given)
    return [] if ends_at_once else [_local(r.start.value, zone) for r in given.runs if r.start and not r.stop]


def _spans(given: Administration, zone: tzinfo) -> list[tuple[int, int]]:
    return [(_local(r.start.value, zone), _local(r.stop.value, zone)) for r in given.runs if r.start and r.stop]


def _local(at: datetime, zone: tzinfo) -> int:
    """Minutes of the local clock since 1970 began there."""
    return clock_minute(at) + offset_of(at.astimezone(zone)) // MINUTE

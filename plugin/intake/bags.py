"""One bag, push or injection with all its rows: what an administration is made from."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.administration import State
from plugin.chart.evidence import Evidence
from plugin.chart.times import Run
from plugin.intake.rows import Row, reason_given, says_not_given
from plugin.intake.site import MarAction

STILL_GOING = frozenset({"in-progress", "on-hold"})


@dataclass(frozen=True, slots=True)
class Bag:
    """Rows of one bag in time order. `doses` are those that say how much went in (a bag change adds one)."""

    rows: tuple[Row, ...]
    doses: tuple[Row, ...]
    runs: tuple[Run, ...]
    state: State
    flows: bool = False
    pushed: bool = False
    stopped_by: Row | None = None
    conflicts: tuple[Evidence, ...] = ()


def bag_of_interval(row: Row, *, visit_open: bool) -> Bag:
    """A row that is an interval, or a moment, by itself."""
    run = _run(row)
    conflict = _backwards(row)
    return Bag(
        rows=(row,),
        doses=(row,),
        runs=(run,) if run else (),
        state=_state(row, visit_open=visit_open),
        flows=row.when.has_length or row.status in STILL_GOING,
        stopped_by=row if row.status != "not-done" and reason_given(row) else None,
        conflicts=(conflict,) if conflict else (),
    )


def bag_of_moment(row: Row, state: State) -> Bag:
    """A MAR row that stands alone: given at one moment, or not given."""
    at = row.at
    run = Run(start=row.source.fact(at, _moment(row), row.said)) if at else Run(day=row.when.day)
    return Bag((row,), (row,), (run,) if at or row.when.day else (), state, pushed=row.action is MarAction.BOLUS)


def _run(row: Row) -> Run | None:
    when, source = row.when, row.source
    if when.start is None and when.stop is None and when.day is None:
        return None
    return Run(
        start=source.fact(when.start, _moment(row)) if when.start else None,
        stop=source.fact(when.stop, "effectivePeriod.end") if when.stop else None,
        day=when.day,
    )


def _state(row: Row, *, visit_open: bool) -> State:
    if row.status == "entered-in-error":
        return State.WITHDRAWN
    timed = row.when.start or row.when.stop or row.when.day
    never_begun = row.status == "on-hold" and (not timed or says_not_given(row.resource))
    if row.status == "not-done" or never_begun:
        return State.NOT_GIVEN
    if row.status in STILL_GOING and row.when.stop is None and visit_open:
        return State.RUNNING
    return State.GIVEN


def _backwards(row: Row) -> Evidence | None:
    """A stop before the start: both stay, and nobody guesses which is wrong (R-ADM-61)."""
    start, stop = row.when.start, row.when.stop
    if start is None or stop is None or stop >= start:
        return None
    shown = f"the stop {stop:%Y-%m-%d %H:%M} is before the start {start:%Y-%m-%d %H:%M}"
    return row.source.evidence("effectivePeriod", shown)


def _moment(row: Row) -> str:
    return "effectivePeriod.start" if row.when.is_period else "effectiveDateTime"

"""Charted times of one administration as clock minutes: what they give, what contradicts, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from plugin.chart.administration import Administration, Manner
from plugin.chart.evidence import Fact, Strength
from plugin.chart.times import Run, clock_minute, local_day, offset_of
from plugin.chart.visit import Visit
from plugin.engine.dose import NO_TIME, Flow
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches

APPLIES = ("R-ADM-40", "R-ADM-60", "R-ADM-61")


@dataclass(frozen=True, slots=True)
class Clocked:
    """The times of one administration. `at` is its first charted minute, NO_TIME where there is none.

    `flow` is where it surely ran, `open` where it may have run besides: beside a start or stop that is not charted.
    """

    at: int
    flow: Flow
    offset: timedelta
    strength: Strength
    start_missing: bool = False
    stop_missing: bool = False
    conflict: str = ""
    open: Flow = ()
    rules: tuple[str, ...] = ("R-ADM-40",)


def clocked(administration: Administration, visit: Visit | None, book: Rulebook, switches: Switches) -> Clocked:
    """Read the runs of an administration as minutes (R-ADM-40); never guess a time that is not charted (R-ADM-61)."""
    runs = [_allowed(run, switches) for run in administration.runs] or [Run()]
    facts = [fact for run in runs for fact in (run.start, run.stop) if fact]
    ends = [(_minute(run.start), _minute(run.stop)) for run in runs]
    minutes = [minute for both in ends for minute in both if minute is not None]
    moment = administration.manner is not None and administration.manner.value is Manner.PUSH
    flow = tuple((start, stop) for start, stop in ends if start is not None and stop is not None)
    conflict = _conflict(administration, flow, visit, minutes, book)
    forward = tuple((a, b) for a, b in flow if b > a)
    still = not moment and any(a == b for a, b in flow)
    rules = ("R-ADM-60",) if any(f.strength is Strength.DERIVED for f in facts) else ("R-ADM-40",)
    return Clocked(
        at=min(minutes, default=NO_TIME),
        flow=() if conflict else forward,
        offset=offset_of(facts[0].value) if facts else timedelta(),
        strength=min((f.strength for f in facts), default=Strength.MISSING),
        start_missing=any(run.start is None for run in runs),
        stop_missing=not moment and (still or any(run.stop is None for run in runs)),
        conflict=conflict,
        open=_open(ends) if len(flow) < len(ends) else (),
        rules=rules,
    )


def _minute(fact: Fact[datetime] | None) -> int | None:
    return clock_minute(fact.value) if fact else None


def _open(ends: list[tuple[int | None, int | None]]) -> Flow:
    """From each start without a stop to the next start, and up to each stop without a start."""
    stretches = []
    for (start, stop), (following, _) in zip(ends, [*ends[1:], (None, None)], strict=True):
        if start is None or stop is None:
            end = following if stop is None else stop
            stretches.append((0 if start is None else start, NO_TIME if end is None else end))
    return tuple(stretches)


def first_start(administration: Administration) -> int:
    """The first charted start in UTC clock minutes, NO_TIME where none is charted."""
    return min((clock_minute(run.start.value) for run in administration.runs if run.start), default=NO_TIME)


def day_started(administration: Administration, otherwise: date) -> date:
    """The local day an administration started on, or ended where only that is charted; else another day.

    A take-home pump ends elsewhere, days later: without its start it is of the other day.
    """
    goes_home = administration.manner is not None and administration.manner.value is Manner.PORTABLE_PUMP
    for run in administration.runs:
        if run.start:
            return local_day(clock_minute(run.start.value), offset_of(run.start.value))
        if run.day:
            return run.day
        if run.stop and not goes_home:
            return local_day(clock_minute(run.stop.value), offset_of(run.stop.value))
    return otherwise


def _allowed(run: Run, switches: Switches) -> Run:
    """A run without the times the site does not accept as documentation."""
    if switches.calculated_stop == "allow_nursing_rate_volume":
        return run
    return Run(_not_derived(run.start), _not_derived(run.stop), run.day)


def _not_derived(fact: Fact[datetime] | None) -> Fact[datetime] | None:
    return None if fact is None or fact.strength is Strength.DERIVED else fact


def _conflict(
    administration: Administration, flow: Flow, visit: Visit | None, minutes: list[int], book: Rulebook
) -> str:
    longest = book.rule("R-ADM-61").number("longest")
    stated = [e for e in administration.conflicts if e.element != "dosage"]
    if stated:
        return stated[0].shown or "the record contradicts itself"
    if any(stop < start for start, stop in flow):
        return "the stop is before the start"
    if any(stop - start > longest for start, stop in flow):
        return "it would have run for more than 24 hours without a break"
    if visit and visit.arrived and minutes and min(minutes) < clock_minute(visit.arrived):
        return "it starts before the patient arrived"
    if visit and visit.left and minutes and max(minutes) > clock_minute(visit.left):
        return "it ends after the patient left"
    return ""

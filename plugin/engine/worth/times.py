"""The nearest charts of missing times: as long as it was planned, else the least that gives an infusion its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from plugin.chart.administration import Administration, Manner
from plugin.chart.times import Run, clock_minute
from plugin.engine.worth.case import Case, Nearest, with_administration


def stopped(case: Case) -> Nearest | None:
    """The one open run with a stop that lies before the next start and before the patient left."""
    administration = case.administration
    runs = administration.runs if administration else ()
    places = [n for n, run in enumerate(runs) if _is_open(run)]
    if administration is None or len(places) != 1 or any(run.start is None for run in runs):
        return None
    place = places[0]
    start = runs[place].start
    after = runs[place + 1].start if place + 1 < len(runs) else None
    visit = case.chart.visit(administration.visit)
    latest = after.value if after else visit.left if visit else None
    for minutes, basis in _lengths(case, administration, place):
        at = _later(start.value, minutes) if start else None
        if at and (latest is None or clock_minute(at) <= clock_minute(latest)):
            run = replace(runs[place], stop=case.assumed(at))
            return _with_run(case, administration, place, run, at, basis)
    return None


def started(case: Case) -> Nearest | None:
    """The one run without a start with one that lies behind the stop before it and the arrival of the patient."""
    administration = case.administration
    runs = administration.runs if administration else ()
    places = [n for n, run in enumerate(runs) if run.start is None]
    if administration is None or len(places) != 1 or any(run.stop is None for run in runs):
        return None
    place = places[0]
    stop = runs[place].stop
    before = runs[place - 1].stop if place else None
    visit = case.chart.visit(administration.visit)
    earliest = before.value if before else visit.arrived if visit else None
    for minutes, basis in _lengths(case, administration, place):
        at = _later(stop.value, -minutes) if stop else None
        if at and (earliest is None or clock_minute(at) >= clock_minute(earliest)):
            run = replace(runs[place], start=case.assumed(at))
            return _with_run(case, administration, place, run, at, basis)
    return None


def _is_open(run: Run) -> bool:
    """Whether its length is not charted: without a stop, or with one at the minute it started."""
    if run.start is None or run.stop is None:
        return True
    return clock_minute(run.start.value) == clock_minute(run.stop.value)


def _lengths(case: Case, administration: Administration, place: int) -> Iterator[tuple[int, str]]:
    """Minutes the run may have had, most likely first, each with words that say where they come from."""
    rule, others = case.book.rule("R-DRG-19"), 0
    for n, run in enumerate(administration.runs):
        if n != place and run.start and run.stop:
            others += clock_minute(run.stop.value) - clock_minute(run.start.value)
    planned = administration.planned_minutes or 0
    if planned > others:
        yield planned - others, rule.text("as_planned").format(minutes=planned)
    least, of_rule = _least(case)
    yield max(1, least - others), rule.text("at_the_least").format(minutes=least, rule=of_rule)


def _least(case: Case) -> tuple[int, str]:
    """The fewest minutes of the code of its kind, and the card that says so (R-ADM-42, R-ADM-44, R-ADM-72)."""
    item, book = case.item, case.book
    if item and item.group == "hydration":
        return book.rule("R-ADM-44").number("at_least"), "R-ADM-44"
    if item and item.manner is Manner.PUMP_INFUSION:
        return book.rule("R-ADM-72").number("at_most") + 1, "R-ADM-72"
    return book.rule("R-ADM-41").number("at_most") + 1, "R-ADM-41"


def _later(at: datetime, minutes: int) -> datetime:
    """So many minutes later on the clock of the same place; counted in UTC, so that summer time changes nothing."""
    return (at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(at.tzinfo)


def _with_run(case: Case, administration: Administration, place: int, run: Run, at: datetime, basis: str) -> Nearest:
    runs = (*administration.runs[:place], run, *administration.runs[place + 1 :])
    chart = with_administration(case.chart, replace(administration, runs=runs))
    return Nearest(chart, {"time": f"{at:%H:%M}", "basis": basis})

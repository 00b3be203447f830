"""A start or stop time as a person types it: HH:MM on the clock of the clinic, on a day of the visit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.times import Run, clock_minute
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer
from plugin.workflow.placing import Charted, Place, administration_of, answered, with_administration

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
DAY = timedelta(days=1)


def _stop(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    runs = administration.runs or (Run(),)
    place = max((n for n, run in enumerate(runs) if run.stop is None), default=None)
    if place is None:
        raise Charted
    start = runs[place].start
    fitting = [at for at in _moments(chart, administration, runs[place], answer) if start is None or at >= start.value]
    if not fitting and start is not None:
        raise AnswerRefused(f"{answer.value} is before the start at {start.value:%H:%M}. Type when it stopped.")
    stop = _checked(fitting[0], chart, administration, answer)
    return _with_run(chart, administration, runs, place, replace(runs[place], stop=answered(answer, stop)))


def _start(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    runs = administration.runs or (Run(),)
    place = next((n for n, run in enumerate(runs) if run.start is None), None)
    if place is None:
        raise Charted
    stop = runs[place].stop
    fitting = [at for at in _moments(chart, administration, runs[place], answer) if stop is None or at <= stop.value]
    if not fitting and stop is not None:
        raise AnswerRefused(f"{answer.value} is after the stop at {stop.value:%H:%M}. Type when it started.")
    start = _checked(fitting[-1] if stop else fitting[0], chart, administration, answer)
    return _with_run(chart, administration, runs, place, replace(runs[place], start=answered(answer, start)))


PLACES: Mapping[tuple[str, str], Place] = {
    ("missing_stop_time", "time"): _stop,
    ("missing_start_time", "time"): _start,
}


def _with_run(chart: Chart, administration: Administration, runs: tuple[Run, ...], place: int, run: Run) -> Chart:
    changed = (*runs[:place], run, *runs[place + 1 :])
    return with_administration(chart, replace(administration, runs=changed))


def _checked(at: datetime, chart: Chart, administration: Administration, answer: Answer) -> datetime:
    """The moment, unless it had not come yet when the answer was given, or the patient was not here then."""
    if at > answer.at:
        raise AnswerRefused(f"{answer.value} has not come yet. Type a time that has passed, or choose Still running.")
    visit = chart.visit(administration.visit)
    if visit and visit.arrived and clock_minute(at) < clock_minute(visit.arrived):
        raise AnswerRefused(f"{answer.value} is before the patient arrived at {visit.arrived:%H:%M}.")
    if visit and visit.left and clock_minute(at) > clock_minute(visit.left):
        raise AnswerRefused(f"{answer.value} is after the patient left at {visit.left:%H:%M}.")
    return at


def _moments(chart: Chart, administration: Administration, run: Run, answer: Answer) -> list[datetime]:
    """The typed time on each day it can mean, first day first."""
    clock = CLOCK.fullmatch(answer.value)
    if clock is None:
        raise AnswerRefused("Type the time as hours and minutes of the 24-hour clock, such as 14:05.")
    zone = _zone(chart)
    at = time(int(clock[1]), int(clock[2]))
    days = _days(chart, administration, run, answer.at.astimezone(zone).date())
    return [datetime.combine(day, at, zone) for day in days]


def _days(chart: Chart, administration: Administration, run: Run, today: date) -> list[date]:
    """The days of the visit: from arrival to departure, to the day of the answer while the patient is here.

    A date charted without a clock time leaves no choice.
    """
    if run.day:
        return [run.day]
    zone, visit = _zone(chart), chart.visit(administration.visit)
    first = last = chart.day
    if visit and visit.arrived:
        first = min(first, visit.arrived.astimezone(zone).date())
    if visit and visit.left:
        last = max(first, visit.left.astimezone(zone).date())
    elif visit and visit.open:
        last = max(last, today)
    return [first + DAY * n for n in range((last - first).days + 1)]


def _zone(chart: Chart) -> tzinfo | None:
    """The clock of the place of care, as the chart's own times carry it."""
    times = [fact.value for a in chart.administrations for run in a.runs for fact in (run.start, run.stop) if fact]
    times += [at for visit in chart.visits for at in (visit.arrived, visit.left) if at]
    if not times:
        raise AnswerRefused("The chart has no clock time at all, so this one cannot be placed. Chart it in the EHR.")
    return times[0].tzinfo

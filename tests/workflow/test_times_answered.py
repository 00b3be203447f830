"""A time typed here fills a gap in the chart, on the day it can only mean, and never contradicts what is charted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.times import Run
from plugin.errors import AnswerRefused
from plugin.store.answers import Standing
from plugin.workflow.answers import PLACES, with_answers
from tests.builders import NOW, answer, chart, clock, given

M2 = "MedicationAdministration/m2"
TOMORROW = date(2026, 11, 21)


def _open(*runs: tuple[str | None, str | None], **more) -> Chart:
    return chart(given(2, "rituximab", "680 mg", *runs), **more)


def _run(read: Chart) -> Run:
    return read.administrations[0].runs[-1]


def _stopped(read: Chart, value: str, at: datetime = NOW) -> Chart:
    return PLACES["missing_stop_time", "time"](read, replace(answer("missing_stop_time", M2, "time", value), at=at))


def _started(read: Chart, value: str) -> Chart:
    return PLACES["missing_start_time", "time"](read, answer("missing_start_time", M2, "time", value))


def test_a_stop_is_put_on_the_day_of_its_start() -> None:
    assert _run(_stopped(_open(("09:10", None)), "10:45")).stop.value == clock("10:45")


def test_the_fact_says_that_it_was_answered_by_whom_and_when() -> None:
    stop = _run(_stopped(_open(("09:10", None)), "10:45")).stop
    assert stop.strength is Strength.ANSWERED
    assert (stop.evidence.by, stop.evidence.at, stop.evidence.shown) == ("J. Lin RN", "2026-11-20T12:00-06:00", "10:45")


def test_the_start_that_is_charted_stays_as_it_is() -> None:
    assert _run(_stopped(_open(("09:10", None)), "10:45")).start.value == clock("09:10")


def test_a_stop_in_the_minute_of_its_start_is_not_before_it() -> None:
    assert _run(_stopped(_open(("09:10", None)), "09:10")).stop.value == clock("09:10")


def test_a_stop_before_its_start_is_refused_and_both_times_are_named() -> None:
    with pytest.raises(AnswerRefused, match="09:02 is before the start at 09:10"):
        _stopped(_open(("09:10", None)), "09:02")


def test_a_time_that_has_not_come_yet_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="has not come yet"):
        _stopped(_open(("09:10", None)), "12:01")


def test_after_midnight_means_the_next_day_where_the_visit_lasted_that_long() -> None:
    read = _open(("22:30", None), open_visit=False)
    left = replace(read.visits[0], left=clock("08:00", TOMORROW))
    stop = _run(_stopped(replace(read, visits=(left,)), "00:40", clock("09:00", TOMORROW))).stop
    assert stop.value == clock("00:40", TOMORROW)


def test_a_visit_that_ended_the_same_day_has_no_time_after_midnight() -> None:
    read = _open(("22:30", None), open_visit=False)
    with pytest.raises(AnswerRefused, match="before the start"):
        _stopped(read, "00:40", NOW + timedelta(days=2))


def test_a_time_when_the_patient_was_not_here_is_refused() -> None:
    read = _open(("09:10", None), open_visit=False)
    left = replace(read, visits=(replace(read.visits[0], left=clock("11:10")),))
    with pytest.raises(AnswerRefused, match="11:11 is after the patient left at 11:10"):
        _stopped(left, "11:11")
    with pytest.raises(AnswerRefused, match="08:19 is before the patient arrived at 08:20"):
        _started(_open((None, "10:45")), "08:19")


def test_of_several_stretches_the_one_without_stop_gets_it() -> None:
    read = _stopped(_open(("09:00", "09:30"), ("09:50", None)), "10:45")
    assert [run.stop.value for run in read.administrations[0].runs] == [clock("09:30"), clock("10:45")]


def test_a_start_is_put_before_its_stop() -> None:
    assert _run(_started(_open((None, "10:45")), "09:10")).start.value == clock("09:10")


def test_a_start_after_its_stop_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="10:50 is after the stop at 10:45"):
        _started(_open((None, "10:45")), "10:50")


def test_a_date_without_clock_time_says_the_day() -> None:
    read = _open()
    dated = replace(read.administrations[0], runs=(Run(day=TOMORROW),))
    later = _stopped(replace(read, administrations=(dated,)), "10:00", clock("11:00", TOMORROW))
    assert _run(later).stop.value == clock("10:00", TOMORROW)


@pytest.mark.parametrize("typed", ["", "10.45", "1045", "25:00", "10:60", "10:4", "quarter to eleven", "10:45\n11:00"])
def test_what_is_no_clock_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(AnswerRefused, match="such as 14:05"):
        _stopped(_open(("09:10", None)), typed)


def test_the_chart_wins_over_an_answer_as_soon_as_it_has_the_time() -> None:
    said = answer("missing_stop_time", M2, "time", "10:45")
    read, (stood,) = with_answers(_open(("09:10", "10:50")), (said,))
    assert (_run(read).stop.value, stood.standing) == (clock("10:50"), Standing.SUPERSEDED)


def test_an_answer_that_no_longer_fits_the_chart_is_kept_and_not_used() -> None:
    said = answer("missing_stop_time", M2, "time", "10:45")
    read, (stood,) = with_answers(_open(("11:00", None)), (said,))
    assert (_run(read).stop, stood.standing) == (None, Standing.RECORDED)

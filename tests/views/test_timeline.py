"""The drawing of a visit is exact: places in percent, open ends, hours, midnight and the now-line."""

from datetime import timedelta

from plugin.chart.administration import Manner, Route, State
from plugin.chart.times import Run
from plugin.views.timeline import Bar, timeline_of
from tests.builders import DAY, NOW, busy_chart, chart, clock, fact, given, replace

LATER = NOW + timedelta(days=2)


def drawn(*administrations, now=NOW, **more):
    return timeline_of(chart(*administrations, **more), now)


def test_an_infusion_is_drawn_from_start_to_stop_in_hundredths_of_a_percent():
    timeline = drawn(given(1, "a", "1 mg", ("09:10", "10:00")), open_visit=False)
    assert timeline.lanes[0].bars == (Bar("16.67%", "83.33%", "charted"),)


def test_the_axis_begins_and_ends_on_a_full_hour():
    timeline = drawn(given(1, "a", "1 mg", ("09:10", "11:20")), open_visit=False)
    assert [(t.x, t.label) for t in timeline.ticks] == [
        ("0.00%", "09:00"),
        ("33.33%", "10:00"),
        ("66.67%", "11:00"),
        ("100.00%", "12:00"),
    ]


def test_the_first_and_last_hour_stay_inside_the_drawing():
    timeline = drawn(given(1, "a", "1 mg", ("09:00", "11:00")), open_visit=False)
    assert [t.anchor for t in timeline.ticks] == ["start", "middle", "end"]


def test_lanes_stand_in_order_of_their_first_time():
    assert [lane.words.what.split()[0] for lane in timeline_of(busy_chart(), NOW).lanes] == [
        "Sodium",
        "Dexamethasone",
        "Ondansetron",
        "Rituximab",
    ]


def test_a_missing_stop_is_hatched_up_to_now_while_the_visit_is_open():
    timeline = drawn(given(1, "a", "1 mg", ("11:00", None)), now=clock("11:30"))
    assert timeline.lanes[0].bars == (Bar("0.00%", "50.00%", "missing"),)


def test_a_missing_stop_is_hatched_to_the_end_of_the_axis_once_the_visit_is_over():
    timeline = drawn(given(1, "a", "1 mg", ("11:00", None)), open_visit=False, now=LATER)
    assert timeline.lanes[0].bars == (Bar("0.00%", "100.00%", "missing"),)


def test_a_missing_stop_is_said_in_words_too():
    lane = drawn(given(1, "a", "1 mg", ("11:00", None))).lanes[0]
    assert (lane.words.missing, lane.words.times) == (True, "started 11:00, no stop time")


def test_a_missing_start_is_hatched_before_the_stop():
    timeline = drawn(
        given(1, "a", "1 mg", (None, "11:00")), given(2, "b", "1 mg", ("10:00", "12:00")), open_visit=False
    )
    assert [lane.bars for lane in timeline.lanes if lane.words.missing] == [(Bar("25.00%", "25.00%", "missing"),)]


def test_an_infusion_that_still_runs_is_not_called_missing():
    lane = drawn(given(1, "a", "1 mg", ("11:00", None), state=State.RUNNING)).lanes[0]
    assert (lane.words.missing, lane.bars[0].look) == (False, "running")


def test_a_push_is_a_moment_and_needs_no_stop():
    lane = drawn(given(1, "a", "1 mg", ("11:00", None), manner=Manner.PUSH)).lanes[0]
    assert (lane.words.missing, lane.words.times, lane.bars[0].look) == (False, "at 11:00", "moment")


def test_a_tablet_is_a_moment_and_needs_no_stop():
    by_mouth = replace(given(1, "a", "1 mg", ("08:40", None)), route=fact(Route.ORAL), manner=None)
    lane = drawn(by_mouth).lanes[0]
    assert (lane.words.missing, lane.bars[0].look) == (False, "moment")


def test_a_portable_pump_goes_home_running():
    lane = drawn(given(1, "a", "1 mg", ("11:00", None), manner=Manner.PORTABLE_PUMP), open_visit=False).lanes[0]
    assert (lane.words.missing, lane.words.times, lane.bars[0].look) == (False, "running since 11:00", "running")


def test_a_pause_leaves_a_gap():
    timeline = drawn(given(1, "a", "1 mg", ("09:00", "09:30"), ("09:45", "10:00")), open_visit=False)
    assert [(b.x, b.width) for b in timeline.lanes[0].bars] == [("0.00%", "50.00%"), ("75.00%", "25.00%")]


def test_what_was_not_given_has_no_bar():
    lane = drawn(given(1, "a", "1 mg", ("09:00", "10:00"), state=State.NOT_GIVEN)).lanes[0]
    assert (lane.bars, lane.words.times) == ((), "not given")


def test_what_was_entered_in_error_is_not_drawn():
    assert drawn(given(1, "a", "1 mg", ("09:00", "10:00"), state=State.WITHDRAWN)).lanes == ()


def test_a_date_without_a_clock_time_is_never_drawn_at_midnight():
    without_time = replace(given(1, "a"), runs=(Run(day=DAY),))
    lane = drawn(without_time, given(2, "b", "1 mg", ("09:00", "10:00"))).lanes[-1]
    assert (lane.bars, lane.words.times) == ((), "20-Nov-2026, no clock times")


def test_the_now_line_is_drawn_while_the_visit_is_open():
    now = drawn(given(1, "a", "1 mg", ("11:00", "11:20")), now=clock("11:30")).now
    assert (now.x, now.label) == ("50.00%", "now 11:30")


def test_a_finished_visit_has_no_now_line():
    assert drawn(given(1, "a", "1 mg", ("11:00", "11:20")), open_visit=False).now is None


def test_a_visit_nobody_closed_has_no_now_line_two_days_later():
    assert drawn(given(1, "a", "1 mg", ("11:00", "11:20")), now=LATER).now is None


def test_an_hour_that_would_collide_with_now_has_no_label():
    timeline = drawn(given(1, "a", "1 mg", ("08:00", "11:20")), now=clock("11:58"))
    assert [(t.label, t.tight) for t in timeline.ticks] == [
        ("08:00", False),
        ("09:00", False),
        ("10:00", False),
        ("11:00", True),
        ("", True),
    ]


def test_midnight_is_named_by_the_new_day():
    over_night = replace(
        given(1, "a"), runs=(Run(fact(clock("22:00")), fact(clock("02:00", DAY + timedelta(days=1)))),)
    )
    timeline = drawn(over_night, open_visit=False)
    assert [t.label for t in timeline.ticks] == ["22:00", "23:00", "21-Nov", "01:00", "02:00"]
    assert timeline.lanes[0].words.times == "22:00–21-Nov 02:00"


def test_two_days_of_a_pump_have_at_most_seven_hours_named():
    two_days = replace(given(1, "a"), runs=(Run(fact(clock("08:00")), fact(clock("08:00") + timedelta(hours=46))),))
    assert len(drawn(two_days, open_visit=False).ticks) <= 7


def test_drugs_that_run_together_are_marked_on_both_lanes():
    timeline = drawn(
        given(1, "a", "1 mg", ("08:00", "10:00")), given(2, "b", "1 mg", ("09:00", "12:00")), open_visit=False
    )
    assert [[(b.x, b.width) for b in lane.overlaps] for lane in timeline.lanes] == [[("25.00%", "25.00%")]] * 2


def test_drugs_one_after_the_other_share_nothing():
    timeline = drawn(given(1, "a", "1 mg", ("08:00", "09:00")), given(2, "b", "1 mg", ("09:00", "10:00")))
    assert [lane.overlaps for lane in timeline.lanes] == [(), ()]


def test_the_drawing_is_told_in_a_sentence():
    assert timeline_of(busy_chart(), NOW).says == (
        "4 administrations between 08:00 and 12:00. 1 has a time that is not charted, drawn hatched."
    )


def test_a_stop_before_its_start_is_a_moment_not_a_bar_backwards():
    assert drawn(given(1, "a", "1 mg", ("09:10", "09:02"))).lanes[0].bars[0].look == "moment"

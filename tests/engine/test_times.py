"""Times that are missing, contradict each other, were computed, or are still running."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from plugin.chart.administration import State
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.chart.times import Run, clock_minute
from tests.engine.builders import asked, at, charge, fact, given, proposal, visit


def question(chart, kind: str):
    return next(p for p in proposal(chart).prompts if p.kind == kind)


def test_a_missing_stop_leaves_a_provisional_push_and_one_question() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00"))
    line = next(x for x in proposal(chart).lines if x.code == "96374")
    assert line.strength is Strength.MISSING
    assert "R-ADM-59" in line.because
    assert [p.kind for p in proposal(chart).prompts].count("missing_stop_time") == 1


@pytest.mark.parametrize(("choice", "codes"), [("push", {"96374": 1}), ("hold", {"96374": 1}), ("not_billable", {})])
def test_a_site_may_choose_what_a_missing_stop_means(choice, codes) -> None:
    assert charge(visit(given("ceftriaxone", "iv_infusion", "09:00")), missing_stop=choice) == codes


def test_a_held_provisional_push_is_not_proposed() -> None:
    lines = proposal(visit(given("ceftriaxone", "iv_infusion", "09:00")), missing_stop="hold").lines
    assert {x.state.value for x in lines if x.code == "96374"} == {"held"}


def test_charting_the_stop_clears_the_question_and_moves_the_charge() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", "10:31"))
    assert "missing_stop_time" not in asked(chart)
    assert charge(chart) == {"96365": 1, "96366": 1}


def test_a_stop_answered_here_counts_but_holds_the_line_until_it_is_charted() -> None:
    row = given("ceftriaxone", "iv_infusion", "09:00")
    answered = Fact(at("10:31"), Evidence("MedicationAdministration/ma1", by="J. Lin RN"), Strength.ANSWERED)
    chart = visit(replace(row, runs=(replace(row.runs[0], stop=answered),)))
    lines = [x for x in proposal(chart).lines if x.kind.value == "administration"]
    assert {(x.code, x.strength, x.state.value) for x in lines} == {
        ("96365", Strength.ANSWERED, "held"),
        ("96366", Strength.ANSWERED, "held"),
    }
    assert "missing_stop_time" not in asked(chart)


def test_a_stop_before_the_start_holds_the_line() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "10:00", "09:00"))
    assert "conflicting_times" in asked(chart)
    assert "missing_stop_time" not in asked(chart)
    assert {x.state.value for x in proposal(chart).lines if x.kind.value == "administration"} == {"held"}


def test_more_than_a_day_without_a_break_is_asked_about() -> None:
    assert "conflicting_times" in asked(visit(given("ceftriaxone", "iv_infusion", "09:00", "D+1 09:01")))


def test_exactly_a_day_is_possible() -> None:
    assert "conflicting_times" not in asked(visit(given("ceftriaxone", "iv_infusion", "09:00", "D+1 09:00")))


def test_two_infusions_of_one_drug_at_once_on_one_line_contradict_each_other() -> None:
    rows = [
        given("ceftriaxone", "iv_infusion", "09:00", "10:00"),
        given("ceftriaxone", "iv_infusion", "09:30", "10:30"),
    ]
    assert "conflicting_times" in asked(visit(*rows))


def test_an_infusion_that_ends_after_the_patient_left_is_asked_about() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", "10:00"))
    chart = replace(chart, visits=(replace(chart.visits[0], arrived=at("08:00"), left=at("09:45")),))
    assert "conflicting_times" in asked(chart)


def test_what_is_still_running_is_not_billed_and_not_asked_about() -> None:
    row = replace(given("ceftriaxone", "iv_infusion", "09:00"), state=State.RUNNING)
    chart = visit(row)
    complete = replace(chart.orders[0], written=chart.day, dose_said="100 mg", status="active", intent="order")
    result = proposal(replace(chart, orders=(complete,)))
    assert result.lines == ()
    assert [p.kind for p in result.prompts] == []
    assert result.not_billed[0].evidence == ("MedicationAdministration/ma1",)


@pytest.mark.parametrize("state", [State.NOT_GIVEN, State.WITHDRAWN])
def test_what_was_not_given_gives_no_line_and_is_listed(state) -> None:
    result = proposal(visit(replace(given("ceftriaxone", "iv_infusion", "09:00", "10:00"), state=state)))
    assert result.lines == ()
    assert len(result.not_billed) == 1


def test_a_computed_stop_counts_as_derived_unless_the_site_denies_it() -> None:
    row = given("ceftriaxone", "iv_infusion", "09:00")
    computed = Fact(at("09:40"), Evidence("MedicationAdministration/ma1"), Strength.DERIVED)
    chart = visit(replace(row, runs=(replace(row.runs[0], stop=computed),)))
    assert {(x.code, x.strength) for x in proposal(chart).lines if x.code[:2] == "96"} == {("96365", Strength.DERIVED)}
    assert charge(chart, calculated_stop="deny") == {"96374": 1}


def test_a_length_charted_without_clock_times_is_accepted_with_advice() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", charted_minutes=fact(45)))
    assert charge(chart) == {"96365": 1}
    assert question(chart, "missing_stop_time").severity.value == "advises"
    assert charge(chart, duration_without_clock="deny") == {"96374": 1}


def test_a_planned_length_is_never_a_stop() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", planned_minutes=60))
    assert charge(chart) == {"96374": 1}
    assert "missing_stop_time" in asked(chart)


def test_seconds_do_not_round_a_clock_minute_up() -> None:
    start = datetime(2026, 3, 4, 9, 0, 40, tzinfo=timezone(timedelta(hours=-6)))
    assert clock_minute(start + timedelta(minutes=15, seconds=10)) - clock_minute(start) == 15


def test_minutes_are_right_over_the_change_to_summer_time() -> None:
    winter, summer = timezone(timedelta(hours=-6)), timezone(timedelta(hours=-5))
    row = given("vancomycin", "iv_infusion")
    run = Run(fact(datetime(2026, 3, 8, 1, 30, tzinfo=winter)), fact(datetime(2026, 3, 8, 3, 30, tzinfo=summer)))
    assert charge(visit(replace(row, runs=(run,)))) == {"96365": 1}


def test_a_pause_without_a_last_stop_keeps_the_minutes_that_are_known() -> None:
    row = given("paclitaxel", "iv_infusion", runs=(("09:00", "09:40"), ("10:00", None)))
    chart = visit(row)
    assert charge(chart) == {"96413": 1}
    assert "missing_stop_time" in asked(chart)


def test_hydration_beside_an_infusion_of_unknown_length_counts_only_before_it_and_is_held() -> None:
    rows = [given("normal saline", "iv_infusion", "08:00", "11:00"), given("ceftriaxone", "iv_infusion", "09:00")]
    chart = visit(*rows)
    assert charge(chart) == {"96374": 1, "96361": 1}
    assert {x.state.value for x in proposal(chart).lines if x.code == "96361"} == {"held"}

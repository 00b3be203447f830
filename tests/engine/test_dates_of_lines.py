"""Lines carry the day something was given, and hold where it cannot have been that day."""

from dataclasses import replace
from datetime import date

from plugin.chart.times import Run
from tests.engine.builders import at, given, lines, released, visit


def test_a_dose_charted_by_date_alone_is_dated_that_day() -> None:
    # R-ADM-65, R-ADM-28: line dates are the dates given
    push = replace(given("ondansetron", "iv_push", dose="4 mg"), runs=(Run(None, None, date(2026, 3, 5)),))
    chart = visit(push, given("ceftriaxone", start="09:00", stop="10:00"))
    assert {x.date.day for x in lines(chart) if x.code in ("96375", "J2405")} == {5}


def test_drug_and_administration_of_a_dose_with_a_stop_only_have_one_date() -> None:
    # R-ADM-28, R-EDT-09: the drug and its administration are dated alike
    chart = visit(given("ceftriaxone", stop="D+1 10:00"), given("vancomycin", start="09:00", stop="10:00"))
    assert len({x.date for x in lines(chart) if x.code in ("96375", "J0696")}) == 1


def test_a_shot_outside_arrival_and_discharge_is_held() -> None:
    # R-ADM-61, R-DOC-03: times outside the visit
    chart = visit(given("denosumab", "sc", "07:00", dose="60 mg"))
    chart = replace(chart, visits=(replace(chart.visits[0], arrived=at("09:00"), left=at("12:00")),))
    assert "96372" not in released(chart)

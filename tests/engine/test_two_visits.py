"""Two visits on one day: what counts once a day, and what marks the later one."""

from dataclasses import replace

import pytest

from plugin.chart.chart import Chart
from tests.engine.builders import answered, asked, at, charge, given, proposal, released, visit


def test_a_shot_in_the_morning_visit_does_not_put_59_on_the_only_initial() -> None:
    # R-ADM-27, R-MOD-03, R-EDT-02(a): 59 marks the later of two initials
    chart = visit(
        given("denosumab", "sc", "08:00", dose="60 mg"),
        given("ceftriaxone", start="13:00", stop="14:00"),
        second_visit=(2,),
    )
    assert charge(chart) == {"96365": 1, "96372-59": 1}


def test_an_earlier_visit_without_any_dose_does_not_put_59_on_the_only_initial() -> None:
    # R-ADM-27, R-MOD-03: there is one initial that day
    chart = visit(given("ceftriaxone", start="13:00", stop="14:00"), second_visit=(1,))
    assert charge(chart) == {"96365": 1}


def test_a_transfusion_in_each_of_two_visits_is_one_transfusion_a_day() -> None:
    # R-ADM-11, R-EDT-09
    rows = (
        given("packed red blood cells", start="08:00", stop="09:00"),
        given("packed red blood cells", start="13:00", stop="14:00"),
    )
    assert charge(visit(*rows, second_visit=(2,))) == {"36430": 1}


def test_the_second_vaccine_of_a_day_is_a_further_one_in_a_second_visit_too() -> None:
    # R-ADM-10 (90471 MUE 1, MAI 2)
    rows = (given("tetanus vaccine", "im", "08:00"), given("hepatitis a vaccine", "im", "13:00"))
    assert charge(visit(*rows, second_visit=(2,), payer="commercial")) == {"90471": 1, "90472": 1}


def test_without_any_diagnosis_the_lines_of_both_visits_are_held() -> None:
    # R-DOC-23
    rows = (given("ceftriaxone", start="08:00", stop="09:00"), given("vancomycin", start="13:00", stop="14:00"))
    assert not released(visit(*rows, second_visit=(2,), diagnoses=()))


def test_a_dose_of_a_visit_that_was_not_read_is_asked_about() -> None:
    # R-DOC-41, R-EDT-09: its drug line stands alone and its administration is nowhere
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00"))
    chart = replace(chart, administrations=tuple(replace(a, visit="Encounter/unread") for a in chart.administrations))
    assert "drug_without_administration" in asked(chart)


ROWS = (given("ceftriaxone", start="08:00", stop="09:00"), given("vancomycin", start="13:00", stop="14:00"))


def two_visits(left: str | None = "12:00", arrived: str | None = "12:30", **later) -> Chart:
    """Two visits, the first to `left`, the second from `arrived`."""
    chart = visit(*ROWS, second_visit=(2,))
    first, second = chart.visits
    first = replace(first, left=at(left) if left else None)
    return replace(chart, visits=(first, replace(second, arrived=at(arrived) if arrived else None, **later)))


def test_a_patient_who_is_charted_as_gone_before_coming_back_has_two_visits_and_no_question() -> None:
    assert charge(two_visits()) == {"96365": 1, "96365-59": 1}
    assert "second_visit_unclear" not in asked(two_visits())


@pytest.mark.parametrize(("left", "arrived"), [("12:30", "12:30"), ("13:30", "12:30"), ("12:00", None)])
def test_two_visits_that_the_chart_does_not_tell_apart_are_one_until_somebody_says(left, arrived) -> None:
    # R-ADM-27, R-DOC-14
    chart = two_visits(left, arrived)
    assert charge(chart) == {"96365": 1, "96367": 1}
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "second_visit_unclear"]
    assert (prompt.about, prompt.severity, prompt.who) == ("Encounter/e2", "reduces", "nurse")
    assert prompt.because == ("R-ADM-27", "R-DOC-14")
    assert set(prompt.denials) == {"CO-18", "CO-236"}
    assert prompt.options == ("left_and_returned", "one_visit", "other", "cannot_tell")


def test_a_second_visit_while_the_first_is_open_is_joined_with_it_and_asked_about() -> None:
    chart = two_visits(None)
    assert charge(chart) == {"96365": 1, "96365-59": 1}
    still_open = replace(chart, visits=(replace(chart.visits[0], open=True), chart.visits[1]))
    assert charge(still_open) == {"96365": 1, "96367": 1}
    assert "second_visit_unclear" in asked(still_open)


def test_a_visit_charted_as_part_of_the_first_is_joined_without_a_question() -> None:
    chart = two_visits("12:30", "12:30", part_of="Encounter/e1")
    assert charge(chart) == {"96365": 1, "96367": 1}
    assert "second_visit_unclear" not in asked(chart)


def test_a_patient_said_to_have_come_back_has_two_visits_and_the_second_waits_for_the_chart() -> None:
    chart = two_visits("12:30", "12:30", apart=answered(value=True))
    assert charge(chart) == {"96365": 1, "96365-59": 1}
    assert "second_visit_unclear" not in asked(chart)
    assert "96365-59" not in released(chart)


def test_a_patient_said_to_have_stayed_has_one_visit_and_no_question() -> None:
    chart = two_visits("12:30", "12:30", apart=answered(value=False))
    assert charge(chart) == {"96365": 1, "96367": 1}
    assert "second_visit_unclear" not in asked(chart)


@pytest.mark.parametrize(("left", "unclear"), [("12:00", True), ("12:45", False), ("14:10", False)])
def test_a_drug_started_well_after_the_patient_left_is_asked_about(left: str, unclear) -> None:
    chart = visit(*ROWS)
    chart = replace(chart, visits=(replace(chart.visits[0], arrived=at("07:50"), left=at(left)),))
    assert ("second_visit_unclear" in asked(chart)) is unclear
    assert not any("59" in code for code in charge(chart))

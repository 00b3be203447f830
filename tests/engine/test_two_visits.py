"""Two visits on one day: what counts once a day, and what marks the later one."""

from dataclasses import replace

from tests.engine.builders import asked, charge, given, released, visit


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

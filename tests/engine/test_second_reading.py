"""Cases a certified coder and a second evaluator found, each with the rule that settles it."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import Run, State
from plugin.chart.chart import Chart
from tests.engine.builders import SALINE, SINGLE, at, charge, fact, given, lines, office, released, visit

VANCOMYCIN = given("vancomycin", start="08:00", stop="09:00")


@pytest.mark.parametrize(
    "rest",
    [
        given("ondansetron", "iv_push", "08:00"),
        given("leucovorin", start="09:00", stop="09:40"),
        given("carboplatin", start="10:10", stop="10:40"),
    ],
    ids=["push", "concurrent", "sequential"],
)
def test_no_add_on_leaves_while_its_only_primary_is_held(rest) -> None:
    # R-EDT-07, R-ADM-23
    chart = visit(given("paclitaxel", start="09:00", stop="10:00", order=None), rest)
    assert not any(code.startswith("96") for code in released(chart))


def test_a_line_in_the_next_quarter_takes_its_tables_from_that_quarter() -> None:
    # R-DRG-06: fulvestrant J9395 is packaged in hospitals from 2026-01-01
    eve = date(2025, 12, 31)
    shot = given("fulvestrant", "im", dose="500 mg", vial="250 mg", opened=2, kind=SINGLE)
    shot = replace(shot, runs=(Run(fact(at("D+1 08:00"))),))
    assert charge(visit(shot, day=eve), "drug") == {"J9395": 20}


def test_an_infusion_into_an_artery_that_is_no_chemotherapy_is_no_shot_without_a_coder() -> None:
    # R-ADM-79 names a shot only
    chart = visit(given("nitroglycerin", "intra_arterial_infusion", "08:00", "09:00", dose="5 mg"))
    assert "96373" not in released(chart)


@pytest.mark.parametrize("times", [("09:00", None), (None, "09:00"), (None, None)])
def test_an_unbilled_infusion_stays_in_the_way_of_hydration(times) -> None:
    # R-ADM-59, R-ADM-46: the switch says what the infusion earns, not that it did not run
    chart = visit(given("vancomycin", start=times[0], stop=times[1]), given(SALINE, start="07:00", stop="11:00"))
    assert "96361" not in released(chart, missing_stop="not_billable")
    assert "96360" not in released(chart, missing_stop="not_billable")


def test_a_push_of_a_drug_that_was_in_a_mixed_bag_is_a_repeat() -> None:
    # R-ADM-55, R-ADM-58: 40 minutes after the bag ended
    rows = given("ondansetron + dexamethasone", start="08:00", stop="08:20"), given("ondansetron", "iv_push", "09:00")
    assert charge(visit(*rows)) == {"96365": 1, "96376": 1}
    assert charge(office(*rows, main="ondansetron")) == {"96365": 1}


def test_a_second_visit_on_another_day_needs_no_modifier() -> None:
    # R-ADM-27: the same day
    later = given("vancomycin", start="D+1 08:00", stop="D+1 09:00")
    assert charge(visit(VANCOMYCIN, later, second_visit=(2,))) == {"96365": 2}


@pytest.mark.parametrize("modifier", ["59", "XE"])
def test_one_modifier_opens_the_pair_of_two_visits(modifier: str) -> None:
    # R-ADM-27 on the later one; R-EDT-02: a modifier on either code opens the pair
    rows = given("ondansetron", "iv_push", "08:00"), given("paclitaxel", start="14:00", stop="15:00")
    found = charge(visit(*rows, second_visit=(2,)), second_encounter_modifier=modifier)
    assert found == {"96374": 1, f"96413-{modifier}": 1}


def hydration_beside(clock: tuple[str, str]) -> Chart:
    return visit(
        given("vancomycin", start="08:00", stop="09:00", site="left forearm"),
        given(SALINE, start=clock[0], stop=clock[1], site="right port", site_reason=fact("incompatible")),
    )


def test_hydration_on_a_second_line_is_held_only_while_a_drug_runs() -> None:
    # R-ADM-46, edge; R-ADM-25
    assert "96360-59" not in released(hydration_beside(("08:00", "09:00")))
    assert released(hydration_beside(("10:00", "11:00")))["96360-59"] == 1


def test_two_sites_under_the_skin_at_once_are_a_second_set_up_and_no_contradiction() -> None:
    # R-ADM-72, R-ADM-61: 120 minutes in all
    one, two = (
        replace(given("immune globulin (Hizentra)", "sc_infusion", a, b), site=fact(site))
        for a, b, site in (("08:00", "09:00", "left abdomen"), ("08:30", "10:00", "right abdomen"))
    )
    found = {x.code: x.state.value for x in lines(visit(one, two)) if x.code.startswith("96")}
    assert found == {"96369": "proposed", "96370": "proposed", "96371": "proposed"}


def test_a_shot_without_a_time_is_not_shown_to_be_a_second_dose() -> None:
    # R-ADM-67
    assert charge(visit(given("fulvestrant", "im", "08:00"), given("fulvestrant", "im"))) == {"96402": 1}


def test_a_bag_stopped_early_and_billed_as_planned_is_no_concurrent_infusion() -> None:
    # R-ADM-49: each of the two is an infusion of 16 minutes or more
    rows = (
        given("vancomycin", start="08:00", stop="10:00"),
        given("ceftriaxone", start="09:00", stop="09:10", stopped_because=fact("reaction")),
    )
    found = charge(office(*rows, main="vancomycin"), aborted_infusion="planned_53", concurrent_min_overlap="1")
    assert found == {"96365": 1, "96366": 1, "96367-53": 1}


@pytest.mark.parametrize(
    ("drug", "start", "code"),
    [("ceftriaxone", "23:44", "96365"), ("ceftriaxone", "22:29", "96366"), (SALINE, "23:29", "96360")],
)
def test_a_minute_that_ends_at_midnight_is_of_the_day_before(drug: str, start: str, code: str) -> None:
    # R-ADM-65
    dated = {x.code: x.date.day for x in lines(visit(given(drug, start=start, stop="D+1 00:00")))}
    assert dated[code] == 4


def test_a_dose_of_the_next_day_is_not_dated_with_the_first() -> None:
    # R-ADM-65, R-ADM-28: one continuous infusion is dated at its start, a dose of the next day at its own
    rows = (given("paclitaxel", start=a, stop=b) for a, b in (("09:00", "10:00"), ("D+1 09:00", "D+1 11:00")))
    dated = [(x.code, x.units, x.date.day) for x in lines(visit(*rows), midnight="start_date") if x.code[:3] == "964"]
    assert dated == [("96413", 1, 4), ("96415", 2, 5)]


def test_a_stop_and_a_charted_length_place_the_minutes() -> None:
    # R-ADM-60: 08:15 to 09:00 beside the other bag
    rows = (
        given("vancomycin", start="08:00", stop="11:00"),
        given("ceftriaxone", stop="09:00", charted_minutes=fact(45)),
    )
    assert charge(visit(*rows)) == {"96365": 1, "96366": 2, "96368": 1}


def test_an_infusion_charted_as_fourteen_minutes_takes_nothing_from_hydration() -> None:
    # R-ADM-41, R-ADM-46
    rows = given(SALINE, start="08:00", stop="10:00"), given("ceftriaxone", charted_minutes=fact(14))
    assert charge(visit(*rows)) == {"96374": 1, "96361": 2}


@pytest.mark.parametrize("route", ["intra_arterial_infusion", "sc_infusion"])
def test_a_first_unit_over_midnight_is_dated_by_its_sixteenth_minute(route: str) -> None:
    drug = "cisplatin" if route.startswith("intra") else "immune globulin (Hizentra)"
    dated = [x.date.day for x in lines(visit(given(drug, route, "23:58", "D+1 00:58"))) if x.code in ("96422", "96369")]
    assert dated == [5]


@pytest.mark.parametrize(
    ("other", "leaves"),
    [
        (given("morphine", "iv_push", "10:00"), True),
        (given("ceftriaxone", start="12:00", stop="11:30"), False),
        (given("ceftriaxone", start="09:30", state=State.RUNNING), False),
    ],
    ids=["a push", "an infusion of contradicting times", "an infusion that still runs"],
)
def test_fluid_on_a_second_line_waits_while_a_drug_may_run_on_the_other(other, leaves: bool) -> None:
    # R-ADM-46, R-ADM-41, R-ADM-61
    beside = replace(other, site=fact("left forearm"), site_reason=fact("two lines by protocol"))
    first = given("paclitaxel", start="09:00", stop="10:00", site="left forearm")
    fluid = given(SALINE, start="11:00", stop="13:00", site="right port")
    assert ("96360-59" in released(visit(first, fluid, beside))) is leaves


def test_an_office_visit_for_fluid_that_still_runs_keeps_its_lines() -> None:
    # R-ADM-21: the fluid may take the initial place
    rows = given(SALINE, start="09:00", state=State.RUNNING), given("ondansetron", "iv_push", "10:30")
    assert "96374" not in released(office(*rows, main=SALINE))
    assert released(visit(*rows))["96374"] == 1

"""Where a drug was bought and which way it went in, on its line (R-DRG-11, R-DRG-18)."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from tests.engine.builders import SINGLE, asked, charge, fact, given, office, proposal, released, visit

IN_2024, IN_2025 = date(2024, 12, 31), date(2025, 3, 1)


def cetuximab(dose: str = "350 mg", discarded: str | None = "50 mg") -> Administration:
    return given(
        "cetuximab", start="09:00", stop="10:00", dose=dose, vial="100 mg", kind=SINGLE, opened=4, discarded=discarded
    )


def bought(row: Administration, under_340b: bool) -> Administration:
    return replace(row, stock_340b=fact(under_340b))


@pytest.mark.parametrize(
    ("entity", "day", "modifier"),
    [("jg", IN_2024, "JG"), ("tb", IN_2024, "TB"), ("jg", IN_2025, "TB"), ("tb", IN_2025, "TB")],
)
def test_both_lines_of_a_drug_of_the_programme_carry_its_mark_behind_jw(entity: str, day: date, modifier: str) -> None:
    # D26, R-DRG-11, R-MOD-07
    found = charge(visit(bought(cetuximab(), True), day=day), "drug", entity_340b=entity)
    assert found == {f"J9055-{modifier}": 35, f"J9055-JW-{modifier}": 5}


def test_the_mark_stands_beside_jz() -> None:
    chart = visit(bought(cetuximab("400 mg", None), True), day=IN_2025)
    assert charge(chart, "drug", entity_340b="tb") == {"J9055-JZ-TB": 40}


def test_a_drug_of_other_stock_carries_no_mark() -> None:
    chart = visit(bought(cetuximab(), False), day=IN_2025)
    assert charge(chart, "drug", entity_340b="tb") == {"J9055": 35, "J9055-JW": 5}


def test_unknown_stock_of_a_covered_entity_is_asked_about_and_held() -> None:
    chart = visit(cetuximab(), day=IN_2025)
    assert "stock_340b_unknown" in asked(chart, entity_340b="tb")
    assert not any(code.startswith("J9055") for code in released(chart, entity_340b="tb"))


def test_an_entity_all_of_whose_stock_is_of_the_programme_is_not_asked() -> None:
    chart = visit(cetuximab(), day=IN_2025)
    assert "stock_340b_unknown" not in asked(chart, entity_340b="tb", stock_340b="all")
    assert charge(chart, "drug", entity_340b="tb", stock_340b="all") == {"J9055-TB": 35, "J9055-JW-TB": 5}


@pytest.mark.parametrize(
    "chart",
    [
        visit(cetuximab(), payer="commercial", day=IN_2025),
        visit(given("dexamethasone", "iv_push", "09:00", dose="8 mg"), day=IN_2025),
    ],
    ids=["another payer", "a packaged drug"],
)
def test_other_payers_and_packaged_drugs_need_no_mark(chart: Chart) -> None:
    found = charge(chart, "drug", entity_340b="tb", stock_340b="all")
    assert not any("TB" in code for code in found)
    assert "stock_340b_unknown" not in asked(chart, entity_340b="tb")


def test_a_site_outside_the_programme_is_never_asked() -> None:
    assert "stock_340b_unknown" not in asked(visit(cetuximab(), day=IN_2025))


def abatacept(route: str) -> Administration:
    times = ("09:00", "09:30") if route == "iv_infusion" else ("09:00", None)
    return given("abatacept", route, *times, dose="250 mg", vial="250 mg", kind=SINGLE, opened=1)


@pytest.mark.parametrize(("route", "modifier"), [("iv_infusion", "JA"), ("sc", "JB")])
def test_a_listed_drug_says_which_way_it_was_given(route: str, modifier: str) -> None:
    # D30, R-DRG-18, R-MOD-08
    chart = office(abatacept(route), day=date(2026, 7, 1))
    assert charge(chart, "drug", contractor="CGS") == {f"J0129-JZ-{modifier}": 25}


@pytest.mark.parametrize(("contractor", "payer"), [("", "medicare"), ("Palmetto", "medicare"), ("CGS", "commercial")])
def test_another_contractor_or_payer_wants_no_such_modifier(contractor: str, payer: str) -> None:
    chart = office(abatacept("iv_infusion"), day=date(2026, 7, 1), payer=payer)
    assert not any("JA" in code for code in charge(chart, "drug", contractor=contractor))


def test_one_drug_given_both_ways_on_a_day_has_a_line_for_each() -> None:
    rows = abatacept("iv_infusion"), abatacept("sc")
    found = charge(office(*rows, day=date(2026, 7, 1)), "drug", contractor="CGS")
    assert found == {"J0129-JZ-JA": 25, "J0129-JZ-JB": 25}


def test_each_mark_names_its_rule() -> None:
    chart = office(bought(abatacept("iv_infusion"), True), day=date(2026, 7, 1))
    (line,) = (x for x in proposal(chart, contractor="CGS", entity_340b="tb").lines if x.code == "J0129")
    assert {"R-DRG-11", "R-MOD-07", "R-DRG-18", "R-MOD-08"} <= set(line.because)
    assert line.modifiers == ("JZ", "TB", "JA")

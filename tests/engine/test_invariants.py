"""Laws every proposal keeps, whatever the visit looked like."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.engine.errors import NoVisit
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.export.proposal_json import dumps
from tests.engine.builders import amount, charge, fact, given, library, proposal, visit

DRUGS = ["ceftriaxone", "vancomycin", "famotidine", "paclitaxel", "gemcitabine", "infliximab", "normal saline"]
SITES = ["left forearm", "port, right chest"]
INITIAL = {"96360", "96365", "96374", "96409", "96413"}
TIMED = {"96360", "96361", "96365", "96366", "96367", "96413", "96415", "96417"}


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def administrations(draw: st.DrawFn, sites: tuple[str, ...] = ("left forearm",)) -> Administration:
    start = draw(st.integers(420, 1000))
    drug = draw(st.sampled_from(DRUGS))
    push = drug != "normal saline" and draw(st.booleans())
    stop = clock(start + draw(st.integers(1, 240)))
    way = "iv_push" if push else "iv_infusion"
    return given(drug, way, clock(start), None if push else stop, site=draw(st.sampled_from(sites)))


def visits(sites: tuple[str, ...] = ("left forearm",)) -> st.SearchStrategy[list[Administration]]:
    return st.lists(administrations(sites), min_size=1, max_size=6)


def numbered(rows: list[Administration]) -> Chart:
    return visit(*rows)


def shuffled(chart: Chart, order: list[int]) -> Chart:
    return replace(chart, administrations=tuple(chart.administrations[i] for i in order))


@each(visits())
@settings(max_examples=150, deadline=None)
def test_one_line_has_at_most_one_initial_code(rows: list[Administration]) -> None:
    assert sum(units for code, units in charge(numbered(rows)).items() if code[:5] in INITIAL) <= 1


@each(visits(("left forearm", "port, right chest")))
@settings(max_examples=150, deadline=None)
def test_two_lines_have_at_most_two_initial_codes_and_one_is_marked(rows: list[Administration]) -> None:
    initial = [code for code in Counter(charge(numbered(rows))).elements() if code[:5] in INITIAL]
    assert len(initial) <= 2
    assert sum("-59" in code for code in initial) >= len(initial) - 1


@each(visits())
@settings(max_examples=150, deadline=None)
def test_every_add_on_has_a_primary_or_is_held(rows: list[Administration]) -> None:
    chart = numbered(rows)
    add_ons = library().on(chart.day).edits["facility"].add_ons
    lines = proposal(chart).lines
    codes = {line.code for line in lines}
    for line in lines:
        if line.code in add_ons and line.state.value == "proposed":
            assert add_ons[line.code] & codes


@each(visits(("left forearm", "port, right chest")), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_rows_changes_nothing(rows: list[Administration], random) -> None:
    chart = numbered(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert proposal(shuffled(chart, order)).lines == proposal(chart).lines


@each(visits())
@settings(max_examples=100, deadline=None)
def test_codes_given_once_a_day_stay_once_a_day(rows: list[Administration]) -> None:
    units = charge(numbered(rows))
    assert units.get("96368", 0) <= 1


@each(visits())
@settings(max_examples=100, deadline=None)
def test_an_office_never_reports_a_push_of_the_same_drug_again(rows: list[Administration]) -> None:
    assert "96376" not in charge(visit(*rows, setting="office"))


@each(visits())
@settings(max_examples=100, deadline=None)
def test_every_line_names_its_rules_and_its_evidence(rows: list[Administration]) -> None:
    result = proposal(numbered(rows))
    assert all(line.because and line.evidence for line in result.lines)
    assert all(item.because and item.evidence for item in result.not_billed)


@each(visits(("left forearm", "port, right chest")))
@settings(max_examples=100, deadline=None)
def test_every_administration_is_accounted_for(rows: list[Administration]) -> None:
    chart = numbered(rows)
    result = proposal(chart)
    named = {row for line in result.lines for row in line.evidence}
    named |= {row for item in result.not_billed for row in item.evidence} | {p.about for p in result.prompts}
    assert {a.id for a in chart.administrations} <= named


@each(administrations())
@settings(max_examples=100, deadline=None)
def test_taking_a_stop_away_never_adds_timed_units(row: Administration) -> None:
    without = replace(row, runs=tuple(replace(run, stop=None) for run in row.runs))
    before, after = charge(visit(row)), charge(visit(without))
    assert sum(u for c, u in after.items() if c in TIMED) <= sum(u for c, u in before.items() if c in TIMED)


@pytest.mark.parametrize("drug", ["ceftriaxone", "paclitaxel", "normal saline"])
@each(st.integers(16, 600))
@settings(max_examples=80, deadline=None)
def test_a_minute_more_never_lowers_the_units_of_an_infusion_alone(drug: str, minutes: int) -> None:
    short = charge(visit(given(drug, "iv_infusion", "07:00", clock(420 + minutes))))
    long = charge(visit(given(drug, "iv_infusion", "07:00", clock(421 + minutes))))
    assert sum(long.values()) >= sum(short.values())


def test_the_same_chart_gives_the_same_proposal_byte_for_byte() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", "10:31"), given("normal saline", "iv_infusion", "09:00"))
    assert dumps(proposal(chart)) == dumps(proposal(chart))


@each(visits(), st.sampled_from(["-5 mg", "0 mg", "0.001 mg", "350 mg"]))
@settings(max_examples=60, deadline=None)
def test_no_line_has_less_than_one_unit(rows: list[Administration], dose: str) -> None:
    amounts = tuple(
        replace(row, products=tuple(replace(p, dose=fact(amount(dose))) for p in row.products)) for row in rows
    )
    assert all(line.units >= 1 for line in proposal(visit(*amounts)).lines)


def test_a_record_that_gives_no_day_is_refused() -> None:
    with pytest.raises(NoVisit):
        propose(replace(visit(), day=date.min), library().on(date.min), Switches())

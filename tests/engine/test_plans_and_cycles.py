"""Before the first dose: a change of drug, dose or cycles against the plan or an earlier order is named, no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import Product
from plugin.chart.care_plan import CarePlan, Cycle, PlannedDrug
from plugin.engine.proposal import Who
from plugin.engine.ready import About, Standing
from tests.engine.builders import amount, asked, fact, proposal
from tests.engine.ordered_visits import before, check, order, ordered, planned

READY, OPEN, UNKNOWN = Standing.READY, Standing.TO_SETTLE, Standing.CANNOT_TELL
EARLIER = "MedicationRequest/rx0"


def plan(*drugs: PlannedDrug, cycle: Cycle | None = None, cycles: int | None = None) -> CarePlan:
    return CarePlan("CarePlan/p1", "plan", fact(cycle, "CarePlan/p1") if cycle else None, cycles, drugs)


def named(drug: str = "infliximab", dose: str | None = "370 mg", **more) -> PlannedDrug:
    return PlannedDrug(Product(drug), fact(amount(dose), "CarePlan/p1") if dose else None, **more)


def with_plan(*plans: CarePlan, **terms):
    return replace(ordered(terms=terms), plans=plans)


def in_cycle(number: int, of: int | None = None):
    return fact(Cycle(number, of), "MedicationRequest/rx1")


def test_the_dose_of_the_plan_is_ready():
    assert check(with_plan(plan(named())), About.PLAN).standing is READY


def test_another_dose_than_the_plan_has_is_asked_of_the_provider():
    chart = with_plan(plan(named(dose="400 mg")))
    found = check(chart, About.PLAN)
    assert (found.standing, found.who) == (OPEN, Who.PROVIDER)
    assert "the plan says 400 mg, the order 370 mg" in found.says
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "conflicting_dose"]
    assert (prompt.who, prompt.because) == (Who.PROVIDER, ("R-AUT-02", "R-DOC-44"))
    assert prompt.question == "Order and plan of infliximab do not agree. Which of them holds on this day?"


def test_one_of_several_doses_of_the_plan_is_none_other():
    chart = with_plan(plan(named(dose="400 mg"), named(dose="370 mg")))
    assert check(chart, About.PLAN).standing is READY


@pytest.mark.parametrize(
    "other",
    [
        named(dose="400 mg", cycle=Cycle(1)),
        named(dose="400 mg", ends=date(2026, 2, 28)),
        named(dose="400 mg", begins=date(2026, 3, 5)),
        named(drug="rituximab", dose="400 mg"),
        named(dose="40 mL"),
        named(dose=None),
    ],
)
def test_a_dose_of_another_cycle_time_drug_or_unit_is_not_compared(other):
    chart = with_plan(plan(other), cycle=in_cycle(3))
    assert check(chart, About.PLAN).standing is READY
    assert asked(chart) == set()


@pytest.mark.parametrize(
    ("plans", "cycle", "says"),
    [
        (plan(cycles=4), in_cycle(3, 6), "the plan has 4 cycles, the order 6"),
        (plan(cycles=4), in_cycle(5), "the plan has 4 cycles, the order is for cycle 5"),
        (plan(cycle=Cycle(2)), in_cycle(3), "the plan is at cycle 2, the order is for cycle 3"),
    ],
)
def test_other_cycles_than_the_plan_has_are_named(plans, cycle, says):
    found = check(with_plan(plans, cycle=cycle), About.PLAN)
    assert found.standing is OPEN
    assert says in found.says


def test_the_cycle_of_an_order_is_said_where_nothing_differs():
    found = check(ordered(terms={"cycle": in_cycle(3, 6)}), About.PLAN)
    assert (found.standing, "cycle 3 of 6" in found.says) == (READY, True)


def test_a_drug_given_in_cycles_without_plan_or_cycle_cannot_be_told():
    assert check(ordered(), About.PLAN).standing is UNKNOWN


def test_of_a_drug_that_has_no_cycles_nothing_is_said():
    chart = ordered(planned("ondansetron", "iv_push", "8 mg"))
    assert About.PLAN not in [c.about for c in before(chart).checks]


def test_a_change_against_the_order_it_replaces_is_to_settle():
    now = ordered(terms={"replaces": EARLIER})
    chart = replace(now, orders=(*now.orders, order(planned(dose="560 mg", id=EARLIER), status="stopped")))
    assert "the order before it says 560 mg, this one 370 mg" in check(chart, About.PLAN).says


def test_another_drug_than_the_order_it_replaces_is_to_settle():
    now = ordered(terms={"replaces": EARLIER})
    chart = replace(now, orders=(*now.orders, order(planned("vedolizumab", dose="300 mg", id=EARLIER))))
    found = check(chart, About.PLAN)
    assert (found.standing, "the order before it names vedolizumab" in found.says) == (OPEN, True)
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "unclear_drug"]
    assert prompt.question == "Which product and strength of infliximab is to be given?"


def test_another_dose_than_an_earlier_order_may_be_the_next_step_of_the_plan_and_asks_nothing():
    now = ordered()
    chart = replace(now, orders=(*now.orders, order(planned(dose="560 mg", id=EARLIER), written=date(2026, 1, 20))))
    found = check(chart, About.PLAN)
    assert found.standing is UNKNOWN
    assert "the order of 2026-01-20 says 560 mg, this one 370 mg" in found.says
    assert asked(chart) == set()

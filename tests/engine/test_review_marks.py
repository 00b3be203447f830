"""Marks for review before billing: doses above the amount of the site by loaded limits, and first cycles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.administration import Product
from plugin.chart.care_plan import CarePlan, Cycle, PlannedDrug
from plugin.engine.rates import RateTable
from plugin.engine.review_marks import FirstCycle, ReviewWanted, review_marks
from tests.engine.authorized_visits import infliximab
from tests.engine.builders import fact, given, library, proposal, visit

LIMITS = RateTable("2026Q1", {"J1745": Decimal("40.125")})
USUAL = ReviewWanted()
NOT_SEEN = ReviewWanted(None, FirstCycle.NOT_SEEN_BEFORE)


def marks(chart, wanted=USUAL, limits=LIMITS):
    found = proposal(chart)
    return review_marks(found.lines, chart, library().of(chart), wanted, lambda _: limits)


def dear(amount: str) -> ReviewWanted:
    return ReviewWanted(Decimal(amount), FirstCycle.OFF)


def in_cycle(number: int, chart):
    return replace(chart, orders=tuple(replace(o, cycle=fact(Cycle(number), o.id)) for o in chart.orders))


def one_drug():
    return visit(infliximab(), diagnoses=("K50.90",))


def test_a_dose_above_the_amount_is_marked_with_what_was_discarded() -> None:
    (mark,) = marks(one_drug(), dear("1604.99"))
    assert (mark.kind, mark.about, mark.because) == ("high_cost", "MedicationAdministration/ma1", ("R-DRG-01",))
    said = "infliximab on 2026-03-04: 40 units are above 1,604.99 dollars at the payment limits of 2026Q1."
    assert mark.sentence == said


@pytest.mark.parametrize("wanted", [dear("1605.00"), ReviewWanted(None, FirstCycle.OFF)])
def test_a_dose_of_exactly_the_amount_or_without_an_amount_is_not_marked(wanted: ReviewWanted) -> None:
    assert marks(one_drug(), wanted) == ()


@pytest.mark.parametrize("limits", [None, RateTable("2026Q1", {"J9271": Decimal(60)})])
def test_without_a_loaded_limit_no_dose_is_marked_whatever_it_costs(limits: RateTable | None) -> None:
    assert marks(one_drug(), dear("0.01"), limits) == ()


def test_the_doses_of_two_days_are_two() -> None:
    first = infliximab()
    second = replace(
        given("infliximab", start="D+1 09:00", stop="D+1 11:00", dose="370 mg", kind=None),
        id="MedicationAdministration/m2",
    )
    found = marks(visit(first, second, diagnoses=("K50.90",)), dear("1000.00"))
    assert [mark.kind for mark in found] == ["high_cost", "high_cost"]


def test_a_first_cycle_that_the_order_states_is_marked() -> None:
    (mark,) = marks(in_cycle(1, one_drug()))
    assert (mark.kind, mark.about) == ("first_cycle", "MedicationRequest/rx1")


@pytest.mark.parametrize("number", [2, 9])
def test_a_later_cycle_is_not_marked_even_if_no_earlier_order_was_read(number: int) -> None:
    assert marks(in_cycle(number, one_drug()), NOT_SEEN) == ()


def test_a_plan_that_has_the_drug_states_the_cycle_where_the_order_does_not() -> None:
    plan = CarePlan("CarePlan/p1", "", fact(Cycle(1), "CarePlan/p1"), None, (PlannedDrug(Product("infliximab")),))
    (mark,) = marks(replace(one_drug(), plans=(plan,)))
    assert mark.about == "CarePlan/p1"
    other = replace(plan, drugs=(PlannedDrug(Product("rituximab")),))
    assert marks(replace(one_drug(), plans=(other,))) == ()


def test_a_drug_without_any_word_of_a_cycle_is_marked_only_where_the_site_wants_it() -> None:
    assert marks(one_drug()) == ()
    (mark,) = marks(one_drug(), NOT_SEEN)
    assert mark.sentence == "infliximab: no earlier order of it is in what was read."


def test_an_earlier_order_of_the_drug_says_that_it_is_not_the_first() -> None:
    chart = one_drug()
    own = replace(chart.orders[0], written=date(2026, 3, 2))
    earlier = replace(own, id="MedicationRequest/rx0", written=date(2026, 1, 20))
    assert marks(replace(chart, orders=(own, earlier)), NOT_SEEN) == ()


def test_drugs_that_are_given_in_no_cycles_are_never_new() -> None:
    assert marks(visit(given("ondansetron", "iv_push", start="09:00", dose="8 mg")), NOT_SEEN) == ()


def test_first_cycles_can_be_left_unmarked() -> None:
    assert marks(in_cycle(1, one_drug()), dear("99999.00")) == ()


def test_a_mark_changes_no_line() -> None:
    chart = in_cycle(1, one_drug())
    before = proposal(chart).lines
    marks(chart, dear("0.01"))
    assert proposal(chart).lines == before

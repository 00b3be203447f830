"""An order of another drug is no order of what was given, and a dose that is not the ordered one is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugin.chart.chart import Chart
from tests.engine.builders import amount, asked, fact, given, office, proposal, released, visit

HOUR = {"start": "09:00", "stop": "10:00"}


def ordered(chart: Chart, **order: object) -> Chart:
    return replace(chart, orders=tuple(replace(each, **order) for each in chart.orders))


@pytest.mark.parametrize(
    ("drug", "order", "asks"),
    [
        ("vedolizumab", "infliximab 5 mg/kg IV", True),
        ("vedolizumab", "vedolizumab 300 mg IV", False),
        ("infliximab-dyyb", "infliximab 500 mg IV", False),
        ("infliximab", "Inflectra 500 mg IV", False),
        ("vedolizumab", "see protocol 12", False),
        ("ceftriaxone", "ceftriaxone 1 g in sodium chloride 0.9 % 50 mL", False),
    ],
)
def test_an_order_that_names_another_drug_is_asked_about_as_missing(drug: str, order: str, asks: bool) -> None:
    chart = ordered(visit(given(drug, **HOUR)), text=order)
    assert ("missing_order" in asked(chart)) is asks
    if asks:
        assert not released(chart)
        (question,) = (p for p in proposal(chart).prompts if p.kind == "missing_order")
        assert question.facts == f"the order names {order}"


def test_fluid_beside_a_drug_on_its_order_is_no_other_drug() -> None:
    chart = visit(given("vedolizumab", **HOUR, dose="300 mg"), given("normal saline", **HOUR, dose="250 mL"))
    same = replace(chart, administrations=tuple(replace(a, order=chart.orders[0].id) for a in chart.administrations))
    assert "missing_order" not in asked(ordered(same, text="vedolizumab 300 mg"))


def said(chart: Chart) -> list[str]:
    return [advice.sentence for advice in proposal(chart).advice if "is ordered" in advice.sentence]


@pytest.mark.parametrize(
    ("dose", "order", "named"),
    [
        ("300 mg", "600 mg", True),
        ("600 mg", "300 mg", True),
        ("300 mg", "300 mg", False),
        ("320 mg", "300 mg", False),
        ("331 mg", "300 mg", True),
        ("300 mg", "250 mL", False),
        ("300 mg", "5 mg/kg", False),
    ],
)
def test_a_dose_apart_from_the_order_is_named_to_the_coder(dose: str, order: str, named: bool) -> None:
    chart = ordered(office(given("vedolizumab", **HOUR, dose=dose)), dose=fact(amount(order)))
    assert bool(said(chart)) is named
    if named:
        assert said(chart) == [f"vedolizumab: {dose} was given, {order} is ordered."]


def test_a_dose_that_was_stopped_early_says_itself_why_it_is_less() -> None:
    row = replace(given("vedolizumab", **HOUR, dose="100 mg"), stopped_early=fact("reaction"))
    assert not said(ordered(visit(row), dose=fact(amount("300 mg"))))


def test_without_an_ordered_dose_there_is_nothing_to_compare() -> None:
    assert not said(ordered(visit(given("vedolizumab", **HOUR, dose="300 mg")), dose=None))

"""Amounts that no chart can mean: below zero, zero of what was given, two in one place. None is used, each is shown."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from plugin.chart.administration import State
from plugin.chart.chart import Unread
from plugin.intake.bags import Bag
from plugin.intake.containers import count, in_several_ways, kept
from plugin.intake.durations import volumes_infused
from plugin.intake.fhir_json import Element, element, elements
from plugin.intake.rows import Row
from plugin.intake.site import Site

CHARTED_APART = {"discarded_amount": "discarded amount", "containers_opened": "number of containers"}


def impossible_amounts(bag: Bag, site: Site) -> list[Unread]:
    """One entry for each kind of amount of a row that is not used; a dose of zero that ends a flow is none."""
    if bag.state is State.WITHDRAWN:
        return []
    given = bag.state is not State.NOT_GIVEN
    return [Unread(row.source.about, reason) for row in bag.rows for reason in _reasons(row, site, given=given)]


def _reasons(row: Row, site: Site, *, given: bool) -> Iterator[str]:
    for name, values in _that_may_be_zero(row, site):
        if (least := _least(values)) is not None and least < 0:
            yield f"Its {name} is below zero and was not used."
    for name, values in _that_may_not(row):
        if (least := _least(values)) is not None and least <= 0:
            yield f"Its {name} is not above zero and was not used."
    for fact, name in CHARTED_APART.items():
        if in_several_ways(row, site, fact):
            yield f"Its {name} is charted in several ways and was not used."
    if given and row.action is None and count(element(row.dosage, "dose")) == 0:
        yield "Its dose is zero though it was given, and was not used."


def _least(values: list[Any]) -> Decimal | None:
    return min((number for value in values if (number := count(value)) is not None), default=None)


def _that_may_be_zero(row: Row, site: Site) -> Iterator[tuple[str, list[Any]]]:
    yield "dose", [element(row.dosage, "dose")]
    yield "rate", [element(row.dosage, "rateQuantity"), *_sides(element(row.dosage, "rateRatio"))]
    yield "infused volume", volumes_infused(row)
    for fact, name in CHARTED_APART.items():
        yield name, kept(row, site, fact)


def _that_may_not(row: Row) -> Iterator[tuple[str, list[Any]]]:
    strengths = [element(ingredient, "strength") for ingredient in elements(row.medication, "ingredient")]
    yield "strength", [side for strength in strengths for side in _sides(strength)]
    yield "labelled content", _sides(element(row.medication, "amount"))


def _sides(ratio: Element) -> list[Any]:
    return [element(ratio, "numerator"), element(ratio, "denominator")] if ratio else []

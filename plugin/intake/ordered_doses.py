"""What each dose of an order should be."""

from __future__ import annotations

from plugin.chart.administration import Amount
from plugin.chart.evidence import Fact
from plugin.intake.amounts import given_amount
from plugin.intake.fhir_json import NOTHING, Element, Resource, codes, element, elements
from plugin.intake.sources import Source

ORDERED = "ordered"


def ordered_dose(order: Resource) -> Fact[Amount] | None:
    """The one amount that all instructions of an order name; None where there is none, or it is a range or per weight.

    Epic gives a dose as ordered, as calculated, and as the amount to give: what was ordered in milligrams counts, else
    any of them, if they agree.
    """
    dose = given_amount(ordered_quantity(order))
    return Source.of(order).fact(dose, "dosageInstruction.doseAndRate") if dose else None


def ordered_quantity(order: Resource) -> Element:
    """The same as it was written; empty where there is none."""
    parts = [p for text in elements(order, "dosageInstruction") for p in elements(text, "doseAndRate")]
    if len(parts) == 1:
        only = element(parts[0], "doseQuantity")
        return only if given_amount(only) else NOTHING
    for chosen in ([p for p in parts if _is_ordered(p)], parts):
        quantities = [element(p, "doseQuantity") for p in chosen]
        found = {a: quantity for quantity in quantities if (a := given_amount(quantity))}
        if len(found) == 1:
            return next(iter(found.values()))
    return NOTHING


def _is_ordered(part: Element) -> bool:
    return ORDERED in {code for _, code in codes(element(part, "type"))}

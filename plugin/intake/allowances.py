"""How much an authorization allows: billing units, doses, or an amount of drug."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugin.chart.administration import Amount
from plugin.intake.amounts import amount, number
from plugin.intake.fhir_json import Element, element, word

BILLING_UNIT = "unit"
# UN and VS are X12 words for units and visits; the others are how sites and payers write them.
UNIT_WORDS = frozenset({"", "1", "un", "unit", "units", "{unit}", "billing unit", "billing units", "hcpcs units"})
COUNTED = ("visit", "dose", "cycle", "infusion", "treatment")
DOSE_WORDS = frozenset({"vs"} | {form for word in COUNTED for form in (word, f"{word}s", f"{{{word}}}")})


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a quantity says. `whole` is false where there is one that could not be read."""

    units: Amount | None = None
    doses: int | None = None
    whole: bool = True


def allowance(quantity: Element) -> Allowance:
    """The allowance of a Quantity; nothing where there is none."""
    if not quantity:
        return Allowance()
    value = number(quantity.get("value"))
    said = (word(quantity, "unit") or word(quantity, "code")).lower()
    if value is None or value < 0 or quantity.get("comparator"):
        return Allowance(whole=False)
    if said in UNIT_WORDS:
        return Allowance(units=Amount(value, BILLING_UNIT))
    if said in DOSE_WORDS:
        return Allowance(doses=int(value)) if value == int(value) else Allowance(whole=False)
    read = amount(quantity)
    return Allowance(units=read, whole=read is not None)


def per_dose(ratio: Element) -> Allowance:
    """What a Ratio of units to one dose allows at once."""
    if not ratio:
        return Allowance()
    below = allowance(element(ratio, "denominator"))
    above = allowance(element(ratio, "numerator"))
    if below.doses != 1 or above.units is None:
        return Allowance(whole=False)
    return above


def used(value: Any) -> Decimal | None:  # noqa: ANN401  # any JSON value
    """A count of units used, whether a plain number or a Quantity of units."""
    plain = value.get("value") if isinstance(value, dict) else value
    found = number(plain)
    return found if found is not None and found >= 0 else None

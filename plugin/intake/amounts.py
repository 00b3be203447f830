"""FHIR quantities as exact amounts: mass in mg, volume in mL, every other kind apart (R-DRG-03), and rates.

A UCUM `code` counts and `unit` is only print; where a server sends print alone the usual spellings are understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plugin.chart.administration import Amount
from plugin.intake.fhir_json import Element, element, word
from plugin.intake.units import ONE, Unit, printed, ucum

UCUM = "http://unitsofmeasure.org"
FARTHEST_DIGIT = 15
MOST_DIGITS = 30


@dataclass(frozen=True, slots=True)
class Rate:
    """So much a minute. The unit is that of an Amount."""

    per_minute: Fraction
    unit: str


def amount(quantity: Element) -> Amount | None:
    """The amount of a Quantity, None where it has no number or no unit. What is per kilogram keeps its unit as read."""
    if not quantity:
        return None
    value, unit = number(quantity.get("value")), unit_of(quantity)
    if value is None or unit is None:
        return None
    return Amount(value if unit.factor is ONE else value * unit.factor, unit.name)


def given_amount(quantity: Element) -> Amount | None:
    """An amount a patient can have been given: not below zero, nor per kilogram, square metre, time or volume."""
    found = amount(quantity)
    return None if found is None or "/" in found.unit or found.value < 0 else found


def minutes(quantity: Element) -> Fraction | None:
    """A Quantity of time in minutes."""
    value = number(quantity.get("value"))
    unit = unit_of(quantity) if value is not None else None
    return Fraction(value) * unit.exact if value is not None and unit and unit.name == "min" else None


def rate(dosage: Element) -> Rate | None:
    """rateQuantity or rateRatio; None where it is no amount per time (but per kilogram, below zero, or a mere time)."""
    single, ratio = element(dosage, "rateQuantity"), element(dosage, "rateRatio")
    found = _rate_of_quantity(single) if single else _rate_of_ratio(ratio)
    return found if found and found.per_minute >= 0 else None


def ratio(element_: Element) -> tuple[Amount, Amount] | None:
    """Numerator and denominator of a Ratio such as a strength; None where either is no plain amount above zero.

    Both can carry one unit such as "MG/5ML" (seen at Epic): no concentration follows from that.
    """
    top = given_amount(element(element_, "numerator"))
    bottom = given_amount(element(element_, "denominator")) if top else None
    return (top, bottom) if top and bottom and top.value > 0 and bottom.value > 0 else None


def number(value: Any) -> Decimal | None:  # noqa: ANN401  # any JSON value
    """A JSON number as an exact decimal, None for what no chart holds."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    exact = Decimal(value)
    sane = exact.is_finite() and abs(exact.adjusted()) <= FARTHEST_DIGIT
    return exact if sane and (len(str(exact)) <= MOST_DIGITS or len(exact.as_tuple().digits) <= MOST_DIGITS) else None


def unit_of(quantity: Element) -> Unit | None:
    """The unit of a Quantity, None where it has none."""
    code, shown = word(quantity, "code"), word(quantity, "unit")
    if code and quantity.get("system") == UCUM:
        return ucum(code) or printed(code)
    text = shown or code
    return printed(text) if text else None


def _rate_of_quantity(quantity: Element) -> Rate | None:
    value = number(quantity.get("value"))
    text = word(quantity, "code") if quantity.get("system") == UCUM else ""
    top, slash, bottom = (text or word(quantity, "unit") or word(quantity, "code")).rpartition("/")
    if value is None or not slash or "/" in top:
        return None
    amount_unit = (ucum(top) if text else None) or printed(top)
    time_unit = (ucum(bottom) if text else None) or printed(bottom)
    if time_unit.name != "min" or "/" in amount_unit.name:
        return None
    return Rate(Fraction(value * amount_unit.factor) / time_unit.exact, amount_unit.name)


def _rate_of_ratio(ratio: Element) -> Rate | None:
    top, bottom = amount(element(ratio, "numerator")), element(ratio, "denominator")
    if top is None:
        return None
    time = minutes(bottom) or _bare_time(bottom)
    return Rate(Fraction(top.value) / time, top.unit) if time and "/" not in top.unit else None


def _bare_time(quantity: Element) -> Fraction | None:
    """A denominator written as "/h" (seen at a live server): one hour, or as many as its value says."""
    value = number(quantity.get("value", 1))
    text = word(quantity, "code") or word(quantity, "unit")
    unit = printed(text.removeprefix("/")) if text else None
    return Fraction(value) * unit.exact if value and value > 0 and unit and unit.name == "min" else None

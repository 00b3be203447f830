"""One unit of measure as a factor and the name it has in a chart; UCUM is read by pint and ucumvert."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ucumvert import PintUcumRegistry  # type: ignore[import-untyped]

ONE = Decimal(1)
LARGEST_PART = 1_000_000
# A power such as 10*999999 costs pint minutes, with its lock held. No unit of a chart is longer or has such a number.
LONGEST_CODE = 40
LARGE_NUMBER = re.compile(r"\d{3}")
FARTHEST_POWER = 30

# What EHRs print instead of, or beside, a UCUM code. "unit" alone is not the international unit.
USUAL_PRINTS = {
    "milligram": "mg", "milligrams": "mg", "mgs": "mg",
    "mcg": "ug", "microgram": "ug", "micrograms": "ug", "µg": "ug", "μg": "ug",
    "gram": "g", "grams": "g", "gm": "g", "gms": "g", "kilogram": "kg", "nanogram": "ng",
    "milliliter": "mL", "milliliters": "mL", "ml": "mL", "cc": "mL", "l": "L", "liter": "L", "liters": "L", "ul": "uL",
    "iu": "[iU]", "international unit": "[iU]", "international units": "[iU]", "int'l units": "[iU]",
    "intl units": "[iU]",
    "milliequivalent": "meq", "milliequivalents": "meq", "millimole": "mmol", "millimoles": "mmol",
    "minute": "min", "minutes": "min", "mins": "min", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
    "second": "s", "seconds": "s", "sec": "s", "day": "d", "days": "d",
}  # fmt: skip
# The codes of nearly all charts, so that these need not wait a second for the grammar. A test holds them to pint.
USUAL_CODES: Mapping[str, tuple[Decimal, str]] = {
    "mg": (ONE, "mg"), "g": (Decimal(1000), "mg"), "ug": (Decimal("0.001"), "mg"), "kg": (Decimal(1_000_000), "mg"),
    "mL": (ONE, "mL"), "L": (Decimal(1000), "mL"), "[iU]": (ONE, "[iU]"), "[USP'U]": (ONE, "[USP'U]"),
    "meq": (ONE, "meq"), "mmol": (ONE, "mmol"), "min": (ONE, "min"), "h": (Decimal(60), "min"),
    "mg/kg": (ONE, "mg/kg"), "mg/m2": (ONE, "mg/m2"), "mg/mL": (ONE, "mg/mL"), "mL/h": (ONE, "mL/h"),
}  # fmt: skip
PLAIN_UNITS = frozenset({"unit", "units", "u", "un", "{unit}", "{units}", "[unit]"})
ONE_AT_A_TIME = Lock()
NAMED_KINDS = (("international_unit", "[iU]"), ("equivalents", "meq"), ("mole", "mmol"))
MEASURES = (("[mass]", "mg"), ("[length] ** 3", "mL"), ("[time]", "min"))


@dataclass(frozen=True, slots=True)
class Unit:
    """One of this unit is `factor` of the unit named `name`."""

    factor: Decimal
    name: str

    @property
    def exact(self) -> Fraction:
        """The factor as a fraction: a second is a sixtieth of a minute, which no decimal is."""
        return Fraction(self.factor).limit_denominator(LARGEST_PART)


@lru_cache(maxsize=1024)
def ucum(code: str) -> Unit | None:
    """A UCUM code, None where it is no valid one. What is no mass, volume, time or named kind keeps its name."""
    if code in USUAL_CODES:
        return Unit(*USUAL_CODES[code])
    if code.lower() in PLAIN_UNITS:
        return Unit(ONE, "unit")
    if code.startswith("{") and code.endswith("}") and code.count("{") == 1:
        return Unit(ONE, code[1:-1])
    return _measured(code)


@lru_cache(maxsize=1024)
def printed(text: str) -> Unit:
    """A unit as printed, understood where its spelling is usual; otherwise it stays as read."""
    plain = " ".join(text.split("(")[0].casefold().split())
    if plain in PLAIN_UNITS:
        return Unit(ONE, "unit")
    code = USUAL_PRINTS.get(plain, plain)
    known = ucum(code) if code in USUAL_CODES or code in USUAL_PRINTS.values() else None
    return known or Unit(ONE, text.strip())


def _measured(code: str) -> Unit | None:
    """A code as pint has it. One thread at a time: its registry is neither made nor used safely by two at once."""
    if len(code) > LONGEST_CODE or LARGE_NUMBER.search(code):
        return None
    from lark.exceptions import LarkError  # ucumvert raises its parser's errors, and wraps pint's in them
    from pint.errors import PintError

    with ONE_AT_A_TIME:
        try:
            return _understood(code)
        except (LarkError, PintError, ArithmeticError, RecursionError):
            return None


def _understood(code: str) -> Unit | None:
    """The unit of a valid code, None for a mere annotation and for a factor beyond all that is measured."""
    quantity = _registry().from_ucum(code)
    if not hasattr(quantity, "dimensionality"):
        return None
    target = None if "/" in code else _target(quantity)
    if target is None:
        return Unit(ONE, code)
    factor = _factor(quantity, target)
    return Unit(factor, target) if factor > 0 and abs(factor.adjusted()) <= FARTHEST_POWER else None


def _target(quantity: Any) -> str | None:  # noqa: ANN401  # pint's Quantity is not typed
    """The name in a chart of the kind of a quantity, None for a kind that is left as read."""
    kind, name = str(quantity.dimensionality), str(quantity.units)
    for dimension, target in MEASURES:
        if kind == dimension:
            return target
    for ending, target in NAMED_KINDS:
        if name.endswith(ending) and " " not in name:
            return target
    return None


def _factor(quantity: Any, target: str) -> Decimal:  # noqa: ANN401  # pint's Quantity is not typed
    """How many of the target unit one is: twelve digits, since pint steps through binary floats for some units."""
    found = Decimal(f"{Decimal(quantity.to(_registry().from_ucum(target).units).magnitude):.12g}")
    return Decimal(int(found)) if found == found.to_integral_value() else found.normalize()


@cache
def _registry() -> PintUcumRegistry:
    """Made on first use: reading its grammar takes a second, and most visits need only mg and mL."""
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry(non_int_type=Decimal)

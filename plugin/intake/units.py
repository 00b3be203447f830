"""One unit of measure as a factor and the name it has in a chart; UCUM is read by pint and ucumvert."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ucumvert import PintUcumRegistry  # type: ignore[import-untyped]

ONE = Decimal(1)
LARGEST_PART = 1_000_000

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
PLAIN_UNITS = frozenset({"unit", "units", "u", "un", "{unit}", "{units}", "[unit]"})
CHART_NAMES = frozenset({"mg", "mL", "[iU]", "[USP'U]", "meq", "mmol", "min"})
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
    if code in CHART_NAMES:
        return Unit(ONE, code)
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
    known = ucum(code) if code in CHART_NAMES or code in USUAL_PRINTS.values() else None
    return known or Unit(ONE, text.strip())


def _measured(code: str) -> Unit | None:
    registry = _registry()
    try:
        quantity = registry.from_ucum(code)
        kind = str(quantity.dimensionality)
        name = str(quantity.units)
        if "/" not in code:
            for dimension, target in MEASURES:
                if kind == dimension:
                    return Unit(_factor(quantity, target), target)
            for ending, target in (("international_unit", "[iU]"), ("equivalents", "meq"), ("mole", "mmol")):
                if name.endswith(ending) and " " not in name:
                    return Unit(_factor(quantity, target), target)
    except Exception:  # ucumvert and its parser raise types of their own for text that is no UCUM
        return None
    return Unit(ONE, code)


def _factor(quantity: Any, target: str) -> Decimal:  # noqa: ANN401  # pint's Quantity is not typed
    """How many of the target unit one is: twelve digits, since pint steps through binary floats for some units."""
    found = Decimal(f"{Decimal(quantity.to(_registry().from_ucum(target).units).magnitude):.12g}")
    return Decimal(int(found)) if found == found.to_integral_value() else found.normalize()


@cache
def _registry() -> PintUcumRegistry:
    """Made on first use: reading its grammar takes a second, and most visits need only mg and mL."""
    from ucumvert import PintUcumRegistry

    return PintUcumRegistry(non_int_type=Decimal)

"""How many containers were opened for an administration, and how much of them was discarded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from plugin.chart.administration import Amount
from plugin.chart.evidence import Fact
from plugin.intake.amounts import given_amount, number
from plugin.intake.bags import Bag
from plugin.intake.products import active_strength
from plugin.intake.rows import Row
from plugin.intake.site import Site
from plugin.intake.yes_or_no import said_in


def opened(bag: Bag, site: Site) -> Fact[int] | None:
    """Containers opened, all bags together."""
    counts = [(row, count(v)) for row in bag.doses for v in kept(row, site, "containers_opened")]
    whole = [(row, int(n)) for row, n in counts if n is not None and n >= 0 and n == n.to_integral_value()]
    return whole[0][0].source.fact(sum(n for _, n in whole), "containers-opened") if whole else None


def discarded(bag: Bag, site: Site) -> Fact[Amount] | None:
    """The amount discarded, all rows together; in mass where it is charted in mL of a known strength."""
    total: Fact[Amount] | None = None
    for row in bag.rows:
        for quantity in kept(row, site, "discarded_amount"):
            found = given_amount(quantity) if isinstance(quantity, dict) else None
            if found is None:
                continue
            amount = _as_drug(found, row)
            before = total.value if total else Amount(Decimal(), amount.unit)
            if before.unit == amount.unit:
                total = row.source.fact(Amount(before.value + amount.value, amount.unit), "discarded-amount")
    return total


def kept(row: Row, site: Site, fact: str) -> list[Any]:
    """The value of a fact where the site keeps it. What cannot be looked up, or stands there in several ways, is not
    charted, and asked for."""
    found = _charted(row, site, fact)
    return [] if _differ(found) else found[:1]


def in_several_ways(row: Row, site: Site, fact: str) -> bool:
    """Whether one row says the fact in ways that contradict each other."""
    return _differ(_charted(row, site, fact))


def _charted(row: Row, site: Site, fact: str) -> list[Any]:
    return [value for value in said_in(row, site, fact) if value is not None]


def _differ(found: list[Any]) -> bool:
    return any(value != found[0] for value in found[1:])


def count(value: Any) -> Decimal | None:  # noqa: ANN401  # any FHIR value
    """The number of a value that is a number or a Quantity."""
    return number(value.get("value") if isinstance(value, dict) else value)


def _as_drug(found: Amount, row: Row) -> Amount:
    strength = active_strength(row.medication)
    if found.unit != "mL" or strength is None:
        return found
    return Amount(found.value * strength[0].value / strength[1].value, strength[0].unit)

"""Products that have no line here although their administration has one: fluids, blood, vaccines (R-EDT-09)."""

from __future__ import annotations

from plugin.engine.given import Given
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-EDT-09",)

WITHOUT_LINE = ("hydration", "blood", "vaccine")


def product_advice(given: tuple[Given, ...], lines: tuple[Line, ...], book: Rulebook) -> tuple[Advice, ...]:
    """A sentence that names the products whose own charge has to come from elsewhere; none where nothing was coded."""
    billed = {row for line in lines if line.kind is Kind.ADMINISTRATION for row in line.evidence}
    names = dict.fromkeys(g.name for g in given if g.group in WITHOUT_LINE and billed.intersection(g.evidence))
    if not names:
        return ()
    rule = book.rule("R-EDT-09")
    return (Advice("products", rule.text("advice").format(products=", ".join(names)), (rule.id,)),)

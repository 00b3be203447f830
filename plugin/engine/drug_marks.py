"""Modifiers that say of a drug where it came from and which way it went in: TB or JG, JA or JB (R-DRG-11, R-DRG-18)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.chart.administration import Route
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.timeline import Desk
from plugin.engine.waste_scope import separately_paid

APPLIES = ("R-DRG-11", "R-DRG-18", "R-MOD-07", "R-MOD-08", "R-DOC-21")


@dataclass(frozen=True, slots=True)
class Marks:
    """The informational modifiers of a portion with their rules, and the question that one of them waits for.

    `free` is a drug that cost the site nothing (R-DRG-17).
    """

    modifiers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    asked: tuple[Prompt, ...] = ()
    free: bool = False

    @property
    def apart(self) -> tuple[str, ...]:
        """What keeps portions of one code on lines of their own: their modifiers, and that they cost nothing."""
        return (*self.modifiers, "free") if self.free else self.modifiers

    def __add__(self, other: Marks) -> Marks:
        return Marks(self.modifiers + other.modifiers, self.rules + other.rules, self.asked + other.asked, self.free)


NO_MARKS = Marks()


def marks_of(item: Given, code: str, desk: Desk) -> Marks:
    """The marks of one portion of a drug under its code."""
    free = item.administration.billing.supplied_free
    if free and free.value:  # what cost nothing was bought from no stock
        return replace(_way(item, code, desk), free=True)
    stock, way = _stock(item, code, desk), _way(item, code, desk)
    return stock if way is NO_MARKS else stock + way


def _stock(item: Given, code: str, desk: Desk) -> Marks:
    """A separately paid Medicare drug bought under the 340B programme; its stock is never assumed (R-DRG-11)."""
    entity, rule = desk.switches.entity_340b, desk.book.rules.get("R-DRG-11")
    if entity == "none" or rule is None or not separately_paid(code, desk):
        return NO_MARKS
    bought = item.administration.stock_340b
    if desk.switches.stock_340b == "as_charted" and bought is None:
        return Marks(asked=(ask(desk.book, "R-DOC-21", item.administration.id, rule.id, drug=item.name),))
    if desk.switches.stock_340b == "as_charted" and bought is not None and not bought.value:
        return NO_MARKS
    return Marks((rule.text(entity),), (rule.id, "R-MOD-07"))


def _way(item: Given, code: str, desk: Desk) -> Marks:
    """JA or JB on a drug that the site's contractor lists as given both ways (R-DRG-18)."""
    if desk.payer != "medicare" or not desk.switches.contractor:
        return NO_MARKS
    if desk.book.drugs.route_rules.get((desk.switches.contractor.lower(), code)) != "ja_or_jb":
        return NO_MARKS
    ways = desk.book.rule("R-DRG-18").table("modifiers")
    route = item.route
    names = {Route.INTRAVENOUS: "intravenous", Route.SUBCUTANEOUS: "subcutaneous"}
    name = names.get(route) if route else None
    return Marks((ways[name],), ("R-DRG-18", "R-MOD-08")) if name else NO_MARKS

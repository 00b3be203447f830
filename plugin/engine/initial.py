"""The initial service of each access site, by facility order or by the main reason of an office visit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.chart.administration import Product
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting, Visit
from plugin.engine.given import Given
from plugin.engine.identify import identify
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.roles import Role, Service
from plugin.engine.rulebook import Rulebook
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-20", "R-ADM-21", "R-ADM-24", "R-ADM-29", "R-DOC-15")


@dataclass(frozen=True, slots=True)
class MainReason:
    """The administrations an office visit is chiefly for, by id, and how well that is supported."""

    of: frozenset[str] = frozenset()
    strength: Strength = Strength.CHARTED


def main_reason(given: tuple[Given, ...], chart: Chart, visit: Visit, book: Rulebook) -> MainReason:
    """What an office visit is chiefly for (R-ADM-21), by a shared order or the drug named."""
    by_order = {
        g.administration.id
        for g in given
        if (order := chart.order(g.administration.order)) and set(order.requests) & set(visit.reasons)
    }
    if by_order or visit.main_reason is None:
        return MainReason(frozenset(by_order))
    named = {d.name for d in identify(Product(visit.main_reason.value), book.drugs).drugs}
    chief = frozenset(g.administration.id for g in given if named & {d.name for f in g.found for d in f.drugs})
    return MainReason(chief, visit.main_reason.strength)


def with_initial(services: list[Service], main: MainReason, desk: Desk) -> tuple[list[Service], tuple[Prompt, ...]]:
    """The services of a site with the initial one marked, and what the choice leaves to be asked."""
    candidates = [s for s in services if s.role is Role.LATER]
    if not candidates:
        return services, ()
    ranked = sorted(candidates, key=lambda s: rank(s, desk.book))
    asked: tuple[Prompt, ...] = ()
    chosen, rule = ranked[0], "R-ADM-20"
    if desk.setting is Setting.OFFICE:
        chosen, rule, asked = _office_choice(ranked, main.of, desk)
    strength = main.strength if rule == "R-ADM-21" and _several(ranked) else Strength.CHARTED
    if chosen.kind == "hydration":
        rule = "R-ADM-29"
    fallen_back = desk.setting is Setting.OFFICE and rule == "R-ADM-20"
    because = (*chosen.because, *(("R-ADM-21",) if fallen_back else ()), rule)
    marked = replace(chosen, role=Role.INITIAL, because=because)
    return [_no_stronger(marked if s is chosen else s, strength) for s in services], asked


def _office_choice(ranked: list[Service], main: frozenset[str], desk: Desk) -> tuple[Service, str, tuple[Prompt, ...]]:
    first, book, visit = ranked[0], desk.book, desk.visit
    wanted = [s for s in ranked if main & {g.administration.id for g in s.dose.given}]
    # The add-ons of a chemotherapy service have no legal base but one of its own kind (R-ADM-23).
    if wanted and first.kind.startswith("chemo") and wanted[0].kind != first.kind:
        facts = "chemotherapy was given too"
        return first, "R-ADM-24", (ask(book, "R-DOC-15", first.dose.id, "R-ADM-24", drug=first.dose.name, facts=facts),)
    if wanted:
        return wanted[0], "R-ADM-21", ()
    if main or visit is None or not _several(ranked):
        return first, "R-ADM-20", ()
    charted = visit.main_reason.value if visit.main_reason else ""
    return first, "R-ADM-20", (ask(book, "R-DOC-15", visit.id, "R-ADM-21", drug=first.dose.name, facts=charted),)


def _several(ranked: list[Service]) -> bool:
    return len({s.dose.key for s in ranked}) > 1


def _no_stronger(service: Service, strength: Strength) -> Service:
    """The service as resting also on a fact of this strength: which one is initial decides the code of all."""
    if strength >= service.dose.strength:
        return service
    return replace(service, dose=replace(service.dose, strength=strength))


def rank(service: Service, book: Rulebook) -> tuple[int, int, str]:
    """Place of a service in the facility order, earlier first where the order is the same (R-ADM-20)."""
    order = book.rule("R-ADM-20").words("order")
    return order.index(service.kind), service.dose.at, service.dose.id

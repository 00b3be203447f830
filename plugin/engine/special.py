"""Services beside the intravenous family, which neither take nor use the initial: shots, pumps, other routes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from plugin.chart.administration import Manner, Route
from plugin.chart.chart import Chart
from plugin.engine.clock import day_started
from plugin.engine.findings import NOTHING, Findings, total
from plugin.engine.given import Given
from plugin.engine.injections import injection_lines
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, NotBilled
from plugin.engine.pumps import implanted_refill, portable_pump, portable_refill
from plugin.engine.timed_routes import arterial, under_the_skin
from plugin.engine.timeline import Desk

APPLIES = (
    "R-ADM-30", "R-ADM-71", "R-ADM-77", "R-ADM-78", "R-ADM-80", "R-ADM-81", "R-DOC-04",
)  # fmt: skip

SHOTS = (Route.SUBCUTANEOUS, Route.INTRAMUSCULAR, Route.INTRADERMAL)
Coder = Callable[[Given, Desk, date], Findings]
ONE_CODE: dict[Route, tuple[str, str]] = {
    Route.INTRAVENTRICULAR: ("R-ADM-77", "reservoir"),
    Route.INTRAVESICAL: ("R-ADM-78", "code"),
    Route.INTRAPLEURAL: ("R-ADM-80", "pleural"),
    Route.INTRAPERITONEAL: ("R-ADM-80", "peritoneal"),
    Route.INTRALESIONAL: ("R-ADM-80", "lesions"),
}
BY_MANNER: dict[Manner, Coder] = {
    Manner.PORTABLE_PUMP: portable_pump,
    Manner.IMPLANTED_PUMP: implanted_refill,
    Manner.PUMP_REFILL: portable_refill,
}


def is_inline(item: Given) -> bool:
    """Whether an administration belongs to the intravenous family of its access site."""
    administration, manner = item.administration, item.manner
    intravenous = administration.route is None or administration.route.value is Route.INTRAVENOUS
    return intravenous and manner in (None, Manner.INFUSION, Manner.PUSH) and item.group not in ("blood", "vaccine")


def special_lines(given: tuple[Given, ...], chart: Chart, desk: Desk, day: date) -> Findings:
    """Lines of one visit outside the intravenous family (R-ADM-30); blood and vaccines count by the day elsewhere."""
    mine = [g for g in given if g.group not in ("blood", "vaccine")]
    if not mine:
        return NOTHING
    pumped = tuple(g for g in mine if g.manner is Manner.PUMP_INFUSION)
    shots = tuple(g for g in mine if _is_injection(g))
    arteries = tuple(g for g in mine if _is_arterial(g))
    others = [_other(g, desk, day) for g in mine if g not in pumped and g not in shots and g not in arteries]
    timed = [arterial(arteries, desk, day), under_the_skin(pumped, desk, day)]
    return total([*others, *timed, injection_lines(shots, chart, desk, day)])


def _is_injection(item: Given) -> bool:
    return item.route in SHOTS and item.manner not in (*BY_MANNER, Manner.PUMP_INFUSION)


def _is_arterial(item: Given) -> bool:
    return item.route is Route.INTRA_ARTERIAL and item.manner not in (*BY_MANNER, Manner.PUMP_INFUSION, Manner.DECLOT)


def _other(item: Given, desk: Desk, day: date) -> Findings:
    administration, manner = item.administration, item.manner
    route = administration.route.value if administration.route else None
    if manner in BY_MANNER:
        return BY_MANNER[manner](item, desk, day)
    if manner is Manner.DECLOT or route is Route.CATHETER:
        return _declot(item, desk, day)
    if route is Route.INTRATHECAL:
        if item.group == "chemo":
            return _single(item, desk, day, "R-ADM-77", "spinal")
        return _drug_alone(item, f"{item.name}, into the spine", ("R-ADM-77",), desk)
    if route in ONE_CODE:
        rule, code = ONE_CODE[route]
        if item.group == "chemo":
            coded = _single(item, desk, day, rule, code)
            # How many lesions were treated decides the code, and no record says it (R-ADM-80).
            return Findings(lines=tuple(x.held() for x in coded.lines)) if route is Route.INTRALESIONAL else coded
        return _drug_alone(item, f"{item.name}, no cancer drug", (rule, "R-ADM-02"), desk)
    question = ask(desk.book, "R-DOC-04", administration.id, "R-ADM-01", drug=item.name)
    return Findings((), (NotBilled(f"{item.name}, route not understood", ("R-DOC-04",), item.evidence),), (question,))


def _drug_alone(item: Given, what: str, rules: tuple[str, ...], desk: Desk) -> Findings:
    """A drug whose way in belongs to another family of codes: its own line stands alone, which is asked about."""
    question = ask(desk.book, "R-DOC-41", item.administration.id, "R-EDT-09", drug=item.name)
    return Findings((), (NotBilled(what, rules, item.evidence),), (question,))


def _declot(item: Given, desk: Desk, day: date) -> Findings:
    """A drug left in the catheter: only one that dissolves clots opens the line (R-ADM-81)."""
    clot_dissolving = desk.book.rule("R-ADM-81").words("drugs")
    if any(d.name in clot_dissolving for f in item.found for d in f.drugs):
        return _single(item, desk, day, "R-ADM-81", "code")
    return Findings(not_billed=(NotBilled(f"{item.name}, left in the catheter", ("R-ADM-81",), item.evidence),))


def _single(item: Given, desk: Desk, day: date, rule: str, parameter: str) -> Findings:
    code = desk.book.rule(rule).text(parameter)
    line = Line(
        code,
        1,
        Kind.ADMINISTRATION,
        day_started(item.administration, day),
        (rule,),
        item.evidence,
        strength=item.strength,
        what=item.name,
    )
    return Findings(lines=(line,))

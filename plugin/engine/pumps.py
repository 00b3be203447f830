"""Pumps that go home or stay in the body: their start, and their refills."""

from __future__ import annotations

from datetime import date

from plugin.chart.administration import Route
from plugin.chart.visit import Setting
from plugin.engine.clock import clocked, day_started
from plugin.engine.dose import length
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, NotBilled
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-73", "R-ADM-74", "R-ADM-76", "R-ADM-79", "R-DOC-37")


def portable_pump(item: Given, desk: Desk, day: date) -> Findings:
    """A pump that goes home for more than eight hours (R-ADM-73, R-ADM-76, R-ADM-79).

    A shorter one, and one without a code for this payer, gives no line. A pump of unknown start or length is asked
    about, and so is one under Medicare's own code, which needs a pump of the clinic's.
    """
    limit = desk.book.rule("R-ADM-73").number("longer_than")
    planned = _planned_minutes(item, desk)
    code, rule, owner_asked = _pump_code(item, desk)
    facts = f"planned for {planned} min" if planned else ""
    question = ask(desk.book, "R-DOC-37", item.administration.id, rule, drug=item.name, facts=facts)
    short = 0 < planned <= limit
    if short or not code:
        why = f"{item.name}, by take-home pump{' for 8 hours or less' if short else ''}"
        return Findings((), (NotBilled(why, (rule,), item.evidence),), (question,))
    line = _line(item, code, rule, day)
    if desk.payer in ("", "medicare advantage"):  # who takes Medicare's own code is not known (R-ADM-73, R-ADM-76)
        line = line.held("" if desk.payer else "R-AUT-04")
    started = any(run.start or run.day for run in item.administration.runs)
    if planned and started and not owner_asked:
        return Findings(lines=(line,))
    return Findings(lines=(line.held(),), prompts=(question,))


def implanted_refill(item: Given, desk: Desk, day: date) -> Findings:
    """Refill of an implanted pump (R-ADM-74)."""
    return Findings(lines=(_line(item, desk.book.rule("R-ADM-74").text("implanted"), "R-ADM-74", day),))


def portable_refill(item: Given, desk: Desk, day: date) -> Findings:
    """Refill of a portable pump (R-ADM-74)."""
    return Findings(lines=(_line(item, desk.book.rule("R-ADM-74").text("portable"), "R-ADM-74", day),))


def _pump_code(item: Given, desk: Desk) -> tuple[str, str, bool]:
    """The code of a take-home pump ("" where the payer has none), its rule, and whether its owner is to be asked."""
    medicare = desk.payer == "medicare"
    route = item.administration.route
    if item.group != "chemo":
        hospital = medicare and desk.setting is Setting.FACILITY
        return desk.book.rule("R-ADM-76").text("medicare") if hospital else "", "R-ADM-76", False
    if route and route.value is Route.INTRA_ARTERIAL:
        return desk.book.rule("R-ADM-79").text("pump"), "R-ADM-79", False
    own_code = medicare and desk.switches.pump_code == "by_payer"
    return desk.book.rule("R-ADM-73").text("medicare" if own_code else "other"), "R-ADM-73", own_code


def _planned_minutes(item: Given, desk: Desk) -> int:
    """How long the pump is to run, or ran; 0 where neither is charted."""
    flow = clocked(item.administration, None, desk.book, desk.switches).flow
    return item.administration.planned_minutes or length(flow)


def _line(item: Given, code: str, rule: str, day: date) -> Line:
    on, because = day_started(item.administration, day), (*item.rules, "R-ADM-30", rule)
    return Line(code, 1, Kind.ADMINISTRATION, on, because, item.evidence, strength=item.strength, what=item.name)

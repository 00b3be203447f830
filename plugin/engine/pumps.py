"""Pumps and arteries: take-home pumps, refills, pump-driven infusion under the skin, intra-arterial drugs."""

from __future__ import annotations

from datetime import date

from plugin.chart.administration import Manner
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.clock import Clocked, clocked, day_started
from plugin.engine.codes import extra_hours
from plugin.engine.dose import length
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, LineState, NotBilled, Prompt
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-72", "R-ADM-73", "R-ADM-74", "R-ADM-76", "R-ADM-79", "R-DOC-01", "R-DOC-02", "R-DOC-03", "R-DOC-37")


def portable_pump(item: Given, desk: Desk, day: date) -> Findings:
    """A pump that goes home (R-ADM-73); Medicare's own code needs a pump of the clinic's, so that is asked."""
    rule = desk.book.rule("R-ADM-73")
    medicare = desk.payer == "medicare"
    if item.group != "chemo":
        return _long_pump(item, desk, day, medicare=medicare)
    own_code = medicare and desk.switches.pump_code == "by_payer"
    line = _line(item, rule.text("medicare" if own_code else "other"), (rule.id,), desk, day)
    if not own_code:
        return Findings(lines=(line,))
    question = ask(desk.book, "R-DOC-37", item.administration.id, rule.id, drug=item.name)
    return Findings(lines=(line.held(),), prompts=(question,))


def implanted_refill(item: Given, desk: Desk, day: date) -> Findings:
    """Refill of an implanted pump (R-ADM-74)."""
    return Findings(lines=(_line(item, desk.book.rule("R-ADM-74").text("implanted"), ("R-ADM-74",), desk, day),))


def portable_refill(item: Given, desk: Desk, day: date) -> Findings:
    """Refill of a portable pump (R-ADM-74)."""
    return Findings(lines=(_line(item, desk.book.rule("R-ADM-74").text("portable"), ("R-ADM-74",), desk, day),))


def under_the_skin(item: Given, desk: Desk, day: date) -> Findings:
    """Pump-driven infusion under the skin: a shot up to 15 minutes, then first and further hours (R-ADM-72)."""
    rule, hours = desk.book.rule("R-ADM-72"), desk.book.rule("R-ADM-43")
    times, prompts = _times(item, desk)
    minutes = length(times.flow)
    if minutes <= rule.number("at_most"):
        return Findings(lines=(_line(item, rule.text("short"), (rule.id,), desk, day, times),), prompts=prompts)
    lines = [_line(item, rule.text("first"), (rule.id,), desk, day, times)]
    extra = extra_hours(minutes, hours)
    if extra:
        lines.append(_line(item, hours.table("codes")["pump"], (rule.id, hours.id), desk, day, times, extra))
    return Findings(lines=tuple(lines), prompts=prompts)


def arterial(item: Given, desk: Desk, day: date) -> Findings:
    """Into an artery: push, infusion with further hours, or a non-cancer shot (R-ADM-79)."""
    rule, hours = desk.book.rule("R-ADM-79"), desk.book.rule("R-ADM-43")
    manner = item.administration.manner.value if item.administration.manner else None
    if item.group != "chemo":
        return Findings(lines=(_line(item, rule.text("therapeutic"), (rule.id,), desk, day),))
    if manner is not Manner.INFUSION:
        return Findings(lines=(_line(item, rule.text("push"), (rule.id,), desk, day),))
    times, prompts = _times(item, desk)
    minutes = length(times.flow)
    if minutes <= desk.book.rule("R-ADM-41").number("at_most"):
        return Findings(
            lines=(_line(item, rule.text("push"), (rule.id, "R-ADM-41"), desk, day, times),), prompts=prompts
        )
    lines = [_line(item, rule.text("infusion"), (rule.id,), desk, day, times)]
    extra = extra_hours(minutes, hours)
    if extra:
        lines.append(_line(item, hours.table("codes")["arterial"], (rule.id, hours.id), desk, day, times, extra))
    return Findings(lines=tuple(lines), prompts=prompts)


def _long_pump(item: Given, desk: Desk, day: date, *, medicare: bool) -> Findings:
    """A drug that is no chemotherapy by take-home pump: only Medicare hospitals have a code for it (R-ADM-76)."""
    if medicare and desk.setting is Setting.FACILITY:
        return Findings(lines=(_line(item, desk.book.rule("R-ADM-76").text("medicare"), ("R-ADM-76",), desk, day),))
    question = ask(desk.book, "R-DOC-37", item.administration.id, "R-ADM-76", drug=item.name)
    return Findings((), (NotBilled(f"{item.name}, by take-home pump", ("R-ADM-76",), item.evidence),), (question,))


def _times(item: Given, desk: Desk) -> tuple[Clocked, tuple[Prompt, ...]]:
    times = clocked(item.administration, desk.visit, desk.book, desk.switches)
    about, prompts = item.administration.id, []
    if times.conflict:
        prompts.append(ask(desk.book, "R-DOC-03", about, "R-ADM-61", facts=times.conflict, drug=item.name))
    elif times.stop_missing:
        prompts.append(ask(desk.book, "R-DOC-01", about, "R-ADM-59", drug=item.name))
    if times.start_missing and not times.conflict:
        prompts.append(ask(desk.book, "R-DOC-02", about, "R-ADM-60", drug=item.name))
    return times, tuple(prompts)


def _line(
    item: Given, code: str, rules: tuple[str, ...], desk: Desk, day: date, times: Clocked | None = None, units: int = 1
) -> Line:
    on = day_started(item.administration, day)
    strength = Strength.CHARTED
    if times is not None:
        strength = times.strength if times.flow else Strength.MISSING
    state = LineState.HELD if times is not None and times.conflict else LineState.PROPOSED
    because = (*item.rules, "R-ADM-30", *rules)
    return Line(
        code, units, Kind.ADMINISTRATION, on, because, item.evidence, state=state, strength=strength, what=item.name
    )

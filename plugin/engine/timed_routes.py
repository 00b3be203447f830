"""Timed drugs outside a vein: by pump under the skin (R-ADM-72), and into an artery (R-ADM-79)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.administration import Manner
from plugin.chart.evidence import Strength
from plugin.engine.clock import clocked, day_started
from plugin.engine.codes import extra_hours
from plugin.engine.dose import Flow, length
from plugin.engine.findings import Findings, total
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, LineState, Prompt, Severity
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-60", "R-ADM-72", "R-ADM-79", "R-DOC-01", "R-DOC-02", "R-DOC-03")


@dataclass(frozen=True, slots=True)
class Timed:
    """One infusion outside a vein, of one or more syringes, with what its times leave to be asked."""

    given: tuple[Given, ...]
    flow: Flow
    minutes: int
    strength: Strength
    held: bool
    prompts: tuple[Prompt, ...]


def under_the_skin(given: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """Pump-driven infusions under the skin: a shot up to 15 minutes, then first and further hours (R-ADM-72).

    Syringes of one drug and order that follow one another are one infusion (R-ADM-63).
    """
    rule = desk.book.rule("R-ADM-72")
    found = []
    for infusion in _joined([_timed(g, desk) for g in given], desk.switches.pause_gap):
        if infusion.minutes <= rule.number("at_most"):
            lines = [_line(infusion, rule.text("short"), (rule.id,), day)]
        else:
            lines = [
                _line(infusion, rule.text("first"), (rule.id,), day),
                *_further(infusion, "pump", rule.id, desk, day),
            ]
        found.append(Findings(lines=tuple(lines), prompts=infusion.prompts))
    return total(found)


def arterial(item: Given, desk: Desk, day: date) -> Findings:
    """Into an artery: push, infusion with further hours, or a non-cancer shot (R-ADM-79)."""
    rule = desk.book.rule("R-ADM-79")
    manner = item.administration.manner.value if item.administration.manner else None
    if item.group != "chemo" or manner is not Manner.INFUSION:
        code = rule.text("push" if item.group == "chemo" else "therapeutic")
        moment = Timed((item,), (), 0, item.strength, held=False, prompts=())
        return Findings(lines=(_line(moment, code, (rule.id,), day),))
    infusion = _timed(item, desk)
    if infusion.minutes <= desk.book.rule("R-ADM-41").number("at_most"):
        lines = [_line(infusion, rule.text("push"), (rule.id, "R-ADM-41"), day)]
    else:
        lines = [_line(infusion, rule.text("infusion"), (rule.id,), day)]
        lines += _further(infusion, "arterial", rule.id, desk, day)
    return Findings(lines=tuple(lines), prompts=infusion.prompts)


def _timed(item: Given, desk: Desk) -> Timed:
    """One infusion by its clock times, or by the length the nurse charted without them (R-ADM-60)."""
    times = clocked(item.administration, desk.visit, desk.book, desk.switches)
    told = item.administration.charted_minutes
    allowed = desk.switches.duration_without_clock == "allow_with_advisory" and not times.flow and not times.conflict
    about, severity, prompts = item.administration.id, Severity.ADVISES if told and allowed else None, []
    if times.conflict:
        prompts.append(ask(desk.book, "R-DOC-03", about, "R-ADM-61", facts=times.conflict, drug=item.name))
    elif times.stop_missing:
        prompts.append(ask(desk.book, "R-DOC-01", about, "R-ADM-59", severity=severity, drug=item.name))
    if times.start_missing and not times.conflict:
        prompts.append(ask(desk.book, "R-DOC-02", about, "R-ADM-60", severity=severity, drug=item.name))
    if told and allowed:
        minutes, strength = told.value, min(Strength.DERIVED, told.strength)
    else:
        minutes, strength = length(times.flow), times.strength if times.flow else Strength.MISSING
    return Timed((item,), times.flow, minutes, min(strength, item.strength), bool(times.conflict), tuple(prompts))


def _joined(infusions: list[Timed], gap: int) -> list[Timed]:
    out: list[Timed] = []
    for one in sorted(infusions, key=lambda t: t.flow):
        n = next((n for n, before in enumerate(out) if _goes_on(before, one, gap)), None)
        if n is None:
            out.append(one)
        else:
            out[n] = _both(out[n], one)
    return out


def _goes_on(before: Timed, after: Timed, gap: int) -> bool:
    first, second = before.given[-1], after.given[0]
    if not before.flow or not after.flow or first.key != second.key:
        return False
    if first.administration.order is None or first.administration.order != second.administration.order:
        return False
    return 0 <= after.flow[0][0] - before.flow[-1][1] <= gap


def _both(a: Timed, b: Timed) -> Timed:
    return Timed(
        a.given + b.given, a.flow + b.flow, a.minutes + b.minutes, min(a.strength, b.strength), a.held or b.held,
        a.prompts + b.prompts,
    )  # fmt: skip


def _further(infusion: Timed, family: str, rule: str, desk: Desk, day: date) -> list[Line]:
    hours = desk.book.rule("R-ADM-43")
    extra = extra_hours(infusion.minutes, hours)
    return [_line(infusion, hours.table("codes")[family], (rule, hours.id), day, extra)] if extra else []


def _line(infusion: Timed, code: str, rules: tuple[str, ...], day: date, units: int = 1) -> Line:
    first = infusion.given[0]
    return Line(
        code,
        units,
        Kind.ADMINISTRATION,
        day_started(first.administration, day),
        (*first.rules, "R-ADM-30", *rules),
        tuple(dict.fromkeys(row for g in infusion.given for row in g.evidence)),
        state=LineState.HELD if infusion.held else LineState.PROPOSED,
        strength=infusion.strength,
        what=first.name,
    )

"""Transfusion: one service a day, and the drugs given before it by protocol (R-ADM-11)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.chart.times import clock_minute, local_day, offset_of
from plugin.engine.clock import day_started, first_start
from plugin.engine.dose import NO_TIME
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, NotBilled
from plugin.engine.rulebook import Rule
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-11", "R-DOC-42")


def transfusion_lines(given: tuple[Given, ...], chart: Chart, desk: Desk) -> Findings:
    """One transfusion a day whatever the number of units and visits; blood is often charted as a service alone."""
    day = chart.day
    code = desk.book.rule("R-ADM-11").text("code")
    blood = [g for g in given if g.group == "blood"]
    if not blood and not chart.services:
        return NOTHING
    lines = []
    for on in dict.fromkeys(day_started(g.administration, day) for g in blood):
        units = [g for g in blood if day_started(g.administration, day) == on]
        evidence = tuple(dict.fromkeys(row for g in units for row in g.evidence))
        strength = min(g.strength for g in units)
        lines.append(
            Line(code, 1, Kind.ADMINISTRATION, on, ("R-ADM-11",), evidence, strength=strength, what=units[0].name)
        )
    for service in (s for s in chart.services if s.code == code):
        on = local_day(clock_minute(service.at), offset_of(service.at)) if service.at else day
        if on not in {line.date for line in lines}:
            name = service.text or "transfusion"
            lines.append(Line(code, 1, Kind.ADMINISTRATION, on, ("R-ADM-11",), (service.id,), what=name))
    return Findings(lines=tuple(lines))


def without_premedication(given: tuple[Given, ...], chart: Chart, desk: Desk) -> tuple[tuple[Given, ...], Findings]:
    """What one visit may code, and the premedication it may not: drugs directly before the first unit of blood.

    They follow the transfusion protocol unless their order has a reason of its own. What comes before another drug
    is that drug's premedication and stays.
    """
    rule = desk.book.rule("R-ADM-11")
    first = min((first_start(g.administration) for g in given if g.group == "blood"), default=None)
    if first is None:
        first = _as_service(given, chart, rule)
    if first is None:
        return given, NOTHING
    before = [g for g in given if first_start(g.administration) < first and g.group not in ("blood", "hydration")]
    if first < NO_TIME:
        before = [g for g in before if first - first_start(g.administration) <= rule.number("within")]
    protocol = []
    for item in sorted(before, key=lambda g: first_start(g.administration), reverse=True):
        if not _premedication(item, rule):
            break
        protocol += [] if _own_reason(item, chart) else [item]
    listed = tuple(NotBilled(f"{g.name}, before a transfusion", ("R-ADM-11",), g.evidence) for g in protocol)
    asked = tuple(ask(desk.book, "R-DOC-42", g.administration.id, "R-ADM-11", drug=g.name) for g in protocol)
    return tuple(g for g in given if g not in protocol), Findings((), listed, asked)


def _as_service(given: tuple[Given, ...], chart: Chart, rule: Rule) -> int | None:
    """When blood charted as a service alone began in the visit of these drugs; NO_TIME where no time is charted."""
    visits = {g.administration.visit for g in given}
    mine = [s for s in chart.services if s.code == rule.text("code") and s.visit in (None, *visits)]
    return min((clock_minute(s.at) if s.at else NO_TIME for s in mine), default=None)


def _premedication(item: Given, rule: Rule) -> bool:
    drugs = [d.name for f in item.found for d in f.drugs]
    return bool(drugs) and all(name in rule.words("premedication") for name in drugs)


def _own_reason(item: Given, chart: Chart) -> bool:
    order = chart.order(item.administration.order)
    return order is not None and bool(order.reason or order.diagnoses)

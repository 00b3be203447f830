"""Flushes and pump disconnections: billed only when they are all that was done that day (R-ADM-09, R-ADM-75)."""

from __future__ import annotations

from plugin.chart.administration import Administration, Manner, State
from plugin.chart.chart import Chart
from plugin.engine.clock import day_started
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.given import Given
from plugin.engine.proposal import Kind, Line, NotBilled
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-09", "R-ADM-75")


def flush_lines(flushes: tuple[Given, ...], lines: tuple[Line, ...], chart: Chart, desk: Desk) -> Findings:
    """One flush visit where nothing else was done; else each flush is listed as not billed.

    A nurse visit charted for it is no other service: it never stands beside one (R-EDT-04).
    Medicare's pump code includes the disconnection (R-ADM-73), so that is never a flush visit where it is used.
    """
    if not flushes:
        return NOTHING
    rule = desk.book.rule("R-ADM-75")
    included = desk.payer == "medicare" and desk.switches.pump_code == "by_payer"
    nurse_visit = desk.book.rule("R-EDT-04").text("established_minimal")
    others = [s for s in chart.services if s.code != nurse_visit]
    alone = not lines and not others and not beside_flushes(flushes, chart)
    counted = [g for g in flushes if not (_disconnect(g) and included)] if alone else []
    listed = tuple(
        NotBilled(g.name, ("R-ADM-73",) if _disconnect(g) else ("R-ADM-09",), g.evidence)
        for g in flushes
        if g not in counted
    )
    if not counted:
        return Findings(not_billed=listed)
    evidence = tuple(dict.fromkeys(row for g in counted for row in g.evidence))
    on = day_started(counted[0].administration, chart.day)
    strength, name = min(g.strength for g in counted), counted[0].name
    line = Line(rule.text("code"), 1, Kind.ADMINISTRATION, on, (rule.id,), evidence, strength=strength, what=name)
    return Findings((line,), listed)


def beside_flushes(flushes: tuple[Given, ...], chart: Chart) -> tuple[Administration, ...]:
    """What was given or is running besides flushes and keep-open fluid, coded or not (R-ADM-75)."""
    flushed = {g.administration.id for g in flushes}
    return tuple(
        a
        for a in chart.administrations
        if a.id not in flushed
        and a.state in (State.GIVEN, State.RUNNING)
        and not (a.manner and a.manner.value is Manner.KEEP_OPEN)
    )


def _disconnect(item: Given) -> bool:
    manner = item.administration.manner
    return manner is not None and manner.value is Manner.PUMP_DISCONNECT

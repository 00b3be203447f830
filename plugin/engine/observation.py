"""Observation beside infusions that are watched: their minutes are not counted twice (R-ADM-84)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.chart.visit import Setting
from plugin.engine.clock import clocked
from plugin.engine.dose import joined, length
from plugin.engine.given import Given
from plugin.engine.proposal import Advice
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-84",)


def observation_advice(given: tuple[Given, ...], chart: Chart, desk: Desk) -> tuple[Advice, ...]:
    """How many minutes of chemotherapy ran in a stay with observation hours; nothing where none did."""
    if desk.setting is not Setting.FACILITY:
        return ()
    rule = desk.book.rule("R-ADM-84")
    if not any(s.code in rule.words("observation") for s in chart.services):
        return ()
    times = [clocked(g.administration, desk.visit, desk.book, desk.switches) for g in given if g.group == "chemo"]
    minutes = length(joined(*(t.flow for t in times)))
    if not minutes:
        return ()
    return (Advice("observation hours", rule.text("advice").format(minutes=minutes), (rule.id,)),)

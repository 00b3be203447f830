"""Whether the claim these lines go on is the one that reports administrations at all (R-ADM-15)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.chart.visit import Setting
from plugin.engine.proposal import Kind, Line
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-ADM-15",)


def held_in_hospitals(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Line, ...]:
    """The lines of an office claim, the administrations held where a visit was at a hospital's place of service."""
    if chart.setting is not Setting.OFFICE:
        return lines
    rule = book.rule("R-ADM-15")
    if not any(visit.place in rule.words("hospital_places") for visit in chart.visits):
        return lines
    return tuple(line.held(rule.id) if line.kind is Kind.ADMINISTRATION else line for line in lines)

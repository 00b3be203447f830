"""Whether the claim these lines go on is the one that reports administrations at all (R-ADM-15)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.chart.visit import Setting, Visit
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import Rule, Rulebook

APPLIES = ("R-ADM-15",)


def held_in_hospitals(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Line, ...]:
    """The lines, held where another claim reports them.

    In an office the administrations of a visit at a hospital's place of service, in a hospital all lines of a stay.
    """
    rule = book.rule("R-ADM-15")
    if chart.setting is Setting.OFFICE:
        if not any(visit.place in rule.words("hospital_places") or _is_stay(visit, rule) for visit in chart.visits):
            return lines
        return tuple(line.held(rule.id) if line.kind is Kind.ADMINISTRATION else line for line in lines)
    return tuple(line.held(rule.id) for line in lines) if _stays(chart, rule) else lines


def stay_advice(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Advice, ...]:
    """A sentence for the coder about each visit of a hospital that is an inpatient stay."""
    rule = book.rule("R-ADM-15")
    if not lines or chart.setting is Setting.OFFICE:
        return ()
    return tuple(Advice(visit.id, rule.text("stay"), (rule.id,)) for visit in _stays(chart, rule))


def _stays(chart: Chart, rule: Rule) -> list[Visit]:
    return [visit for visit in chart.visits if _is_stay(visit, rule)]


def _is_stay(visit: Visit, rule: Rule) -> bool:
    return visit.class_code in rule.words("stay_classes") or visit.place in rule.words("stay_places")

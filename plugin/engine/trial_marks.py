"""Q0 and Q1: what a trial studies and its routine care, on the lines of a visit in a trial (R-MOD-10)."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.billing import TrialPart
from plugin.chart.chart import Chart
from plugin.chart.evidence import Fact
from plugin.chart.visit import Setting
from plugin.engine.given import Given
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.timeline import Desk
from plugin.engine.trials import trial_number, visits_in_trial

APPLIES = ("R-MOD-10",)


def with_trial_marks(
    lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, desk: Desk
) -> tuple[tuple[Line, ...], tuple[Advice, ...]]:
    """The lines with Q0 or Q1 by what each drug is in the trial, and what else the claim has to carry.

    Giving a drug under study is routine care. What is no part of the trial has neither mark nor the trial's diagnosis.
    """
    in_trial = visits_in_trial(given, chart, desk.book)
    if not in_trial or not lines:
        return lines, ()
    rows = {row: g for g in given if g.administration.visit in in_trial for row in g.evidence}
    numbers = {visit: trial_number(chart, visit) for visit in in_trial}
    marked = tuple(_line(line, rows, numbers, desk) for line in lines)
    rule = desk.book.rule("R-MOD-10")
    words = rule.text("hospital" if chart.setting is Setting.FACILITY else "office")
    said = dict.fromkeys(words.format(number=number.value) for number in numbers.values() if number)
    return marked, tuple(Advice("clinical trial", sentence, (rule.id,)) for sentence in said)


def _line(line: Line, rows: dict[str, Given], numbers: dict[str, Fact[str] | None], desk: Desk) -> Line:
    items = [rows[row] for row in line.evidence if row in rows]
    parts = [part for item in items if (part := item.administration.billing.trial_part)]
    if line.kind is Kind.SERVICE or not parts or len(parts) < len(items):
        return line
    kinds = {part.value for part in parts}
    weakest = min(part.strength for part in parts)
    if kinds == {TrialPart.NOT_PART}:
        code = desk.book.rule("R-DX-09").text("code")
        own = tuple(d for d in line.diagnoses if d != code)
        return replace(line, diagnoses=own).no_stronger(weakest)
    number = numbers.get(items[0].administration.visit)
    line = line.no_stronger(min(weakest, number.strength) if number else weakest)
    if line.kind is not Kind.ADMINISTRATION and len(kinds) > 1:
        return line.held("R-MOD-10")
    study = line.kind is not Kind.ADMINISTRATION and kinds == {TrialPart.UNDER_STUDY}
    marks = desk.book.rule("R-MOD-10").table("modifiers")
    return line.modified(marks["under_study" if study else "routine"], "R-MOD-10")

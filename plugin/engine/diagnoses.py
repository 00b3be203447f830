"""Diagnoses of each line: what a service was given for points to its own reason (R-DX-05)."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.visit import Diagnosis
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line
from plugin.engine.rulebook import Rule, Rulebook

APPLIES = ("R-DX-01", "R-DX-05", "R-DOC-23")


def with_diagnoses(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, book: Rulebook) -> Findings:
    """Each line with its diagnoses, at most four, main reason first; one question where no diagnosis is charted."""
    rule, most = book.rule("R-DX-05"), book.rule("R-DX-01").number("pointers")
    charted = sorted((d for d in chart.diagnoses if d.of_visit), key=lambda d: d.rank or 1 << 10)
    if not charted:
        visit = chart.visits[0].id if chart.visits else chart.id
        return Findings(lines, (), (ask(book, "R-DOC-23", visit, "R-DX-05"),) if lines else ())
    groups = {row: g.group for g in given for row in g.evidence}
    return Findings(
        tuple(replace(line, diagnoses=_codes(_group(line, groups), charted, rule)[:most]) for line in lines)
    )


def _group(line: Line, groups: dict[str, str]) -> str:
    return next((groups[row] for row in line.evidence if row in groups), "")


def _codes(group: str, charted: list[Diagnosis], rule: Rule) -> tuple[str, ...]:
    """The codes a class of service points to; all of the visit's where none is its own."""
    treatment = rule.words("treatment")
    cancer = [d.code for d in charted if d.code.startswith((*treatment, *rule.words("cancer")))]
    fluid = [d.code for d in charted if d.code.startswith(rule.words("hydration"))]
    every = [d.code for d in charted]
    if group in ("chemo", "hormonal") and cancer:
        first = [c for c in cancer if c.startswith(treatment)] if group == "chemo" else []
        return tuple(dict.fromkeys(first + [c for c in cancer if not c.startswith(treatment)]))
    if group == "hydration":
        return tuple(fluid or every)
    return tuple(c for c in every if c not in fluid) or tuple(every)

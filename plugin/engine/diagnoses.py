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
        return Findings(lines, (), (ask(book, "R-DOC-23", chart.visits[0].id, "R-DX-05"),) if lines else ())
    by_row = {row: g for g in given for row in g.evidence}
    usual: dict[str, tuple[str, ...]] = {}
    linked = []
    for line in lines:
        items = list({id(g): g for row in line.evidence if (g := by_row.get(row))}.values())
        group = items[0].group if items else ""
        if group not in usual:
            usual[group] = _usual(group, charted, rule)
        codes = _ordered_for(items, charted, chart, rule) or usual[group]
        linked.append(replace(line, diagnoses=codes[:most]))
    return Findings(tuple(linked))


def _ordered_for(items: list[Given], charted: list[Diagnosis], chart: Chart, rule: Rule) -> tuple[str, ...]:
    """The visit's diagnoses that the orders of a line name.

    Cancer treatment keeps its Z code before them (R-DX-02); a biologic for another disease has the code of its
    long-term use after them (R-DX-03, R-DX-07).
    """
    named = {c for g in items if (o := chart.order(g.administration.order)) for c in o.diagnoses}
    own = [d.code for d in charted if d.code in named]
    if not own:
        return ()
    cancer = any(code.startswith(rule.words("cancer")) for code in own)
    chemo = any(g.group == "chemo" for g in items)
    first = [d.code for d in charted if d.code.startswith(rule.words("treatment"))] if chemo and cancer else []
    last = [d.code for d in charted if d.code.startswith(rule.words("long_term"))] if chemo and not cancer else []
    return tuple(dict.fromkeys(first + own + last))


def _usual(group: str, charted: list[Diagnosis], rule: Rule) -> tuple[str, ...]:
    """The codes a class of service points to; all of the visit's where none is its own."""
    treatment = rule.words("treatment")
    every = [d.code for d in charted]
    fluid = [c for c in every if c.startswith(rule.words("hydration"))]
    cancer = [c for c in every if c.startswith(rule.words("cancer"))]
    if group in ("chemo", "hormonal") and cancer:
        first = [c for c in every if c.startswith(treatment)] if group == "chemo" else []
        return tuple(dict.fromkeys(first + cancer))
    if group == "hydration":
        return tuple(fluid or every)
    return tuple(c for c in every if c not in fluid) or tuple(every)

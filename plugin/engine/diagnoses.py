"""Diagnoses of each line: what a service was given for points to its own reason (R-DX-05)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.chart.chart import Chart
from plugin.chart.visit import Diagnosis
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line
from plugin.engine.rulebook import Rule, Rulebook

APPLIES = ("R-DX-01", "R-DX-05", "R-DOC-23")


@dataclass(frozen=True, slots=True)
class Pointers:
    """The diagnoses a class of service points to; `open` where they may not be what it was given for."""

    codes: tuple[str, ...]
    open: bool = False


def with_diagnoses(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, book: Rulebook) -> Findings:
    """Each line with its diagnoses, at most four, main reason first; what leaves the reason open is asked.

    Where no diagnosis is charted that is one question for each visit.
    """
    rule, most = book.rule("R-DX-05"), book.rule("R-DX-01").number("pointers")
    charted = sorted((d for d in chart.diagnoses if d.of_visit), key=lambda d: d.rank or 1 << 10)
    if not charted:
        return Findings(lines, (), tuple(ask(book, "R-DOC-23", v, "R-DX-05") for v in _visits(lines, given, chart)))
    by_row = {row: g for g in given for row in g.evidence}
    usual: dict[str, Pointers] = {}
    linked = []
    asked = []
    for line in lines:
        items = list({id(g): g for row in line.evidence if (g := by_row.get(row))}.values())
        kind = _kind(items)
        if kind not in usual:
            usual[kind] = _usual(kind, [d.code for d in charted], rule)
        codes = _ordered_for(items, charted, chart, rule)
        if not codes and usual[kind].open:
            asked.append(ask(book, "R-DOC-23", items[0].administration.id, "R-DX-05"))
        linked.append(replace(line, diagnoses=(codes or usual[kind].codes)[:most]))
    return Findings(tuple(linked), (), tuple(asked))


def _visits(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart) -> tuple[str, ...]:
    """The visits something was given in; the first one for lines of anything else."""
    seen = {g.administration.visit for g in given}
    visits = tuple(v.id for v in chart.visits if v.id in seen) or (chart.visits[0].id,)
    return visits if lines else ()


def _kind(items: list[Given]) -> str:
    """The class of what a line was given as; "biologic" where its drugs are complex biologics but no cancer drugs."""
    if not items:
        return ""
    drugs = [d for g in items for f in g.found for d in f.drugs]
    return "biologic" if drugs and all(d.group == "complex" for d in drugs) else items[0].group


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


def _usual(kind: str, every: list[str], rule: Rule) -> Pointers:
    """The codes a class of service points to; all of the visit's where none is its own.

    Open is a biologic for a cancer or an immune disease where both are charted, and fluid where only cancer is.
    """
    fluid = [c for c in every if c.startswith(rule.words("hydration"))]
    cancer = [c for c in every if c.startswith(rule.words("cancer"))]
    treatment = [c for c in every if c.startswith(rule.words("treatment"))]
    immune = [c for c in every if c.startswith(rule.words("immune"))]
    if kind == "biologic" and cancer and immune:
        return Pointers(tuple(immune + cancer), open=True)
    if kind in ("chemo", "biologic", "hormonal") and cancer:
        return Pointers(tuple(dict.fromkeys(([] if kind == "hormonal" else treatment) + cancer)))
    if kind == "hydration":
        return Pointers(tuple(fluid or every), open=set(every) <= {*cancer, *treatment})
    return Pointers(tuple(c for c in every if c not in fluid) or tuple(every))

"""Shots under the skin or into a muscle: one unit for each drug given (R-ADM-70)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from plugin.chart.administration import Manner
from plugin.chart.chart import Chart
from plugin.engine.clock import clocked, day_started, first_start
from plugin.engine.dose import NO_TIME
from plugin.engine.drug_lists import named_drugs
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Prompt, Severity
from plugin.engine.rulebook import Rule
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-05", "R-ADM-06", "R-ADM-67", "R-ADM-70", "R-ADM-71", "R-DOC-02", "R-DOC-03")


def injection_lines(given: tuple[Given, ...], chart: Chart, desk: Desk, day: date) -> Findings:
    """A line for each dose; syringes of one drug within half an hour are one unless the site counts each (R-ADM-67)."""
    doses = [[g] for g in given] if desk.switches.split_dose_injections == "per_injection" else _doses(given, desk)
    times = Counter(g.key for g in given)
    lines = tuple(_line(dose, chart, desk, day, split=times[dose[0].key] > 1) for dose in doses)
    return Findings(lines=lines, prompts=tuple(p for dose in doses for g in dose for p in _asked(g, desk)))


def _line(dose: list[Given], chart: Chart, desk: Desk, day: date, *, split: bool) -> Line:
    item = dose[0]
    code, rules = _code(item, chart, desk)
    rules = (*rules, "R-ADM-67") if split else rules
    evidence = tuple(dict.fromkeys(row for g in dose for row in g.evidence))
    on = day_started(item.administration, day)
    strength = min(g.strength for g in dose)
    return Line(code, 1, Kind.ADMINISTRATION, on, rules, evidence, strength=strength, what=item.name)


def _asked(item: Given, desk: Desk) -> list[Prompt]:
    return _questions(item, desk) + _off_the_list(item, desk)


def _questions(item: Given, desk: Desk) -> list[Prompt]:
    """A shot needs no clock time to be coded, but one that contradicts the visit is asked about (R-ADM-61)."""
    administration, book = item.administration, desk.book
    conflict = clocked(administration, desk.visit, book, desk.switches).conflict
    if conflict:
        return [ask(book, "R-DOC-03", administration.id, "R-ADM-61", facts=conflict, drug=item.name)]
    if first_start(administration) >= NO_TIME:
        return [ask(book, "R-DOC-02", administration.id, "R-ADM-70", severity=Severity.ADVISES, drug=item.name)]
    return []


def _doses(given: tuple[Given, ...], desk: Desk) -> list[list[Given]]:
    within = desk.book.rule("R-ADM-67").number("within")
    doses: list[list[Given]] = []
    for item in sorted(given, key=lambda g: (first_start(g.administration), g.administration.id)):
        same = next((d for d in doses if d[0].key == item.key and d[0].manner is item.manner), None)
        apart = first_start(item.administration) - first_start(same[0].administration) if same else 0
        untimed = first_start(item.administration) >= NO_TIME  # nothing shows that it was a dose of its own
        if same is not None and (untimed or apart <= within):
            same.append(item)
        else:
            doses.insert(0, [item])
    return sorted(doses, key=lambda d: (first_start(d[0].administration), d[0].administration.id))


def _code(item: Given, chart: Chart, desk: Desk) -> tuple[str, tuple[str, ...]]:
    if item.manner is Manner.WEARABLE_INJECTOR:
        return desk.book.rule("R-ADM-71").text("code"), ("R-ADM-71",)
    if item.group == "hormonal":
        rule = desk.book.rule("R-ADM-06")
        return rule.text("code" if _for_cancer(item, chart, rule) else "other_use"), (rule.id, "R-ADM-70")
    codes = desk.book.rule("R-ADM-70").table("codes")
    listed = _listed(item, desk, codes)
    if listed:
        return listed, ("R-ADM-05", "R-ADM-70")
    return codes.get(item.group, codes["therapeutic"]), (*item.rules, "R-ADM-70")


def _off_the_list(item: Given, desk: Desk) -> list[Prompt]:
    """A biologic of the built-in list that a payer's own list leaves out: what shows the work is asked (R-ADM-05),
    unless it is charted that there was none."""
    own = named_drugs("sc_biologic_list", desk.switches.sc_biologic_list, desk.book.drugs)
    listed = desk.book.rule("R-ADM-05").words("decided_by_list")
    if not own or item.drug is None or item.drug.name in own or item.drug.name not in listed:
        return []
    care = item.administration.complex_care
    if care is not None and not care.value:
        return []
    return [ask(desk.book, "R-DOC-16", item.administration.id, "R-ADM-05", drug=item.name)]


def _listed(item: Given, desk: Desk, codes: Mapping[str, str]) -> str:
    """The code of a shot by the list of plain shots, the site's own or the built-in one; "" where its class decides."""
    drug = item.drug
    if drug is None:
        return ""
    if drug.name in named_drugs("sc_biologic_list", desk.switches.sc_biologic_list, desk.book.drugs):
        return codes["therapeutic"]
    lowered = drug.group == "complex" and item.group == "therapeutic"  # by the payer's policy (R-ADM-02, R-ADM-03)
    return "" if lowered else drug.injection_code


def _for_cancer(item: Given, chart: Chart, rule: Rule) -> bool:
    """Whether a hormone was given for cancer, by its order, else by the visit; assumed where neither says."""
    order = chart.order(item.administration.order)
    named = order.diagnoses if order else ()
    codes = named or tuple(d.code for d in chart.diagnoses if d.of_visit)
    return not codes or any(code.startswith(rule.words("cancer")) for code in codes)

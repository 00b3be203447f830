"""Shots under the skin or into a muscle: one unit for each drug given (R-ADM-70)."""

from __future__ import annotations

from datetime import date

from plugin.chart.administration import Manner
from plugin.engine.clock import day_started, first_start
from plugin.engine.dose import NO_TIME
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Prompt, Severity
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-05", "R-ADM-06", "R-ADM-67", "R-ADM-70", "R-ADM-71", "R-DOC-02")


def injection_lines(given: tuple[Given, ...], cancer: bool | None, desk: Desk, day: date) -> Findings:
    """A line for each dose; syringes of one drug within half an hour are one unless the site counts each (R-ADM-67)."""
    lines = []
    prompts: list[Prompt] = []
    doses = [[g] for g in given] if desk.switches.split_dose_injections == "per_injection" else _doses(given, desk)
    for dose in doses:
        item = dose[0]
        code, rules = _code(item, cancer, desk)
        rules = (*rules, "R-ADM-67") if len(dose) > 1 else rules
        evidence = tuple(dict.fromkeys(row for g in dose for row in g.evidence))
        facts = [f.strength for g in dose for f in (g.administration.route, g.administration.manner) if f]
        on = day_started(item.administration, day)
        lines.append(Line(code, 1, Kind.ADMINISTRATION, on, rules, evidence, strength=min(facts), what=item.name))
        prompts += [
            ask(desk.book, "R-DOC-02", g.administration.id, "R-ADM-70", severity=Severity.ADVISES, drug=g.name)
            for g in dose
            if first_start(g.administration) >= NO_TIME
        ]
    return Findings(lines=tuple(lines), prompts=tuple(prompts))


def _doses(given: tuple[Given, ...], desk: Desk) -> list[list[Given]]:
    within = desk.book.rule("R-ADM-67").number("within")
    doses: list[list[Given]] = []
    for item in sorted(given, key=lambda g: (first_start(g.administration), g.administration.id)):
        same = next((d for d in doses if d[0].key == item.key and _manner(d[0]) is _manner(item)), None)
        if same is not None and (first_start(item.administration) - first_start(same[0].administration) <= within):
            same.append(item)
        else:
            doses.insert(0, [item])
    return sorted(doses, key=lambda d: (first_start(d[0].administration), d[0].administration.id))


def _code(item: Given, cancer: bool | None, desk: Desk) -> tuple[str, tuple[str, ...]]:
    if _manner(item) is Manner.WEARABLE_INJECTOR:
        return desk.book.rule("R-ADM-71").text("code"), ("R-ADM-71",)
    if item.group == "hormonal":
        rule = desk.book.rule("R-ADM-06")
        return rule.text("other_use" if cancer is False else "code"), (rule.id, "R-ADM-70")
    listed = item.drug.injection_code if item.drug else ""
    if listed:
        return listed, ("R-ADM-05", "R-ADM-70")
    codes = desk.book.rule("R-ADM-70").table("codes")
    return codes.get(item.group, codes["therapeutic"]), (*item.rules, "R-ADM-70")


def _manner(item: Given) -> Manner | None:
    return item.administration.manner.value if item.administration.manner else None

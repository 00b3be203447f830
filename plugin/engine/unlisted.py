"""Drugs without a code of their own on the day: one unit of an unlisted code, described in words (R-DRG-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plugin.chart.administration import ContainerKind
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.clock import day_started
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.identify import Identified
from plugin.engine.ndc import ndc_of, ndc_strength
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, LineState, Prompt
from plugin.engine.timeline import Desk
from plugin.engine.waste_scope import waste_is_marked

APPLIES = ("R-DRG-13", "R-DOC-22")


def unlisted_line(item: Given, found: Identified, desk: Desk, day: date) -> Findings:
    """One unit with its narrative: name, NDC, exact dose and route; held with a question while one of them is open.

    Whether a single-dose container leaves JW or JZ on it is field practice (R-DRG-13, K).
    """
    rule, product, administration = desk.book.rule("R-DRG-13"), found.product, item.administration
    kind = "facility" if desk.setting is Setting.FACILITY else "chemo" if item.group == "chemo" else "therapeutic"
    on, described = day_started(administration, day), _narrative(item, found)
    open_parts = [name for name, value in described.items() if not value]
    known = product.dose.strength if product.dose else Strength.MISSING
    strength = min(known, ndc_strength(product), item.strength)
    line = Line(
        rule.text(kind), 1, Kind.DRUG, on, (rule.id,), item.evidence, strength=strength, what=product.text,
        narrative=", ".join(value for value in described.values() if value),
        state=LineState.HELD if open_parts else LineState.PROPOSED,
    )  # fmt: skip
    asked: list[Prompt] = []
    if open_parts:
        facts = f"not charted: {' and '.join(open_parts)}"
        asked.append(ask(desk.book, "R-DOC-22", administration.id, rule.id, facts=facts, drug=product.text))
    lines, doubts = _with_waste(line, item, found, desk)
    return Findings(lines=lines, prompts=(*asked, *doubts))


def _narrative(item: Given, found: Identified) -> dict[str, str]:
    administration, dose = item.administration, found.product.dose
    digits, _ = ndc_of(found.product)
    return {
        "name": found.product.text,
        "NDC": f"NDC {digits}" if digits else "",
        "dose": f"{dose.value.value.normalize():f} {dose.value.unit}" if dose and dose.value.value > 0 else "",
        "route": administration.route.value.value if administration.route else "",
    }


def _with_waste(line: Line, item: Given, found: Identified, desk: Desk) -> tuple[tuple[Line, ...], tuple[Prompt, ...]]:
    kind, discarded = found.product.container.kind, item.administration.discarded
    if not waste_is_marked(line.code, desk) or kind is ContainerKind.MULTI_DOSE:
        return (line,), ()
    if kind is None:
        asked = ask(desk.book, "R-DOC-18", item.administration.id, "R-DRG-06", drug=line.what)
        return (line.held("R-DRG-06"),), (asked,)
    if discarded is not None and discarded.value.value > 0:
        return (line, replace(line, kind=Kind.DRUG_WASTE, modifiers=("JW",))), ()
    jz = desk.book.rule("R-DRG-06").text("jz") == "required"
    return (line.modified("JZ", "R-DRG-05") if jz else line,), ()

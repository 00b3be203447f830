"""A drug that cost the site nothing: its line without JW and JZ, and what the claim charges for it (R-DRG-17)."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.visit import Setting
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.portions import Portion
from plugin.engine.proposal import Advice, Line
from plugin.engine.timeline import Desk
from plugin.engine.unlisted_dose import UnlistedDose

APPLIES = ("R-DRG-17",)


def free_line(line: Line, portions: tuple[Portion, ...] | tuple[UnlistedDose, ...], desk: Desk) -> Findings:
    """The line of a drug that cost nothing: what was given, and no claim for what was left of it."""
    said = [fact for p in portions if (fact := p.item.administration.billing.supplied_free)]
    rule = desk.book.rule("R-DRG-17")
    stated = replace(line, because=(*line.because, rule.id), narrative=rule.text("narrative"))
    return Findings((stated.no_stronger(min(fact.strength for fact in said)),))


def free_drug_advice(given: tuple[Given, ...], desk: Desk) -> tuple[Advice, ...]:
    """How the line of each drug supplied free is charged; nothing where none was."""
    names = dict.fromkeys(g.name for g in given if (free := g.administration.billing.supplied_free) and free.value)
    if not names:
        return ()
    rule = desk.book.rule("R-DRG-17")
    words = rule.text("hospital" if desk.setting is Setting.FACILITY else "office")
    return tuple(Advice("free drug", words.format(drug=name), (rule.id,)) for name in names)

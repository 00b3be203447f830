"""Codes charted for a drug that are not valid on the day: what is used in their place, said beside the charge."""

from __future__ import annotations

from datetime import date

from plugin.engine.clock import day_started
from plugin.engine.given import Given
from plugin.engine.identify import Identified
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import Rule, Rulebook

Spans = tuple[tuple[date, date], ...]


def code_advice(given: tuple[Given, ...], lines: tuple[Line, ...], book: Rulebook) -> tuple[Advice, ...]:
    """A sentence for each HCPCS code charted for a product and not valid on the day, with the code used (R-DRG-15)."""
    rule = book.rule("R-DRG-15")
    said: dict[str, Advice] = {}
    for item in given:
        of_day = book.on(day_started(item.administration, book.day))
        for found in item.found:
            for code in _not_of_the_day(found, of_day):
                sentence = f"{_why(code, found, of_day, rule)} {_instead(item, found, lines, of_day, rule)}"
                said.setdefault(sentence, Advice(code, sentence, (rule.id,)))
    return tuple(said.values())


def _not_of_the_day(found: Identified, book: Rulebook) -> list[str]:
    charted = [code.value.upper() for code in found.product.codes if code.system == "hcpcs"]
    return [code for code in charted if code not in book.drugs.units and code in book.drugs.spans]


def _why(code: str, found: Identified, book: Rulebook, rule: Rule) -> str:
    """When the code was valid last; where it never was before the day, when it begins."""
    spans: Spans = book.drugs.spans[code]
    ended = [last for _, last in spans if last < book.day]
    words, day = ("ended", max(ended)) if ended else ("not_begun", min(first for first, _ in spans))
    return rule.text(words).format(code=code, drug=found.product.text, day=day.isoformat())


def _instead(item: Given, found: Identified, lines: tuple[Line, ...], book: Rulebook, rule: Rule) -> str:
    """The codes of this drug on the lines that rest on this administration."""
    of_drug = {unit.code for drug in found.drugs for unit in book.drugs.by_drug.get(drug.name, ())}
    used = dict.fromkeys(
        line.code
        for line in lines
        if line.kind is Kind.DRUG and line.code in of_drug and set(line.evidence) & set(item.evidence)
    )
    return rule.text("used").format(codes=" and ".join(used)) if used else rule.text("not_used")

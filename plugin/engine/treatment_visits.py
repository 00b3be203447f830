"""Visits for the treatment of cancer: the treatment code must be charted, and first where ranks are (R-DX-02)."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.chart import Chart
from plugin.engine.charted_diagnoses import begin_with, of_visits
from plugin.engine.drug_uses import treatments_of
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-DX-02", "R-DOC-25")


@dataclass(frozen=True, slots=True)
class Treated:
    """An antineoplastic drug with the diagnoses it points to."""

    item: Given
    codes: tuple[str, ...]


def treatment_questions(treated: tuple[Treated, ...], chart: Chart, book: Rulebook) -> list[Prompt]:
    """One question for each visit whose treatment code is missing or ranked behind another diagnosis.

    Nothing is added to the lines: whether the visit was chiefly for treatment is for a coder to say (R-DOC-25).
    """
    visits = dict.fromkeys(each.item.administration.visit for each in treated)
    questions = []
    for visit in visits:
        mine = [each for each in treated if each.item.administration.visit == visit]
        facts = _missing(mine, chart, visit, book) or _not_first(chart, visit, book)
        if facts:
            questions.append(ask(book, "R-DOC-25", visit, "R-DX-02", facts=facts))
    return questions


def _missing(treated: list[Treated], chart: Chart, visit: str, book: Rulebook) -> str:
    """The treatment codes that a drug of the visit needs and none of which is charted, with the drug."""
    charted = tuple(d.code for d in of_visits(chart, visit))
    wanted: dict[str, str] = {}
    for each in treated:
        codes = treatments_of(each.item, book)
        if not begin_with(charted, codes):
            wanted.setdefault(f"{' or '.join(codes)} is not charted", each.item.name)
    return "; ".join(f"{words} ({drug})" for words, drug in wanted.items())


def _not_first(chart: Chart, visit: str, book: Rulebook) -> str:
    """Where the record ranks its diagnoses, the one it ranks before every treatment code."""
    ranked = [d.code for d in of_visits(chart, visit) if d.rank is not None]
    treatments = tuple(book.rule("R-DX-02").table("treatment").values())
    if not ranked or begin_with((ranked[0],), treatments):
        return ""
    return f"{ranked[0]} is ranked first"

"""Diagnosis codes that no claim may carry on the day: not in the form of ICD-10-CM, or not on its loaded list."""

from __future__ import annotations

import re

from plugin.chart.chart import Chart
from plugin.engine.charted_diagnoses import dotted, of_visits
from plugin.engine.prompts import ask
from plugin.engine.proposal import Advice, Line, Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-DX-01", "R-DOC-23")

FORM = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", re.ASCII)


def invalid_codes(lines: tuple[Line, ...], visits: tuple[str, ...], chart: Chart, book: Rulebook) -> list[Prompt]:
    """One question for each visit of which a line points to a code that is not valid: its lines wait.

    Without a loaded list of the day only the form of a code is looked at, never whether the code exists.
    """
    used = {code for line in lines for code in line.diagnoses}
    questions = []
    for visit in visits:
        own = dict.fromkeys(d.code for d in of_visits(chart, visit) if d.code in used)
        facts = "; ".join(words for code in own if (words := _fault(code, book)))
        if facts:
            questions.append(ask(book, "R-DOC-23", visit, "R-DX-01", facts=facts))
    return questions


def validity_advice(lines: tuple[Line, ...], book: Rulebook) -> tuple[Advice, ...]:
    """A sentence for the coder where no list of the day is loaded, so that no code on a line was looked up."""
    if book.diagnosis_codes is not None or not any(line.diagnoses for line in lines):
        return ()
    rule = book.rule("R-DX-01")
    return (Advice("diagnosis codes", rule.text("not_checked").format(day=book.day.isoformat()), (rule.id,)),)


def _fault(code: str, book: Rulebook) -> str:
    if not FORM.fullmatch(dotted(code)):
        return f"{code} is not in the form of an ICD-10-CM code"
    if book.diagnosis_codes is not None and dotted(code) not in book.diagnosis_codes:
        return f"{code} is not a valid ICD-10-CM code on {book.day.isoformat()}"
    return ""

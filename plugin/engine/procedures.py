"""Procedures and tests that drugs may be a part of: sedation, nerve blocks, line placement, imaging, stress tests."""

from __future__ import annotations

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.engine.identify import Identified
from plugin.engine.proposal import Kind, Line
from plugin.engine.rulebook import Rule, Rulebook

APPLIES = ("R-ADM-12", "R-ADM-13")


def belongs_to_sedation(
    administration: Administration, found: tuple[Identified, ...], chart: Chart, book: Rulebook
) -> bool:
    """Whether a drug is a sedative beside a charted sedation of the same visit, and so a part of it (R-ADM-13)."""
    rule = book.rule("R-ADM-13")
    drugs = [drug.name for f in found for drug in f.drugs]
    if not drugs or not all(name in rule.words("sedatives") for name in drugs):
        return False
    sedations = rule.words("sedation")
    return any(s.code in sedations and s.visit == administration.visit for s in chart.services)


def beside_procedures(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Line, ...]:
    """The lines with those held that a charted procedure or test is the first code of a pair with.

    Only an unrelated drug is separate, and then says so by 59 (R-ADM-12, R-ADM-13); a coder decides.
    """
    for rule in (book.rule("R-ADM-12"), book.rule("R-ADM-13")):
        met = [s.code for s in chart.services if is_within(s.code, rule)]
        if met:
            lines = tuple(_held(line, rule) if _may_be_part(line, rule) else line for line in lines)
    return lines


def _held(line: Line, rule: Rule) -> Line:
    return line.modified("59", "R-EDT-02").held(rule.id)


def _may_be_part(line: Line, rule: Rule) -> bool:
    return line.kind is Kind.ADMINISTRATION and line.code in rule.words("second_codes")


def is_within(code: str, rule: Rule) -> bool:
    """Whether a code lies in one of the ranges of a rule, written 36555-36573."""
    return any(first <= code <= last for first, _, last in (span.partition("-") for span in rule.words("first_codes")))

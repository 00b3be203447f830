"""Procedures and tests that drugs may be a part of: sedation, nerve blocks, line placement, imaging, stress tests."""

from __future__ import annotations

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.times import clock_minute, local_day, offset_of
from plugin.chart.visit import Service
from plugin.engine.clock import first_start
from plugin.engine.dose import NO_TIME
from plugin.engine.given import evidence_of
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
    sedations = [s for s in chart.services if s.code in rule.words("sedation") and s.visit == administration.visit]
    at = first_start(administration)
    return any(
        s.at is None or at >= NO_TIME or abs(clock_minute(s.at) - at) <= rule.number("within") for s in sedations
    )


def beside_procedures(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Line, ...]:
    """The lines with those held that a charted procedure or test is the first code of a pair with.

    Only an unrelated drug is separate, and then says so by 59 (R-ADM-12, R-ADM-13); a coder decides.
    """
    for rule in (book.rule("R-ADM-12"), book.rule("R-ADM-13")):
        met = [s for s in chart.services if is_within(s.code, rule)]
        lines = tuple(
            _held(line, rule) if _may_be_part(line, rule) and any(_of_its_day(s, line, chart) for s in met) else line
            for line in lines
        )
    return lines


def _of_its_day(service: Service, line: Line, chart: Chart) -> bool:
    """Whether a procedure was on the day of a line and in a visit of it, as far as either is charted (R-EDT-02)."""
    visits = {a.visit for a in chart.administrations if set(evidence_of(a)) & set(line.evidence)}
    if service.visit is not None and visits and service.visit not in visits:
        return False
    return service.at is None or local_day(clock_minute(service.at), offset_of(service.at)) == line.date


def _held(line: Line, rule: Rule) -> Line:
    return line.modified("59", "R-EDT-02").held(rule.id)


def _may_be_part(line: Line, rule: Rule) -> bool:
    return line.kind is Kind.ADMINISTRATION and line.code in rule.words("second_codes")


def is_within(code: str, rule: Rule) -> bool:
    """Whether a code lies in one of the ranges of a rule, written 36555-36573."""
    return any(first <= code <= last for first, _, last in (span.partition("-") for span in rule.words("first_codes")))

"""PO and PN: a hospital's services off its campus carry the mark of their place on Medicare claims (R-MOD-12)."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.billing import Campus
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting, Visit
from plugin.engine.findings import Findings
from plugin.engine.given import visits_of_rows
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line
from plugin.engine.rulebook import Rule
from plugin.engine.timeline import Desk

APPLIES = ("R-MOD-12", "R-DOC-43")

OFF = (Campus.EXCEPTED, Campus.NON_EXCEPTED)


def marked_by_campus(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> Findings:
    """The lines with PO or PN by the place of their visit, and the question where a place is doubtful.

    Nothing is asked where neither the site nor the record speaks of a place off campus. Where nothing says who pays,
    the lines of a place that may be off campus wait: only Medicare wants the mark.
    """
    rule = desk.book.rules.get("R-MOD-12")
    speaking = {v.id: v for v in chart.visits if v.found_at.doubt or _may_be_off(v)}
    if not speaking or rule is None or chart.setting is not Setting.FACILITY:
        return Findings(lines)
    visits = _visits_of(lines, chart)
    if not desk.payer:
        by_place = zip(lines, visits, strict=True)
        return Findings(tuple(x.held(rule.id).held("R-AUT-04") if v in speaking else x for x, v in by_place))
    if desk.payer not in rule.words("needed_by"):
        return Findings(lines)
    marked = (_marked(x, chart.visit(v), rule, desk) for x, v in zip(lines, visits, strict=True))
    doubtful = [v for v in speaking.values() if v.found_at.campus is None and v.id in visits]
    asked = (ask(desk.book, "R-DOC-43", v.id, rule.id, facts=v.found_at.doubt) for v in doubtful)
    return Findings(tuple(marked), prompts=tuple(asked))


def _may_be_off(visit: Visit) -> bool:
    """Whether a visit was off campus, or is said here, and not by the record, to have been on it."""
    place = visit.found_at.campus
    return place is not None and (place.value in OFF or place.strength is Strength.ANSWERED)


def _visits_of(lines: tuple[Line, ...], chart: Chart) -> list[str]:
    """The visit of each line by what it rests on; of one that names none, the only visit of the day, or ""."""
    visit_of = visits_of_rows(chart)
    visit_of |= {s.id: s.visit for s in chart.services if s.visit}
    alone = chart.visits[0].id if len(chart.visits) == 1 else ""
    return [next((visit_of[row] for row in line.evidence if row in visit_of), alone) for line in lines]


def _marked(line: Line, visit: Visit | None, rule: Rule, desk: Desk) -> Line:
    """A line with the mark of its visit's place, where Medicare pays for its code as outpatient hospital care."""
    if visit is None:
        return line.held(rule.id)
    place = visit.found_at.campus
    if place is None:
        return line.held(rule.id) if visit.found_at.doubt else line
    if place.value not in OFF:
        return line.no_stronger(place.strength)
    status = desk.on(line.date).book.drugs.status.get(line.code, "")
    if not status:
        return line.held(rule.id)
    if status not in rule.words("statuses"):
        return line
    marked = line.modified(rule.table("modifiers")[place.value.value], rule.id).no_stronger(place.strength)
    return replace(marked, evidence=tuple(dict.fromkeys((*line.evidence, place.evidence.about))))

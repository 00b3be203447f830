"""GA, GZ and GX: what the patient signed of a denial to come, on the lines it is expected for (R-MOD-09)."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Prompt
from plugin.engine.timeline import Desk

APPLIES = ("R-MOD-09", "R-DOC-31")


def with_notices(lines: tuple[Line, ...], not_covered: Mapping[str, Given], desk: Desk) -> Findings:
    """The lines of drugs that will probably be denied, and of giving them, with the mark of the notice.

    `not_covered` are those administrations by id. Nothing is put on before the notice is known: it is asked.
    """
    if not not_covered:
        return Findings(lines)
    rows = {row: item for item in not_covered.values() for row in item.evidence}
    asked = tuple(_question(i, desk) for i in not_covered.values() if i.administration.billing.notice is None)
    return Findings(tuple(_line(line, rows, desk) for line in lines), prompts=asked)


def _question(item: Given, desk: Desk) -> Prompt:
    marks = desk.book.rule("R-MOD-09").table("modifiers")
    facts = f"signed: {marks['signed']}; not signed: {marks['not_signed']}"
    return ask(desk.book, "R-DOC-31", item.administration.id, "R-DX-06", "R-MOD-09", facts=facts, drug=item.name)


def _line(line: Line, rows: Mapping[str, Given], desk: Desk) -> Line:
    """One line with one mark; where doses with and without a notice are on it, it waits for a coder."""
    items = [rows.get(row) for row in line.evidence]
    denied = [item for item in items if item]
    if line.kind is Kind.SERVICE or not denied:
        return line
    notices = [item.administration.billing.notice for item in denied]
    known = [notice for notice in notices if notice]
    if not known:
        return line
    rule = desk.book.rule("R-MOD-09")
    if len(known) < len(items) or len({notice.value for notice in known}) > 1:
        return line.held(rule.id)
    marks = rule.table("modifiers")
    return line.modified(marks[known[0].value.value], rule.id).no_stronger(min(n.strength for n in known))

"""Drugs a contractor holds for self-administered when given under the skin: GY on drug and shot (R-DRG-18)."""

from __future__ import annotations

from plugin.chart.administration import Route
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Prompt
from plugin.engine.timeline import Desk

APPLIES = ("R-DRG-18", "R-MOD-09", "R-DOC-40")

EXCLUDED = "excluded_subcutaneous"


def with_excluded_drugs(lines: tuple[Line, ...], given: tuple[Given, ...], desk: Desk) -> Findings:
    """The lines of a listed drug given under the skin, and of its shot, with GY, and the question about it.

    The contractor is the site's (switch `contractor`), the list that of the day. Somebody who says that the list does
    not cover this use takes GY off; his or her word alone lets no line go.
    """
    contractor = desk.switches.contractor.lower()
    if desk.payer != "medicare" or not contractor:
        return Findings(lines)
    under_skin = {row: g for g in given if g.route is Route.SUBCUTANEOUS for row in g.evidence}
    listed: dict[str, Given] = {}
    for line in lines if under_skin else ():
        rules = desk.on(line.date).book.drugs.route_rules
        if line.kind is Kind.DRUG and rules.get((contractor, line.code)) == EXCLUDED:
            listed |= {row: under_skin[row] for row in line.evidence if row in under_skin}
    if not listed:
        return Findings(lines)
    items = {g.administration.id: g for g in listed.values()}
    asked = tuple(_question(g, desk) for g in items.values() if g.administration.billing.excluded_use is None)
    return Findings(tuple(_line(line, listed, desk) for line in lines), prompts=asked)


def _question(item: Given, desk: Desk) -> Prompt:
    about, contractor = item.administration.id, desk.switches.contractor
    facts = f"under the skin it is on {contractor}'s list of drugs that patients usually give themselves"
    return ask(desk.book, "R-DOC-40", about, "R-DRG-18", facts=facts, drug=item.name)


def _line(line: Line, listed: dict[str, Given], desk: Desk) -> Line:
    """GY where all that a line charges is excluded; held where only a part of it is."""
    rows = [listed.get(row) for row in line.evidence]
    items = [item for item in rows if item]
    if line.kind is Kind.SERVICE or not items:
        return line
    said = [i.administration.billing.excluded_use for i in items]
    strengths = [fact.strength for fact in said if fact and not fact.value]
    excluded = [fact is None or fact.value for fact in said]
    line = line.no_stronger(min(strengths)) if strengths else line
    if not any(excluded):
        return line
    if len(items) < len(rows) or not all(excluded):
        return line.held("R-DRG-18")
    return line.modified(desk.book.rule("R-MOD-09").table("modifiers")["excluded"], "R-DRG-18", "R-MOD-09")

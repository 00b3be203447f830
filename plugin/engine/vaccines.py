"""Vaccines: a first and each further one a day, or Medicare's own code by vaccine (R-ADM-10)."""

from __future__ import annotations

from datetime import date

from plugin.engine.clock import day_started
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.given import Given
from plugin.engine.proposal import Kind, Line
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-10",)

UNSETTLED = ("", "medicare advantage")  # whether such a plan takes Medicare's own codes is in its contract


def vaccine_lines(given: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """A line for each vaccine of the day, whatever the number of visits."""
    vaccines = [g for g in given if g.group == "vaccine"]
    if not vaccines:
        return NOTHING
    rule = desk.book.rule("R-ADM-10")
    medicare = rule.table("medicare") if desk.payer == "medicare" else {}
    counted: set[date] = set()
    lines = []
    for item in vaccines:
        on = day_started(item.administration, day)
        words = " ".join(f.words for f in item.found) + " " + item.key
        code = next((own for name, own in medicare.items() if name in words), "")
        code = code or (rule.text("covid") if "covid" in words else "")
        if not code:
            code = rule.text("further" if on in counted else "first")
            counted.add(on)
        line = Line(
            code, 1, Kind.ADMINISTRATION, on, ("R-ADM-10",), item.evidence, strength=item.strength, what=item.name
        )
        payer_decides = desk.payer in UNSETTLED and any(name in words for name in rule.table("medicare"))
        lines.append(line.held("" if desk.payer else "R-AUT-04") if payer_decides else line)
    return Findings(lines=tuple(lines))

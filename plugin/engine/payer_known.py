"""Whether it is known who pays on the day, and what waits where it is not: JW and JZ, vaccines, pumps (R-AUT-04)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.chart.visit import first_of
from plugin.engine.proposal import Advice, Line, LineState
from plugin.engine.timeline import Desk

APPLIES = ("R-AUT-04",)


def payer_advice(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> tuple[Advice, ...]:
    """A sentence for the coder where no one payer is known to pay first, or nothing says that it does on the day."""
    if not lines:
        return ()
    rule = desk.book.rule("R-AUT-04")
    if desk.payer:
        paying = first_of([cover for cover in chart.coverages if cover.active and cover.payer])
        undated = (cover for cover in paying if cover.undated)
        return tuple(
            Advice(c.id, rule.text("undated").format(coverage=c.text or desk.payer), (rule.id,)) for c in undated
        )
    waiting = sorted({line.code for line in lines if line.state is LineState.HELD})
    held = f" Held for it, or for a question: {', '.join(waiting)}." if waiting else ""
    return (Advice("payer", rule.text("advice") + held, (rule.id,)),)

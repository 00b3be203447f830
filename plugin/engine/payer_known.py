"""What waits where it is not known who pays: JW and JZ, vaccine codes, Medicare's own pump codes (R-AUT-04)."""

from __future__ import annotations

from plugin.engine.proposal import Advice, Line, LineState
from plugin.engine.timeline import Desk

APPLIES = ("R-AUT-04",)


def payer_advice(lines: tuple[Line, ...], desk: Desk) -> tuple[Advice, ...]:
    """A sentence for the coder where lines wait because no one payer is known to pay first."""
    if desk.payer or not lines:
        return ()
    rule = desk.book.rule("R-AUT-04")
    waiting = sorted({line.code for line in lines if line.state is LineState.HELD})
    held = f" Held for it, or for a question: {', '.join(waiting)}." if waiting else ""
    return (Advice("payer", rule.text("advice") + held, (rule.id,)),)

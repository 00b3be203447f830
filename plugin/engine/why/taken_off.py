"""A code the passes gave and a claim edit took off again: which edit, and beside which other code."""

from __future__ import annotations

from plugin.engine.proposal import Kind, Line
from plugin.engine.why.answer import Reason
from plugin.engine.why.words import listed
from plugin.engine.why.worksheet import Worksheet

DRUGS = (Kind.DRUG, Kind.DRUG_WASTE)


def taken_off(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """A reason for each line of the code that was found and is on no line of the proposal (R-EDT-02, R-ADM-50)."""
    return tuple(_why(line, sheet) for line in sheet.passed.found.lines if line.code == code)


def without_primary(line: Line, sheet: Worksheet, what: str) -> Reason:
    """That no primary of an add-on stands on the claim (R-ADM-23); `what` begins the sentence."""
    needed = listed(sorted(sheet.edits.add_ons.get(line.code, ())), "or")
    others = listed(sorted({x.code for x in sheet.passed.found.lines if x.code != line.code and x.kind not in DRUGS}))
    said = f"{what}it may only stand beside {needed}; the claim has {others or 'no other service'}."
    return sheet.reason(("R-ADM-23", "R-EDT-07"), said, line.evidence)


def _why(line: Line, sheet: Worksheet) -> Reason:
    off = f"{line.code}{f' for {line.what}' if line.what else ''} was taken off: "
    beside = {x.code for x in sheet.passed.found.lines if x.date == line.date}
    paid = sorted(code for code in beside if sheet.edits.pairs.get((code, line.code)) == 0)
    if paid:
        said = f"{off}it is part of {listed(paid)} on the same day, and no modifier opens that pair (edits of the "
        said += f"quarter from {sheet.edits.quarter})."
        return sheet.reason(("R-EDT-02",), said, line.evidence)
    alone = without_primary(line, sheet, off)
    return sheet.reason(("R-ADM-50", *alone.because), alone.sentence, alone.evidence)

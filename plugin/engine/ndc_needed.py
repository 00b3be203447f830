"""Questions about package codes: where the payer needs one, and where ten digits leave it open (R-DRG-12, R-DOC-20)."""

from __future__ import annotations

from plugin.engine.containers import Opened
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt, Severity
from plugin.engine.timeline import Desk

APPLIES = ("R-DRG-12", "R-DOC-20")


def ndc_questions(opened: tuple[Opened, ...], desk: Desk) -> tuple[Prompt, ...]:
    """One question for each portion whose NDC, or its quantity, is missing where it is needed, or is no NDC.

    Where the payer does not need it, only an NDC that is charted and cannot be used is asked about.
    """
    rule = desk.book.rule("R-DRG-12")
    needed = desk.payer in rule.words("needed_by")
    asked = []
    for one in opened:
        counted = one.sold is not None and bool(one.sold.ndc_unit)
        if (one.ndc and (counted or not needed)) or not (needed or one.ndc_charted):
            continue
        facts = f"charted as {one.ndc_charted}" if one.ndc_charted else "no package code is charted"
        facts += "; what that package holds is not known here" if one.ndc else ""
        severity = None if needed else Severity.ADVISES
        asked.append(ask(desk.book, "R-DOC-20", one.about, rule.id, facts=facts, severity=severity, drug=one.name))
    return tuple(asked)

"""Why a code is not in the proposal: the rule and the fact that failed, or where the code is."""

from __future__ import annotations

import re

from plugin.chart.chart import Chart
from plugin.engine.proposal import LineState
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches
from plugin.engine.why.answer import Reason, Standing, WhyNot
from plugin.engine.why.drug_codes import drug_code
from plugin.engine.why.families import checks_of
from plugin.engine.why.never_given import no_rule_gives
from plugin.engine.why.other_ways import nothing_given
from plugin.engine.why.standing_lines import where_it_stands
from plugin.engine.why.taken_off import taken_off
from plugin.engine.why.worksheet import Worksheet, worked

__all__ = ["Reason", "Standing", "WhyNot", "code_in", "why_not"]

CODE = re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}")


def code_in(text: str) -> str:
    """A procedure code as typed: five characters, the first or the last may be a letter; "" for anything else."""
    code = text.strip().upper()
    return code if CODE.fullmatch(code) else ""


def why_not(code: str, chart: Chart, book: Rulebook, switches: Switches) -> WhyNot:
    """Why this code is not proposed for a chart, or where it stands. Pure, and raises as `propose` does.

    The first check of the code's family that finds something answers; there is always at least one reason.
    """
    sheet = worked(chart, book, switches)
    states = {line.state for line in sheet.proposal.lines if line.code == code}
    if states:
        standing = Standing.PROPOSED if LineState.PROPOSED in states else Standing.HELD
        return WhyNot(code, standing, where_it_stands(code, sheet))
    checks = checks_of(code, book)
    if not checks:
        return _without_a_rule(code, sheet)
    first = taken_off(code, sheet)
    found = first or next((reasons for check in checks if (reasons := check(code, sheet))), ())
    return WhyNot(code, Standing.NOT_PROPOSED, found or nothing_given("work of its own", "R-ADM-01")(code, sheet))


def _without_a_rule(code: str, sheet: Worksheet) -> WhyNot:
    of_drug = drug_code(code, sheet)
    if of_drug:
        return WhyNot(code, Standing.NOT_PROPOSED, of_drug)
    known = no_rule_gives(code, sheet.book)
    if known is None:
        return WhyNot(code, Standing.NOT_KNOWN, (Reason((), f"{code} is not a code of drug administration."),))
    rules, sentence = known
    charted = [service.id for service in sheet.chart.services if service.code == code]
    return WhyNot(code, Standing.NOT_PROPOSED, (sheet.reason(rules, sentence, charted),))

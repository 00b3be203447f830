"""What of a proposal a site wants looked at before it is billed, by the payment limits that are loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plugin.chart.chart import Chart
from plugin.engine.proposal import Proposal
from plugin.engine.rates import RateTable
from plugin.engine.review_marks import ReviewWanted, review_marks
from plugin.engine.rulebook import Rulebook
from plugin.reference.errors import QuarterNotLoaded
from plugin.reference.kinds import KINDS
from plugin.store.references import References

LIMITS = "asp-limits"


def marked(
    proposal: Proposal, chart: Chart, book: Rulebook, wanted: ReviewWanted, references: References | None
) -> Proposal:
    """The proposal with its marks. Without loaded limits of a day no dose of it is marked for what it costs."""
    if not proposal.lines:
        return proposal
    codes = frozenset(line.code for line in proposal.lines)
    found: dict[date, RateTable | None] = {}

    def limits_on(day: date) -> RateTable | None:
        if day not in found:
            found[day] = _limits(references, day, codes) if references else None
        return found[day]

    return replace(proposal, review=review_marks(proposal.lines, chart, book, wanted, limits_on))


def _limits(references: References, day: date, codes: frozenset[str]) -> RateTable | None:
    try:
        return RateTable(str(KINDS[LIMITS].edition_of(day)), references.limits_on(day, codes))
    except QuarterNotLoaded:
        return None

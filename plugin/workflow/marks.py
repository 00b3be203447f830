"""What of a proposal a site wants looked at before it is billed, by the payment limits that are loaded."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from plugin.chart.chart import Chart
from plugin.engine.proposal import Proposal
from plugin.engine.rates import RateTable
from plugin.engine.review_marks import LimitsOn, ReviewWanted, review_marks
from plugin.engine.rulebook import Rulebook
from plugin.reference.kinds import KINDS

if TYPE_CHECKING:
    from plugin.store.references import References

LIMITS = "asp-limits"


def marked(
    proposal: Proposal, chart: Chart, book: Rulebook, wanted: ReviewWanted, references: References | None
) -> Proposal:
    """The proposal with its marks, by the limits as they are loaded now; without any no dose is marked for its cost."""
    codes = frozenset(line.code for line in proposal.lines)
    return with_marks(proposal, chart, book, wanted, limits_of(references, codes))


def with_marks(proposal: Proposal, chart: Chart, book: Rulebook, wanted: ReviewWanted, limits_on: LimitsOn) -> Proposal:
    """The proposal with its marks by these limits."""
    if not proposal.lines:
        return proposal
    return replace(proposal, review=review_marks(proposal.lines, chart, book, wanted, limits_on))


def limits_of(references: References | None, among: Set[str] | None = None) -> LimitsOn:
    """The loaded payment limits by day, read once for each quarter; of the codes in `among` alone where it is given."""
    found: dict[str, RateTable | None] = {}

    def limits_on(day: date) -> RateTable | None:
        edition = str(KINDS[LIMITS].edition_of(day))
        if edition not in found:
            found[edition] = _loaded(references, day, among) if references else None
        return found[edition]

    return limits_on


def _loaded(references: References, day: date, among: Set[str] | None) -> RateTable | None:
    from plugin.store.rates import limits_on  # with SQLAlchemy: runs without a database need not wait

    return limits_on(references, day, among)

"""Infusions that ended for good before all was given, as the record says it (R-ADM-64)."""

from __future__ import annotations

import re

from plugin.chart.evidence import Fact
from plugin.intake.bags import Bag
from plugin.intake.rows import Row, reason_given
from plugin.intake.site import MarAction

# An EHR may give a reason for every stop: these say that the infusion came to its end.
WHOLE = re.compile(r"\b(complete[ds]?|completion|finished|ended as planned|bag empty)\b", re.IGNORECASE)
NOT_WHOLE = re.compile(r"\b(not|never|before|without|partial(ly)?|in)\b", re.IGNORECASE)


def stopped_early(bag: Bag) -> Fact[str] | None:
    """What says that an infusion was stopped for good: the status of its one row, or a stop with a reason.

    A row on hold, and a pause, may go on later. A stop of a MAR without a reason is how every infusion ends there.
    """
    last = bag.stopped_by or bag.rows[-1]
    reason = reason_given(last)
    if WHOLE.search(reason) and not NOT_WHOLE.search(reason):
        return None
    if _is_interval(last):
        return last.source.fact(reason or last.status, "status", last.status) if _ended(last, reason) else None
    stopped = bag.stopped_by is not None and last.action is MarAction.STOP and reason
    return last.source.fact(reason, "statusReason", reason) if stopped else None


def _is_interval(row: Row) -> bool:
    return row.action is None


def _ended(row: Row, reason: str) -> bool:
    return row.status == "stopped" or (row.status == "completed" and bool(reason))

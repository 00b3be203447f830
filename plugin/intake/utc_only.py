"""Times in UTC from a site whose time zone is not configured: the local day they fall on is not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from plugin.chart.administration import Administration
from plugin.chart.chart import Unread
from plugin.intake.site import Site

# At noon UTC it is the same day in all time zones of the United States; before that it may be the evening before.
SAME_DAY_FROM = 12
REASON = "Its times are in UTC and no time zone of the site is configured: dates of service may be a day off."


def days_in_doubt(administrations: Iterable[Administration], site: Site) -> tuple[Unread, ...]:
    """One notice for each visit with a time of which the local day is not known; none where a zone is configured."""
    if site.timezone:
        return ()
    doubtful = {a.visit: None for a in administrations if _in_doubt(a)}
    return tuple(Unread(visit, REASON) for visit in doubtful)


def _in_doubt(administration: Administration) -> bool:
    facts = [fact for run in administration.runs for fact in (run.start, run.stop) if fact]
    return any(f.value.utcoffset() == timedelta() and f.value.hour < SAME_DAY_FROM for f in facts)

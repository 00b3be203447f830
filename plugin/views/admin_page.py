"""What the connection page shows: each step with its mark, and the text to send to a vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from plugin.store.audit import Failure
from plugin.views import formats
from smart_launch.checks import Report
from smart_launch.checks_finding import Finding, Standing
from smart_launch.checks_words import as_text, summary

if TYPE_CHECKING:
    from plugin.workflow.connection import RulesInUse

TAGS = {
    Standing.OK: ("ok", "in order"),
    Standing.WARNING: ("check", "look at"),
    Standing.FAILED: ("missing", "failed"),
    Standing.NOT_CHECKED: ("idle", "not checked"),
}
ACTIONS = {"sign_in": "Sign-in", "read": "Reading a chart"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its mark as a class and a word, and the finding itself."""

    look: str
    word: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report, ready to be written. `for_vendor` holds no secret and nothing of a patient."""

    run: str
    summary: str
    holds: bool
    steps: tuple[Step, ...]
    for_vendor: str


def shown(report: Report, zone: tzinfo) -> ReportShown:
    """A report with its time on the clock of the site."""
    at = datetime.fromtimestamp(report.at, UTC).astimezone(zone)
    steps = tuple(Step(*TAGS[finding.standing], finding) for finding in report.findings)
    run = f"{formats.day(at.date())} {formats.clock(at)}"
    return ReportShown(run, summary(report), report.holds, steps, as_text(report))


def failures_shown(failures: Mapping[Failure, int]) -> tuple[tuple[str, str, int], ...]:
    """What came to nothing: (what was done, the name of the error, how often)."""
    return tuple((ACTIONS[failure.action], failure.error, count) for failure, count in failures.items())


def rules_line(rules: RulesInUse, today: date) -> str:
    """Rules in force: 20-Nov-2026, 143 cards, 6 not read again for 180 days."""
    return f"Rules in force: {formats.day(today)}, {rules.cards} cards, {rules.stale} not read again for 180 days"

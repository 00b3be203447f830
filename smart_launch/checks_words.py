"""A report of the connection check as lines of text, and as members of JSON and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from smart_launch.checks import Report
from smart_launch.checks_finding import Finding, Standing

MARKS = {Standing.OK: "ok", Standing.WARNING: "!", Standing.FAILED: "x", Standing.NOT_CHECKED: "-"}
WIDTH = 26


def summary(report: Report) -> str:
    """17 of 22 in order, 1 failed, 2 to look at, 2 not checked."""
    counts = (
        (Standing.FAILED, "failed"), (Standing.WARNING, "to look at"), (Standing.NOT_CHECKED, "not checked"),
    )  # fmt: skip
    rest = [f"{number} {word}" for standing, word in counts if (number := report.count(standing))]
    return ", ".join([f"{report.count(Standing.OK)} of {len(report.findings)} in order", *rest])


def as_text(report: Report) -> str:
    """A line for each step, with effect and fix below where there is something to mend. Nothing secret is in it."""
    at = datetime.fromtimestamp(report.at, UTC)
    head = [
        f"Connection check: {report.ehr} ({report.vendor}), run {at:%Y-%m-%d %H:%M} UTC",
        f"{report.iss}, client {report.client_id}",
        summary(report),
    ]
    return "\n".join([*head, *(line for finding in report.findings for line in _lines(finding))]) + "\n"


def as_members(report: Report) -> dict[str, Any]:
    """The report as members of a JSON object."""
    return {
        "name": report.ehr,
        "vendor": report.vendor,
        "iss": report.iss,
        "client_id": report.client_id,
        "at": report.at,
        "holds": report.holds,
        "checks": [asdict(finding) for finding in report.findings],
    }


def from_members(members: Mapping[str, Any]) -> Report:
    """The report that `as_members` was given. Raises KeyError, TypeError or ValueError for another version's."""
    findings = tuple(Finding(**{**each, "standing": Standing(each["standing"])}) for each in members["checks"])
    name, vendor, iss, client_id = (str(members[key]) for key in ("name", "vendor", "iss", "client_id"))
    return Report(name, vendor, iss, client_id, int(members["at"]), findings)


def _lines(finding: Finding) -> Iterator[str]:
    yield f"{MARKS[finding.standing]:>3}  {finding.check:<{WIDTH}}{finding.found}"
    if finding.effect:
        yield f"       Effect: {finding.effect}"
    if finding.fix:
        yield f"       Fix, by {finding.who}: {finding.fix}"

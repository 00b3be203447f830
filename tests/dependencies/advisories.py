"""What is known against the dependencies, by pip-audit.

pip-audit says "No known vulnerabilities found" and ends with 0 also where it could look nothing up. That is no answer,
so its result is read here: every entry of the lock has to have been looked up, or the audit fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from packaging.utils import canonicalize_name

from tests.dependencies.pinned import LOCK

SERVICES = ("pypi", "osv")
SECONDS = 15
UNREACHED = (
    "No advisories are reached from here (asked: {services}), so nothing is known of {missing} of {all} dependencies. "
    "This audit says nothing; run it where PyPI or OSV can be reached."
)


@dataclass(frozen=True)
class Result:
    """What a service said: the dependencies it was asked about, and one line for each advisory."""

    looked_up: frozenset[str]
    advisories: tuple[str, ...]


def ask(service: str) -> str:
    """pip-audit's own JSON about the lock, "" where it ended without any."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
    command += [
        "--vulnerability-service",
        service,
        "--format",
        "json",
        "--progress-spinner",
        "off",
        "--timeout",
        f"{SECONDS}",
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def result_of(said: str) -> Result:
    """pip-audit's JSON read; what it skipped was not looked up. What is no JSON looked up nothing."""
    try:
        entries = json.loads(said)["dependencies"]
        answered = [entry for entry in entries if "vulns" in entry and not entry.get("skip_reason")]
        told = [_told(entry, vulnerability) for entry in answered for vulnerability in entry["vulns"]]
    except (ValueError, KeyError, TypeError):
        return Result(frozenset(), ())
    return Result(frozenset(canonicalize_name(entry["name"]) for entry in answered), tuple(told))


def _told(entry: dict[str, str], vulnerability: dict[str, Any]) -> str:
    mended = ", ".join(vulnerability["fix_versions"]) or "no version"
    return f"{entry['name']} {entry['version']}: {vulnerability['id']}; mended in {mended}"


def audit(names: Iterable[str], asking: Callable[[str], str] = ask) -> tuple[int, list[str]]:
    """Exit code and lines: 0 looked everything up and found nothing, 1 found something, 2 could not look all up."""
    wanted, told, looked_up = set(names), dict[str, None](), set[str]()
    for service in SERVICES:
        result = result_of(asking(service))
        told |= dict.fromkeys(result.advisories)
        looked_up |= result.looked_up
        if wanted <= looked_up:
            break
    missing = wanted - looked_up
    lines = list(told)
    if missing:
        lines.append(UNREACHED.format(services=", ".join(SERVICES), missing=len(missing), all=len(wanted)))
    elif not told:
        lines.append(f"No advisory is known against any of {len(wanted)} dependencies.")
    return (1 if told else 2 if missing else 0), lines

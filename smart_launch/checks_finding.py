"""What one step of the connection check found, what it means for the people in the clinic, and who can mend it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 120


class Standing(StrEnum):
    """How a step came out. A warning does not keep anybody from working; a failure does, or will."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class Who(StrEnum):
    """Who can mend it: whoever runs Chairside, those who run the EHR at this site, or the maker of the EHR."""

    YOU = "you"
    EHR_TEAM = "the EHR team"
    VENDOR = "the vendor"


@dataclass(frozen=True, slots=True)
class Finding:
    """One step in words. `effect`, `fix` and `who` are empty where there is nothing to mend."""

    check: str
    standing: Standing
    found: str
    effect: str = ""
    fix: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong within a step, before it is known under which name and how badly it counts."""

    found: str
    effect: str
    fix: str
    who: Who


def passed(check: str, found: str) -> Finding:
    """A step with nothing to mend."""
    return Finding(check, Standing.OK, found)


def not_checked(check: str, because: str) -> Finding:
    """A step that needs something which is not there."""
    return Finding(check, Standing.NOT_CHECKED, f"not checked: {because}")


def failed(check: str, fault: Fault) -> Finding:
    """A step with a fault that keeps people from working."""
    return _told(check, Standing.FAILED, fault)


def warned(check: str, fault: Fault) -> Finding:
    """A step with a fault that people can work with."""
    return _told(check, Standing.WARNING, fault)


def plain(value: object) -> str:
    """What an EHR wrote, fit for a page and a terminal: printable ASCII on one line, 120 characters at most."""
    text = re.sub(r"[^\x20-\x7e]+", " ", value if isinstance(value, str) else str(value)).strip()
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def listed(words: object) -> list[str]:
    """The texts of a JSON list; of anything else none."""
    return [word for word in words if isinstance(word, str)] if isinstance(words, list) else []


def _told(check: str, standing: Standing, fault: Fault) -> Finding:
    return Finding(check, standing, fault.found, fault.effect, fault.fix, fault.who.value)

"""The answer to "why not this code?": where the code stands, and the rules and facts that decided it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """Where a code stands in a proposal. A code nobody here codes by is not known."""

    PROPOSED = "proposed"
    HELD = "held"
    NOT_PROPOSED = "not_proposed"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence with the chart's own facts. `because` are rule ids, `evidence` references of what was charted."""

    because: tuple[str, ...]
    sentence: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The whole answer for one code; there is always at least one reason."""

    code: str
    standing: Standing
    reasons: tuple[Reason, ...]

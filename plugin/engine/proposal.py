"""The proposed charge: lines, what is not billed and why, open questions, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plugin.chart.chart import Unread
from plugin.chart.evidence import Strength
from plugin.engine.ready import Readiness
from plugin.engine.who import Who as Who


class Kind(StrEnum):
    """What a line charges."""

    ADMINISTRATION = "administration"
    DRUG = "drug"
    DRUG_WASTE = "drug_waste"
    SERVICE = "service"


class LineState(StrEnum):
    """A held line never leaves the application; a proposed one may be released by a coder."""

    PROPOSED = "proposed"
    HELD = "held"


class Severity(StrEnum):
    """What an open question does to the charge."""

    BLOCKS = "blocks"
    REDUCES = "reduces"
    ADVISES = "advises"


@dataclass(frozen=True, slots=True)
class NationalDrugCode:
    """The NDC of a drug line, 11 digits 5-4-2 without hyphens, with its quantity in package units."""

    code: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Line:
    """One charge line. `because` are rule ids, `evidence` relative references of the resources it rests on.

    `narrative` describes an unlisted drug on the claim (R-DRG-13).
    """

    code: str
    units: int
    kind: Kind
    date: date
    because: tuple[str, ...]
    evidence: tuple[str, ...]
    modifiers: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    ndc: NationalDrugCode | None = None
    state: LineState = LineState.PROPOSED
    strength: Strength = Strength.CHARTED
    what: str = ""
    narrative: str = ""

    def held(self, rule: str = "") -> Line:
        """The same line, held."""
        return replace(self, state=LineState.HELD, because=_with(self.because, rule))

    def no_stronger(self, strength: Strength) -> Line:
        """The same line, resting also on a fact of this strength."""
        return self if strength >= self.strength else replace(self, strength=strength)

    def modified(self, modifier: str, *rules: str) -> Line:
        """The same line with one more modifier; order is settled when all are known (R-MOD, order on a line)."""
        because = tuple(dict.fromkeys((*self.because, *rules)))
        return replace(self, modifiers=_with(self.modifiers, modifier), because=because)


@dataclass(frozen=True, slots=True)
class NotBilled:
    """Something given or charted that gives no line, with the rule that says so."""

    what: str
    because: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """One open question. `facts` are the chart's own facts quoted beside it, `options` the closed answers offered."""

    kind: str
    severity: Severity
    who: Who
    about: str
    question: str
    because: tuple[str, ...]
    denials: tuple[str, ...] = ()
    facts: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What whoever releases the charge must know and no question can settle: of tables, payers, containers."""

    about: str
    sentence: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """Something a site wants looked at before it is billed: `kind` is high_cost or first_cycle. It holds no line."""

    kind: str
    about: str
    sentence: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Which visit a proposal is for."""

    encounter: str
    patient: str
    setting: str
    date_of_service: date
    payer: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The whole answer for one chart, one rulebook and one set of switches.

    `readiness` is there while the visit is open and a dose of it is not begun or runs. `review` is what the site wants
    looked at before it is billed.
    """

    id: str
    visit: Heading
    in_force: date
    digest: str
    lines: tuple[Line, ...]
    not_billed: tuple[NotBilled, ...]
    prompts: tuple[Prompt, ...]
    unread: tuple[Unread, ...]
    advice: tuple[Advice, ...] = ()
    readiness: Readiness | None = None
    review: tuple[ReviewMark, ...] = ()


def _with(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    return words if not word or word in words else (*words, word)

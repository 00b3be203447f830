"""One proposal against the answer of its case: right, not right but asked about, or wrong with nothing asked.

A published answer counts where its source states it whole, names the drugs, and agrees with the rules. Of the
administration codes the units are compared, and apart from them which codes carry a modifier of a distinct service;
of the drugs the units with JW and JZ. A case of our own is compared line for line, modifiers and all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.engine.proposal import Kind, Line, Proposal
from plugin.scenarios.scenario import Charge, Scenario

DISTINCT = frozenset({"59", "XE", "XS", "XP", "XU"})
DRUG_LINES = frozenset({Kind.DRUG, Kind.DRUG_WASTE})
JZ_SINCE = "2023-07-01"
# Documentation a source misses; its remarks on what a short infusion is not billed as are no questions.
DOCUMENTATION = frozenset(
    {
        "missing_stop_time", "missing_start_time", "missing_waste", "missing_order", "missing_route", "missing_dose",
        "missing_diagnosis", "missing_supervising_provider", "missing_access_site", "conflicting_times",
    }
)  # fmt: skip
Units = Mapping[str, int]


class Outcome(StrEnum):
    """What became of one answer."""

    RIGHT = "right"
    ASKED = "asked"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Compared:
    """Code (with modifiers, where they count) to units, as the source has them and as proposed."""

    want: Units
    got: Units
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found for one case. A part is None where it does not count.

    `charge`, `services` and `drug_lines` are all that was proposed, with every modifier; `questions` says of each
    piece of documentation the source misses whether it was asked for.
    """

    case: Scenario
    topic: str
    administration: Compared | None
    distinct: bool | None
    drugs: Compared | None
    questions: tuple[tuple[str, bool], ...]
    asked: tuple[str, ...]
    charge: Units
    services: Units
    drug_lines: Units

    @property
    def counts(self) -> bool:
        """Whether any part of the answer counts."""
        return self.administration is not None or self.drugs is not None

    @property
    def silent(self) -> bool:
        """Whether a part is wrong and nothing was asked."""
        return any(part is not None and part.outcome is Outcome.WRONG for part in (self.administration, self.drugs))


def judge(case: Scenario, proposal: Proposal, topic: str) -> Judged:
    """Compare the proposal of a case with its answer."""
    asked = tuple(dict.fromkeys(prompt.kind for prompt in proposal.prompts))
    administration = _administration(case, proposal, asked=bool(asked))
    awaited = DOCUMENTATION & set(case.asked) if case.source else case.asked
    return Judged(
        case=case,
        topic=topic,
        administration=administration,
        distinct=_distinct(case, proposal, administration),
        drugs=_drugs(case, proposal, asked=bool(asked)),
        questions=tuple((kind, kind in asked) for kind in sorted(awaited)),
        asked=asked,
        charge=written(line for line in proposal.lines if line.kind is Kind.ADMINISTRATION),
        services=written(line for line in proposal.lines if line.kind is Kind.SERVICE),
        drug_lines=written(line for line in proposal.lines if line.kind in DRUG_LINES),
    )


def written(lines: Iterable[Line | Charge]) -> Units:
    """Code with all its modifiers to units."""
    return _summed(("-".join((line.code, *line.modifiers)), line.units) for line in lines)


def _administration(case: Scenario, proposal: Proposal, *, asked: bool) -> Compared | None:
    if case.expect is None:
        return None
    if case.source is None:
        exact = [line for line in proposal.lines if line.kind in (Kind.ADMINISTRATION, Kind.SERVICE)]
        days = {f"{code} on {day}": 1 for code, day in case.days.items()}
        found = {f"{line.code} on {line.date}": 1 for line in exact if line.code in case.days}
        return _compared({**written(case.expect), **days}, {**written(exact), **found}, asked=asked)
    if not case.complete or case.disagrees:
        return None
    lines = (line for line in proposal.lines if line.kind is Kind.ADMINISTRATION)
    return _compared(_by_code(case.expect), _by_code(lines), asked=asked)


def _distinct(case: Scenario, proposal: Proposal, administration: Compared | None) -> bool | None:
    """Whether the right codes carry 59 or its kin; only asked where the codes themselves are right."""
    if case.source is None or administration is None or administration.outcome is not Outcome.RIGHT:
        return None
    got = {line.code for line in proposal.lines if line.kind is Kind.ADMINISTRATION and DISTINCT & set(line.modifiers)}
    return got == {charge.code for charge in case.expect or () if DISTINCT & set(charge.modifiers)}


def _drugs(case: Scenario, proposal: Proposal, *, asked: bool) -> Compared | None:
    if case.disagrees or not case.drugs or any("X" in charge.code[1:] for charge in case.drugs):
        return None
    codes = {charge.code for charge in case.drugs}
    some = len(case.given) > len(codes)  # the source answers for some of the drugs only
    lines = [x for x in proposal.lines if x.code in codes or (x.kind in DRUG_LINES and not some)]
    states_waste = any({"JW", "JZ"} & set(charge.modifiers) for charge in case.drugs)
    kept = {"JW", "JZ"} if states_waste or str(case.day or "") >= JZ_SINCE else {"JW"}
    return _compared(_with_waste(case.drugs, kept), _with_waste(lines, kept), asked=asked)


def _compared(want: Units, got: Units, *, asked: bool) -> Compared:
    if want == got:
        return Compared(want, got, Outcome.RIGHT)
    return Compared(want, got, Outcome.ASKED if asked else Outcome.WRONG)


def _by_code(lines: Iterable[Line | Charge]) -> Units:
    return _summed((line.code, line.units) for line in lines)


def _with_waste(lines: Iterable[Line | Charge], kept: set[str]) -> Units:
    return _summed(("-".join((line.code, *sorted(kept & set(line.modifiers)))), line.units) for line in lines)


def _summed(pairs: Iterable[tuple[str, int]]) -> Units:
    found: Counter[str] = Counter()
    for name, units in pairs:
        found[name] += units
    return dict(found)

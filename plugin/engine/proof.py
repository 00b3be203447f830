"""The proof of a drug charge: everything its units, JW or JZ and NDC quantity rest on, for a coder to check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.administration import Amount
from plugin.chart.chart import Chart
from plugin.engine.avoidable_waste import LessWaste, less_waste
from plugin.engine.drugs import DrugCharge, drug_charges
from plugin.engine.own_code_search import LookUp, looked_up
from plugin.engine.proof_arithmetic import Step, SumCheck, arithmetic, sum_check
from plugin.engine.proof_decision import Charge, Decision, decision
from plugin.engine.proof_facts import ProofContainer, ProofPortion, Sums, containers_of, portions_of, sums_of
from plugin.engine.proof_sources import Table, rules_of, tables_of
from plugin.engine.proof_unlisted import (
    unlisted_check,
    unlisted_containers,
    unlisted_portions,
    unlisted_steps,
    unlisted_sums,
    unlisted_tables,
)
from plugin.engine.proposal import Kind, Line, Prompt, Proposal
from plugin.engine.propose import passes, propose
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches
from plugin.engine.timeline import Desk
from plugin.engine.unlisted import UnlistedCharge, described

OF_DRUGS = (Kind.DRUG, Kind.DRUG_WASTE)


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Why a drug goes under an unlisted code, and what describes it on the claim; a part that is missing is ""."""

    described: tuple[tuple[str, str], ...]
    looked_up: tuple[LookUp, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The sheet of one code on one day. `unit` is what one unit holds, `valid` the days of the code (`date.max`: open).

    `lines` are those of the finished proposal, `questions` the open ones about the same administrations that concern
    the drug. `check` and `steps` are computed from the chart anew, never from the lines. An unlisted code has a sheet
    for each drug, without a unit; then `drug` is the product as charted and `unlisted` says why.
    """

    code: str
    drug: str
    on: date
    unit: Amount | None
    valid: tuple[tuple[date, date], ...]
    lines: tuple[Line, ...]
    portions: tuple[ProofPortion, ...]
    containers: tuple[ProofContainer, ...]
    sums: Sums
    steps: tuple[Step, ...]
    decision: Decision
    check: SumCheck
    less_waste: LessWaste | None
    questions: tuple[Prompt, ...]
    tables: tuple[Table, ...]
    rules: tuple[str, ...]
    unlisted: Unlisted | None = None


def proofs(chart: Chart, book: Rulebook, switches: Switches) -> tuple[Proof, ...]:
    """A proof for each drug charge of the proposal, unlisted ones last. Raises as `propose` does."""
    passed, proposal = passes(chart, book, switches), propose(chart, book, switches)
    charges = drug_charges(passed.kept.given, passed.desk, chart.day)
    return (
        *(_proof(charge, proposal, passed.desk.on(charge.on)) for charge in charges.coded),
        *(_unlisted(charge, proposal, passed.desk.on(charge.on)) for charge in charges.unlisted),
    )


def _proof(charge: DrugCharge, proposal: Proposal, desk: Desk) -> Proof:
    lines = _lines(charge, proposal)
    steps = arithmetic(charge, lines, desk)
    decided = decision(charge, lines, desk)
    less = less_waste(charge, desk.book.drugs)
    return Proof(
        code=charge.unit.code,
        drug=charge.unit.drug,
        on=charge.on,
        unit=charge.unit.per,
        valid=desk.book.drugs.spans.get(charge.unit.code, ()),
        lines=lines,
        portions=portions_of(charge),
        containers=containers_of(charge),
        sums=sums_of(charge),
        steps=steps,
        decision=decided,
        check=sum_check(charge, lines),
        less_waste=less,
        questions=_questions({portion.item.administration.id for portion in charge.portions}, proposal),
        tables=tables_of(charge, desk),
        rules=rules_of(lines, steps, decided, less, desk.book),
    )


def _unlisted(charge: UnlistedCharge, proposal: Proposal, desk: Desk) -> Proof:
    lines = tuple(line for line in _lines(charge, proposal) if line.what == charge.name)
    steps = unlisted_steps(charge, lines)
    decided = decision(charge, lines, desk)
    return Proof(
        code=charge.code,
        drug=charge.name,
        on=charge.on,
        unit=None,
        valid=(),
        lines=lines,
        portions=unlisted_portions(charge),
        containers=unlisted_containers(charge),
        sums=unlisted_sums(charge),
        steps=steps,
        decision=decided,
        check=unlisted_check(charge, lines, desk),
        less_waste=None,
        questions=_questions({dose.item.administration.id for dose in charge.doses}, proposal),
        tables=unlisted_tables(charge, desk),
        rules=rules_of(lines, steps, decided, None, desk.book),
        unlisted=Unlisted(described(charge.doses, charge.rest), looked_up(charge, desk)),
    )


def _lines(charge: Charge, proposal: Proposal) -> tuple[Line, ...]:
    """The lines of the finished proposal that a charge became."""
    rows = {row for line in charge.found.lines for row in line.evidence}
    return tuple(
        line
        for line in proposal.lines
        if line.kind in OF_DRUGS and (line.code, line.date) == (charge.code, charge.on) and rows & {*line.evidence}
    )


def _questions(about: set[str], proposal: Proposal) -> tuple[Prompt, ...]:
    return tuple(p for p in proposal.prompts if p.about in about and _of_drugs(p))


def _of_drugs(prompt: Prompt) -> bool:
    return any(rule.startswith(("R-DRG-", "R-EDT-")) for rule in prompt.because)

"""The proof of a drug charge: everything its units, JW or JZ and NDC quantity rest on, for a coder to check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.administration import Amount
from plugin.chart.chart import Chart
from plugin.engine.avoidable_waste import LessWaste, less_waste
from plugin.engine.drugs import DrugCharge, drug_charges
from plugin.engine.proof_arithmetic import Step, SumCheck, arithmetic, sum_check
from plugin.engine.proof_decision import Decision, decision
from plugin.engine.proof_facts import ProofContainer, ProofPortion, Sums, containers_of, portions_of, sums_of
from plugin.engine.proof_sources import Table, rules_of, tables_of
from plugin.engine.proposal import Kind, Line, Prompt, Proposal
from plugin.engine.propose import passes, propose
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches
from plugin.engine.timeline import Desk

OF_DRUGS = (Kind.DRUG, Kind.DRUG_WASTE)


@dataclass(frozen=True, slots=True)
class Proof:
    """The sheet of one code on one day. `unit` is what one unit holds, `valid` the days of the code (`date.max`: open).

    `lines` are those of the finished proposal, `questions` the open ones about the same administrations that concern
    the drug. `check` and `steps` are computed from the chart anew, never from the lines.
    """

    code: str
    drug: str
    on: date
    unit: Amount
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


def proofs(chart: Chart, book: Rulebook, switches: Switches) -> tuple[Proof, ...]:
    """A proof for each drug charge of the proposal for a chart, in the order of its lines. Raises as `propose` does."""
    passed, proposal = passes(chart, book, switches), propose(chart, book, switches)
    charges, _ = drug_charges(passed.kept.given, passed.desk, chart.day)
    return tuple(_proof(charge, proposal, passed.desk.on(charge.on)) for charge in charges)


def _proof(charge: DrugCharge, proposal: Proposal, desk: Desk) -> Proof:
    rows = {row for line in charge.found.lines for row in line.evidence}
    lines = tuple(
        line
        for line in proposal.lines
        if line.kind in OF_DRUGS and (line.code, line.date) == (charge.unit.code, charge.on) and rows & {*line.evidence}
    )
    steps = arithmetic(charge, lines, desk)
    decided = decision(charge, lines, desk)
    less = less_waste(charge, desk.book.drugs)
    about = {portion.item.administration.id for portion in charge.portions}
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
        questions=tuple(p for p in proposal.prompts if p.about in about and _of_drugs(p)),
        tables=tables_of(charge, desk),
        rules=rules_of(lines, steps, decided, less, desk.book),
    )


def _of_drugs(prompt: Prompt) -> bool:
    return any(rule.startswith(("R-DRG-", "R-EDT-")) for rule in prompt.because)

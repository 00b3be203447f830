"""What the page of a proof says: the facts of the engine's proof in the words and formats of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from plugin.chart.administration import Amount
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.proof import Proof
from plugin.engine.proof_arithmetic import SumCheck
from plugin.engine.proof_facts import ProofContainer, ProofPortion
from plugin.engine.proof_sources import Table
from plugin.engine.proposal import Line, LineState
from plugin.engine.rulebook import Rulebook
from plugin.export.line_words import on_the_claim
from plugin.views import formats, words
from plugin.views.banner import Banner, banner_of
from plugin.views.reasons import Reason, reasons

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

NOT_KNOWN = "not known"
OUTCOMES = {
    "JW": ("JW", "ok"),
    "JZ": ("JZ", "ok"),
    "neither": ("Neither JW nor JZ", ""),
    "waits": ("Waits for an answer", "missing"),
}
STATUSES = {"G": "paid by itself", "K": "paid by itself", "K1": "paid by itself", "N": "packaged"}
Labelled = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table, with where it is from said below it."""

    label: str
    value: str
    from_: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence with the ids of its rules."""

    sentence: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet ready to be written."""

    title: str
    about: str
    lines: tuple[tuple[Cell, ...], ...]
    narratives: tuple[str, ...]
    described: Labelled
    looked_up: tuple[tuple[Cell, ...], ...]
    portions: tuple[tuple[Cell, ...], ...]
    containers: tuple[tuple[Cell, ...], ...]
    sums: Labelled
    steps: tuple[Shown, ...]
    outcome: str
    look: str
    decision: Shown
    decided_by: Labelled
    marks: tuple[Shown, ...]
    check: str
    check_look: str
    check_sentence: str
    less_waste: str
    questions: tuple[str, ...]
    tables: tuple[tuple[str, str], ...]
    rules: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The page: the sheets of one code, whose chart they are of, and when they were printed."""

    heading: str
    banner: Banner
    read: str
    sheets: tuple[Sheet, ...]
    rules: str
    digest: str
    printed: str


def sheets_of(proofs: Sequence[Proof], visit: OpenVisit, book: Rulebook, now: datetime) -> Sheets:
    """The page of these proofs. The banner is always full: a coder compares it with the claim."""
    chart = visit.chart
    zone = formats.zone_of(chart)
    return Sheets(
        heading=f"Proof of {proofs[0].code}",
        banner=banner_of(chart, True),
        read=f"chart read {formats.clock_on(visit.read_at, chart.day, zone)}",
        sheets=tuple(_sheet(proof, chart, book) for proof in proofs),
        rules=formats.day(book.day),
        digest=book.digest,
        printed=formats.printed(visit.reader, now, zone),
    )


def _sheet(proof: Proof, chart: Chart, book: Rulebook) -> Sheet:
    outcome, look = OUTCOMES[proof.decision.outcome]
    check, check_look = _checked(proof.check)
    marks = proof.decision.marks
    return Sheet(
        title=f"{proof.drug} on {formats.day(proof.on)}",
        about=_about(proof),
        lines=tuple(_line(line) for line in proof.lines),
        narratives=tuple(on_the_claim(line) for line in proof.lines if line.narrative),
        described=_described(proof),
        looked_up=_looked_up(proof),
        portions=tuple(_portion(portion, proof, chart) for portion in proof.portions),
        containers=tuple(_container(container) for container in proof.containers),
        sums=_sums(proof),
        steps=tuple(Shown(step.sentence, step.because) for step in proof.steps),
        outcome=outcome,
        look=look,
        decision=Shown(proof.decision.sentence, proof.decision.because),
        decided_by=_decided_by(proof),
        marks=tuple(Shown(f"{modifier}: {why}", rules) for modifier, why, rules in marks),
        check=check,
        check_look=check_look,
        check_sentence=proof.check.sentence,
        less_waste=proof.less_waste.sentence if proof.less_waste else "",
        questions=tuple(f"{prompt.question} ({words.PEOPLE[prompt.who]})" for prompt in proof.questions),
        tables=tuple((table.name, _edition(table, proof.on)) for table in proof.tables),
        rules=reasons(proof.rules, book.on(proof.on)),
    )


def _about(proof: Proof) -> str:
    if proof.unit is None:
        return f"{proof.code} is an unlisted code: it has no unit, and one unit a day stands for this drug"
    return f"One unit of {proof.code} is {formats.amount(proof.unit)} · code valid {_valid(proof)}"


def _described(proof: Proof) -> Labelled:
    """Each part of the narrative, and which of them is missing (R-DRG-13)."""
    parts = proof.unlisted.described if proof.unlisted else ()
    return tuple((part[:1].upper() + part[1:], said or "missing") for part, said in parts)


def _looked_up(proof: Proof) -> tuple[tuple[Cell, ...], ...]:
    on = f"as in force on {formats.day(proof.on)}"
    return tuple(
        (Cell("Looked up", one.what), Cell("In", one.table, one.edition or on), Cell("Found", one.found))
        for one in (proof.unlisted.looked_up if proof.unlisted else ())
    )


def _valid(proof: Proof) -> str:
    return ", ".join(
        f"from {formats.day(first)}" if last == date.max else f"{formats.day(first)} to {formats.day(last)}"
        for first, last in proof.valid
    )


def _line(line: Line) -> tuple[Cell, ...]:
    ndc = f"{formats.number(line.ndc.quantity)} {line.ndc.unit}" if line.ndc else "Not on the line"
    state = words.LINE_STATES[line.state]
    return (
        Cell("Line", "-".join((line.code, *line.modifiers))),
        Cell("Units", str(line.units)),
        Cell("State", state, "" if line.state is LineState.HELD else line.strength.word),
        Cell("NDC", ndc, line.ndc.code if line.ndc else ""),
    )


def _portion(portion: ProofPortion, proof: Proof, chart: Chart) -> tuple[Cell, ...]:
    written = portion.evidence.shown
    same = portion.dose is not None and written in ("", formats.amount(portion.dose))
    at = formats.clock_on(portion.at, proof.on, formats.zone_of(chart)) if portion.at else NOT_KNOWN
    said = " ".join(part for part in (portion.evidence.by, portion.evidence.at) if part)
    known = portion.known.word if portion.known is not Strength.MISSING else "missing"
    return (
        Cell("Given", portion.name),
        Cell("Dose", _known(portion.dose), f"written {written}" if written and not same else ""),
        Cell("Route", portion.route.value if portion.route else NOT_KNOWN),
        Cell("Time", at),
        Cell("Amount is", known, f"said by {said}" if said else ""),
        Cell("Evidence", " ".join(portion.rows), portion.evidence.element),
    )


def _container(container: ProofContainer) -> tuple[Cell, ...]:
    number = NOT_KNOWN if container.number is None else str(container.number)
    counted = "as charted" if container.counted else "the fewest that hold the dose" if container.number else ""
    ndc = container.ndc or container.ndc_charted or "not charted"
    return (
        Cell("Container of", container.name, "shared with another patient" if container.shared else ""),
        Cell("Label", formats.amount(container.label) if container.label else NOT_KNOWN, _from(container.label_from)),
        Cell("Opened", number, counted),
        Cell("Kind", container.kind.value if container.kind else NOT_KNOWN, _from(container.kind_from)),
        Cell("NDC", ndc, f"written {container.ndc_charted}" if container.ndc_charted not in ("", ndc) else ""),
    )


def _from(source: str) -> str:
    return "" if source == NOT_KNOWN else source


def _sums(proof: Proof) -> Labelled:
    sums = proof.sums
    return (
        ("Given", _known(sums.given)),
        ("Opened", _known(sums.opened)),
        ("Left", _known(sums.left)),
        ("Discarded", formats.amount(sums.discarded) if sums.discarded else "not charted"),
    )


def _known(amount: Amount | None) -> str:
    return formats.amount(amount) if amount else NOT_KNOWN


def _decided_by(proof: Proof) -> Labelled:
    decided = proof.decision
    status = f"{decided.status} ({STATUSES.get(decided.status, 'not paid by itself')})" if decided.status else NOT_KNOWN
    required: Mapping[str, str] = dict(decided.required)
    return (
        ("Payer", decided.payer or NOT_KNOWN),
        ("Setting", decided.setting.value),
        ("Status", status if decided.setting is Setting.FACILITY else "an office: every drug counts as paid by itself"),
        ("Date", formats.day(proof.on)),
        ("That day", " · ".join(f"{name} {_asked_for(word)}" for name, word in required.items())),
    )


def _asked_for(word: str) -> str:
    return {"none": "does not exist yet"}.get(word, word)


def _checked(check: SumCheck) -> tuple[str, str]:
    if check.ok is None:
        return "Not checked", "check"
    return ("Adds up", "ok") if check.ok else ("Does not add up", "missing")


def _edition(table: Table, on: date) -> str:
    edition = table.quarter or f"as in force on {formats.day(on)}"
    return f"{edition}{', not the quarter of the day' if table.outdated else ''}: {table.gave}"

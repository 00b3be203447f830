"""Proof sheets of the drug lines of a proposal as plain text, for a coder at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plugin.chart.administration import Amount
from plugin.engine.portions import in_words
from plugin.engine.proof import Proof
from plugin.engine.proof_facts import ProofContainer, ProofPortion
from plugin.engine.proposal import Line
from plugin.engine.rulebook import Rulebook

NOT_KNOWN = "not known"
CHECKED = {True: "adds up", False: "DOES NOT ADD UP", None: "not checked"}


def render(visit: str, proofs: tuple[Proof, ...], book: Rulebook) -> str:
    """The sheets as text lines, each with the tables and rules it rests on; `visit` is the id its proposal has."""
    if not proofs:
        return f"Visit {visit}: no drug line to prove.\n"
    return "\n".join(line for proof in proofs for line in (*_sheet(visit, proof, book), ""))


def _sheet(visit: str, proof: Proof, book: Rulebook) -> Iterator[str]:
    yield f"Proof of {proof.code} ({proof.drug}) for {visit} on {proof.on}"
    if proof.unit is None:
        yield "  an unlisted code: it has no unit, and one unit a day stands for this drug"
    else:
        yield f"  one unit is {in_words(proof.unit)}; code valid {_valid(proof)}"
    yield from _section("Lines", (_line(line) for line in proof.lines))
    if proof.unlisted:
        yield from _section("On the claim", _described(proof))
        yield from _section("Why it has no code of its own", _looked_up(proof))
    yield from _section("Given", (_portion(portion) for portion in proof.portions))
    yield from _section("Containers", (_container(container) for container in proof.containers))
    sums = proof.sums
    discarded = in_words(sums.discarded) if sums.discarded else "not charted"
    summed = f"given {_known(sums.given)}, opened {_known(sums.opened)}, left {_known(sums.left)}"
    yield from _section("Sums", iter([f"{summed}, discarded {discarded}"]))
    yield from _section("Arithmetic", (f"{step.sentence}  {_cited(step.because)}" for step in proof.steps))
    yield f"  {CHECKED[proof.check.ok]}: {proof.check.sentence}"
    yield from _section("JW or JZ", _decision(proof))
    if proof.less_waste:
        yield from _section("Less could have been left", iter([f"{proof.less_waste.sentence}  [R-DRG-04]"]))
    if proof.questions:
        yield from _section("Open questions", (f"{p.question}  ({p.who.value})" for p in proof.questions))
    yield from _section("Tables", _tables(proof))
    yield from _section("Rules", _rules(proof, book))


def _described(proof: Proof) -> Iterator[str]:
    """The narrative of each line, then its parts with those that are missing (R-DRG-13)."""
    yield from (line.narrative for line in proof.lines if line.narrative)
    parts = proof.unlisted.described if proof.unlisted else ()
    yield "; ".join(f"{part}: {said or 'MISSING'}" for part, said in parts)


def _looked_up(proof: Proof) -> Iterator[str]:
    for one in proof.unlisted.looked_up if proof.unlisted else ():
        yield f"{one.what} in {one.table}, {one.edition or f'as in force on {proof.on}'}: {one.found}"


def _section(title: str, rows: Iterator[str]) -> Iterator[str]:
    yield f"{title}:"
    yield from (f"  {row}" for row in rows)


def _line(line: Line) -> str:
    ndc = f"  NDC {line.ndc.code} {line.ndc.quantity:f} {line.ndc.unit}" if line.ndc else ""
    return f"{'-'.join((line.code, *line.modifiers)):<12} x{line.units}  {line.state.value}, {line.strength.word}{ndc}"


def _portion(portion: ProofPortion) -> str:
    at = f"{portion.at:%Y-%m-%d %H:%M}" if portion.at else NOT_KNOWN
    route = portion.route.value if portion.route else f"route {NOT_KNOWN}"
    shown = portion.evidence.shown
    dose = _known(portion.dose)
    written = f" (written {shown})" if shown not in ("", dose) else ""
    return f"{portion.name}, {dose}{written}, {route}, {at}, {portion.known.word}  {' '.join(portion.rows)}"


def _container(container: ProofContainer) -> str:
    number = NOT_KNOWN if container.number is None else str(container.number)
    counted = "counted" if container.counted else "the fewest that hold the dose"
    kind = container.kind.value if container.kind else f"kind {NOT_KNOWN}"
    parts = [
        f"{container.name}: {number} opened" + (f" ({counted})" if container.number is not None else ""),
        f"label {_sourced(_known(container.label), container.label_from)}",
        _sourced(kind, container.kind_from),
        f"NDC {container.ndc or container.ndc_charted or 'not charted'}",
    ]
    return ", ".join(parts + (["shared with another patient"] if container.shared else []))


def _sourced(value: str, source: str) -> str:
    return value if source == NOT_KNOWN else f"{value} ({source})"


def _decision(proof: Proof) -> Iterator[str]:
    decided = proof.decision
    yield f"{decided.outcome}: {decided.sentence}  {_cited(decided.because)}"
    facts = [f"payer {decided.payer or NOT_KNOWN}", decided.setting.value, f"date {proof.on}"]
    facts += [f"status {decided.status}"] if decided.status else []
    facts += [f"{name} {word}" for name, word in decided.required]
    yield ", ".join(facts)
    yield from (f"{modifier}: {why}  {_cited(rules)}" for modifier, why, rules in decided.marks)


def _tables(proof: Proof) -> Iterator[str]:
    for table in proof.tables:
        edition = table.quarter or f"as in force on {proof.on}"
        yield f"{table.name}, {edition}{' (not the quarter of the day)' if table.outdated else ''}: {table.gave}"


def _rules(proof: Proof, book: Rulebook) -> Iterator[str]:
    for rule in (book.on(proof.on).rule(rule_id) for rule_id in proof.rules):
        yield f"{rule.id:<9} {rule.title} (since {rule.in_force_from})"
        yield from (f"          {c.title}, {c.section} (checked {c.checked_on})" for c in rule.citations)


def _valid(proof: Proof) -> str:
    return ", ".join(f"from {first}{'' if last == date.max else f' to {last}'}" for first, last in proof.valid)


def _known(amount: Amount | None) -> str:
    return in_words(amount) if amount else NOT_KNOWN


def _cited(rules: tuple[str, ...]) -> str:
    return f"[{' '.join(rules)}]"

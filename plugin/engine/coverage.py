"""Coverage policies: whether a diagnosis of a drug line is on its contractor's list of the day (R-DX-06)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.engine.attestation import with_attestation
from plugin.engine.charted_diagnoses import dotted
from plugin.engine.given import Given
from plugin.engine.notices import with_notices
from plugin.engine.prompts import ask
from plugin.engine.proposal import Advice, Kind, Line, Prompt, Severity
from plugin.engine.rulebook import CoveragePolicy
from plugin.engine.timeline import Desk

APPLIES = ("R-DX-06", "R-DOC-24")

POLICIES_OF = "medicare"


@dataclass(frozen=True, slots=True)
class Checked:
    """The lines with what a notice or an attestation puts on them, the questions, and what could not be checked."""

    lines: tuple[Line, ...]
    prompts: tuple[Prompt, ...] = ()
    advice: tuple[Advice, ...] = ()


def checked_coverage(lines: tuple[Line, ...], given: tuple[Given, ...], desk: Desk) -> Checked:
    """Each drug line against the policy of the site's Medicare contractor (switch `contractor`).

    Nothing is said where the site names no contractor, another payer is first, or no contractor has a policy for the
    drug. A drug that only other contractors have one for is named as not checked. What a list of self-administered
    drugs excludes altogether is not held against a policy.
    """
    contractor = desk.switches.contractor
    if desk.payer != POLICIES_OF or not contractor:
        return Checked(lines)
    by_row = {row: item for item in given for row in item.evidence}
    excluded = desk.book.rule("R-MOD-09").table("modifiers")["excluded"]
    prompts: list[Prompt] = []
    not_covered: dict[str, Given] = {}
    attested: dict[str, tuple[CoveragePolicy, Given]] = {}
    unchecked: dict[str, None] = {}
    for line in lines:
        if line.kind is not Kind.DRUG or not line.diagnoses or excluded in line.modifiers:
            continue
        policies = desk.on(line.date).book.coverage
        listed = policies.get((contractor.lower(), line.code))
        if listed is None:
            if any(code == line.code for _, code in policies):
                unchecked.setdefault(line.what or line.code)
            continue
        items = {by_row[row].administration.id: by_row[row] for row in line.evidence if row in by_row}
        if not listed.diagnoses.intersection(map(dotted, line.diagnoses)):
            not_covered |= items
            prompts += [_question(item, line, listed.policy, desk) for item in items.values()]
        elif desk.book.rule("R-MOD-11").text("modifier") in listed.attestation:
            attested |= {name: (listed, item) for name, item in items.items()}
    noticed = with_notices(lines, not_covered, desk)
    put, wanting = with_attestation(noticed.lines, attested, desk)
    return Checked(put, (*prompts, *noticed.prompts), (*_not_checked(tuple(unchecked), desk), *wanting))


def _question(item: Given, line: Line, policy: str, desk: Desk) -> Prompt:
    """What supports the drug. With a signed notice charted the line may go, and the question only advises."""
    contractor, notice = desk.switches.contractor, item.administration.billing.notice
    facts = f"{', '.join(line.diagnoses)}: none is on the list of {contractor} policy {policy} for {line.code}"
    asked = ask(desk.book, "R-DOC-24", item.administration.id, "R-DX-06", facts=facts, drug=item.name)
    chosen = desk.book.rule("R-MOD-09").words("lets_go")
    return replace(asked, severity=Severity.ADVISES) if notice and notice.value in chosen else asked


def _not_checked(drugs: tuple[str, ...], desk: Desk) -> tuple[Advice, ...]:
    if not drugs:
        return ()
    rule = desk.book.rule("R-DX-06")
    sentence = rule.text("not_checked").format(drugs=", ".join(drugs), contractor=desk.switches.contractor)
    return (Advice("coverage", sentence, (rule.id,)),)

"""Coverage policies: whether a diagnosis of a drug line is on its contractor's list of the day (R-DX-06)."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.engine.charted_diagnoses import dotted
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Advice, Kind, Line, Prompt
from plugin.engine.timeline import Desk

APPLIES = ("R-DX-06", "R-MOD-09", "R-DOC-24", "R-DOC-31")

POLICIES_OF = "medicare"


@dataclass(frozen=True, slots=True)
class Checked:
    """The questions about drugs that a policy does not cover, and what could not be checked."""

    prompts: tuple[Prompt, ...] = ()
    advice: tuple[Advice, ...] = ()


def checked_coverage(lines: tuple[Line, ...], given: tuple[Given, ...], desk: Desk) -> Checked:
    """Each drug line against the policy of the site's Medicare contractor (switch `contractor`).

    Nothing is said where the site names no contractor, another payer is first, or no contractor has a policy for the
    drug. A drug that only other contractors have one for is named as not checked.
    """
    contractor = desk.switches.contractor
    if desk.payer != POLICIES_OF or not contractor:
        return Checked()
    by_row = {row: item for item in given for row in item.evidence}
    prompts: list[Prompt] = []
    unchecked: dict[str, None] = {}
    for line in lines:
        if line.kind is not Kind.DRUG or not line.diagnoses:
            continue
        policies = desk.on(line.date).book.coverage
        listed = policies.get((contractor.lower(), line.code))
        if listed is None:
            if any(code == line.code for _, code in policies):
                unchecked.setdefault(line.what or line.code)
        elif not listed.diagnoses.intersection(map(dotted, line.diagnoses)):
            items = {by_row[row].administration.id: by_row[row] for row in line.evidence if row in by_row}
            for item in items.values():
                prompts += _questions(item, line, listed.policy, desk)
    return Checked(tuple(prompts), _not_checked(tuple(unchecked), desk))


def _questions(item: Given, line: Line, policy: str, desk: Desk) -> tuple[Prompt, Prompt]:
    """What supports the drug, and whether a notice was signed: that decides between GA and GZ, never both."""
    about, contractor = item.administration.id, desk.switches.contractor
    facts = f"{', '.join(line.diagnoses)}: none is on the list of {contractor} policy {policy} for {line.code}"
    notices = desk.book.rule("R-MOD-09").table("modifiers")
    offered = "; ".join(f"{notice}: {modifier}" for notice, modifier in notices.items())
    return (
        ask(desk.book, "R-DOC-24", about, "R-DX-06", facts=facts, drug=item.name),
        ask(desk.book, "R-DOC-31", about, "R-DX-06", "R-MOD-09", facts=offered, drug=item.name),
    )


def _not_checked(drugs: tuple[str, ...], desk: Desk) -> tuple[Advice, ...]:
    if not drugs:
        return ()
    rule = desk.book.rule("R-DX-06")
    sentence = rule.text("not_checked").format(drugs=", ".join(drugs), contractor=desk.switches.contractor)
    return (Advice("coverage", sentence, (rule.id,)),)

"""A proposal as a page of plain text, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.engine.proposal import Line, Proposal
from plugin.engine.rulebook import Rulebook


def render(proposal: Proposal, book: Rulebook) -> str:
    """The proposal as text lines: charge, what is not billed, open questions, what could not be read, rules cited.

    `book` is the one it was proposed by.
    """
    return "\n".join(_page(proposal, book)) + "\n"


def _page(proposal: Proposal, book: Rulebook) -> Iterator[str]:
    visit = proposal.visit
    payer = visit.payer or "not known"
    yield f"Visit {proposal.id or visit.encounter} on {visit.date_of_service}, {visit.setting}, payer {payer}"
    yield f"Rules in force on {proposal.in_force} ({proposal.digest[:12]})"
    yield from _section("Proposed charge", (_line(line) for line in proposal.lines))
    yield from _section(
        "Not billed", (f"{i.what}  [{' '.join(i.because)}]  {' '.join(i.evidence)}" for i in proposal.not_billed)
    )
    yield from _section(
        "Open questions",
        (
            f"{p.severity.value:<8} {p.question}  ({p.who.value.replace('_', ' ')}; {p.kind}; {p.about})"
            for p in proposal.prompts
        ),
    )
    yield from _section("Could not be read", (f"{u.about}: {u.reason}" for u in proposal.unread))
    yield from _section("Rules cited", _cited(proposal, book))
    yield from _section("About the rules", (f"{a.sentence}  [{' '.join(a.because)}]" for a in proposal.advice))


def _section(title: str, rows: Iterator[str]) -> Iterator[str]:
    held = list(rows)
    yield ""
    yield f"{title}: {'none' if not held else ''}".rstrip()
    yield from (f"  {row}" for row in held)


def _cited(proposal: Proposal, book: Rulebook) -> Iterator[str]:
    """Every rule a line or an omission rests on, with where it was read and when somebody last looked."""
    parts = (*proposal.lines, *proposal.not_billed)
    for rule_id in sorted({rule for part in parts for rule in part.because} & set(book.rules)):
        rule = book.rules[rule_id]
        yield f"{rule.id:<9} {rule.title} (since {rule.in_force_from})"
        yield from (f"          {c.title}, {c.section} (checked {c.checked_on})" for c in rule.citations)


def _line(line: Line) -> str:
    code = "-".join((line.code, *line.modifiers))
    tail = f"{line.state.value}, {line.strength.word}  [{' '.join(line.because)}]  {line.what}"
    points = ",".join(line.diagnoses) or "no diagnosis"
    return f"{line.date}  {code:<12} x{line.units:<4} {points:<24} {tail}"

"""A proposal as a page of plain text, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugin.engine.proposal import Line, NotBilled, Proposal
from plugin.engine.rulebook import Rulebook
from plugin.export import ready_text
from plugin.export.line_words import modifiers_of, on_the_claim, package
from plugin.export.page_of_text import page_of

BELOW = " " * len("2026-03-04  ")


def render(proposal: Proposal, book: Rulebook) -> str:
    """The proposal as text lines: charge, what is not billed, open questions, what could not be read, rules cited.

    `book` is the one it was proposed by.
    """
    return page_of(_page(proposal, book))


def _page(proposal: Proposal, book: Rulebook) -> Iterator[str]:
    visit = proposal.visit
    payer = visit.payer or "not known"
    yield f"Visit {proposal.id or visit.encounter} on {visit.date_of_service}, {visit.setting}, payer {payer}"
    yield f"Rules in force on {proposal.in_force} ({proposal.digest[:12]})"
    yield from ready_text.section(proposal.readiness)
    yield from _section("Proposed charge", (row for line in proposal.lines for row in _line(line)))
    if used := modifiers_of(proposal.lines):
        yield from _section("Modifiers", (f"{modifier}  {says}".rstrip() for modifier, says in used))
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
    advice = (f"{a.sentence}  [{' '.join(a.because)}]" for a in proposal.advice)
    yield from _section("Worth knowing before release", advice)
    if proposal.review:
        marks = (f"{mark.sentence}  [{' '.join(mark.because)}]" for mark in proposal.review)
        yield from _section("To be looked at before billing", marks)


def _section(title: str, rows: Iterable[str]) -> Iterator[str]:
    held = list(rows)
    yield ""
    yield f"{title}: {'none' if not held else ''}".rstrip()
    yield from (f"  {row}" for row in held)


def _cited(proposal: Proposal, book: Rulebook) -> Iterator[str]:
    """Every rule a line or an omission rests on, with where it was read and when somebody last looked."""
    parts: tuple[Line | NotBilled, ...] = (*proposal.lines, *proposal.not_billed)
    for rule_id in sorted({rule for part in parts for rule in part.because} & set(book.rules)):
        rule = book.rules[rule_id]
        yield f"{rule.id:<9} {rule.title} (since {rule.in_force_from})"
        yield from (f"          {c.title}, {c.section} (checked {c.checked_on})" for c in rule.citations)


def _line(line: Line) -> Iterator[str]:
    """The line, and below it what else of it goes on a claim."""
    code = "-".join((line.code, *line.modifiers))
    tail = f"{line.state.value}, {line.strength.word}  [{' '.join(line.because)}]  {line.what}"
    points = ",".join(line.diagnoses) or "no diagnosis"
    yield f"{line.date}  {code:<12} x{line.units:<4} {points:<24} {tail}"
    if line.ndc:
        yield f"{BELOW}NDC {package(line.ndc)}"
    if line.narrative:
        yield f"{BELOW}{on_the_claim(line)}"

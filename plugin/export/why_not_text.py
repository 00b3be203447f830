"""Answers to "why not this code?" as text, each reason with its rules and where those were read."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.engine.rulebook import Rulebook
from plugin.engine.why_not import Reason, Standing, WhyNot
from plugin.export.page_of_text import page_of

STANDINGS = {
    Standing.PROPOSED: "It is proposed.",
    Standing.HELD: "It is proposed, and held.",
    Standing.NOT_PROPOSED: "It is not proposed.",
    Standing.NOT_KNOWN: "It is none of the codes Chairside knows.",
}


def render(visit: str, answers: tuple[WhyNot, ...], book: Rulebook) -> str:
    """The answers as lines of text; `visit` is the id its proposal has."""
    return page_of(line for answer in answers for line in _answer(visit, answer, book))


def _answer(visit: str, answer: WhyNot, book: Rulebook) -> Iterator[str]:
    yield f"Why not {answer.code} for {visit}? {STANDINGS[answer.standing]}"
    for reason in answer.reasons:
        yield from _reason(reason, book)
    yield ""


def _reason(reason: Reason, book: Rulebook) -> Iterator[str]:
    yield f"  {reason.sentence}"
    for rule in (book.rule(rule_id) for rule_id in reason.because):
        yield f"    {rule.id:<9} {rule.title}"
        yield from (f"              {c.title}, {c.section} (checked {c.checked_on})" for c in rule.citations)
    if reason.evidence:
        yield f"    read from {' '.join(reason.evidence)}"

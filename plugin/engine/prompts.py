"""Questions: built from their cards, in a nurse's words, and put in the order of what they hold up."""

from __future__ import annotations

from dataclasses import replace

from plugin.engine.proposal import Prompt, Severity, Who
from plugin.engine.rulebook import Rulebook

WORTH_ASKING_FIRST = {Severity.BLOCKS: 0, Severity.REDUCES: 1, Severity.ADVISES: 2}


class _Words(dict[str, str]):
    """Words for the blanks of a question; a blank nobody filled reads as what it is called."""

    def __missing__(self, key: str) -> str:
        return key


def ask(
    book: Rulebook,
    card: str,
    about: str,
    *because: str,
    facts: str = "",
    severity: Severity | None = None,
    drug: str = "",
    **words: str,
) -> Prompt:
    """The question of a card (R-DOC-nn) about a resource; `because` are the rules that need it."""
    rule = book.rule(card)
    return Prompt(
        kind=rule.text("kind"),
        severity=severity or Severity(rule.text("severity")),
        who=Who(rule.text("who")),
        about=about,
        question=rule.text("question").format_map(_Words(words, drug=drug)),
        because=(*because, card),
        denials=rule.denials,
        facts=facts,
        options=rule.words("options"),
    )


def before_the_dose(prompt: Prompt, drug: str, book: Rulebook) -> Prompt:
    """A question in the words its card has for a dose that is not given yet; most cards need no others."""
    rule = book.rule(prompt.because[-1])
    if "question_before" not in rule.parameters:
        return prompt
    return replace(prompt, question=rule.text("question_before").format_map(_Words(drug=drug)))


def in_order(prompts: tuple[Prompt, ...], first_seen: dict[str, int]) -> tuple[Prompt, ...]:
    """Questions once each, by what they hold up, then by time of day; `first_seen` ranks what they are about.

    An answer is known by its kind and what it is about, so there is one of a kind about each resource.
    """
    once: dict[tuple[str, str], Prompt] = {}
    for prompt in prompts:
        key = prompt.kind, prompt.about
        held = once.get(key)
        if held is None or WORTH_ASKING_FIRST[prompt.severity] < WORTH_ASKING_FIRST[held.severity]:
            once[key] = prompt
    last = len(first_seen)
    return tuple(
        sorted(
            once.values(),
            key=lambda p: (WORTH_ASKING_FIRST[p.severity], first_seen.get(p.about, last), p.about, p.because[-1]),
        )
    )

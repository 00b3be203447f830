"""Hydration whose volume, rate and time cannot all be true: only its minutes are charged, so these are asked about."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-DRG-03", "R-ADM-61", "R-DOC-03")

# Where one of these is asked about the same row, the contradiction shows there, or once that is settled.
ASKED_AS = frozenset({"conflicting_times", "conflicting_dose", "missing_dose", "unclear_drug"})


def fluid_questions(given: Iterable[Given], asked: Iterable[Prompt], book: Rulebook) -> tuple[Prompt, ...]:
    """A question about each such fluid that none of the questions `asked` so far is about.

    A drug line is held for such a contradiction (R-DOC-44); a fluid has none, and its hours would stand unasked.
    """
    settled_there = {prompt.about for prompt in asked if prompt.kind in ASKED_AS}
    return tuple(
        ask(book, "R-DOC-03", item.administration.id, "R-DRG-03", "R-ADM-61", facts=stated.shown, drug=item.name)
        for item in given
        if item.group == "hydration" and item.administration.id not in settled_there
        for stated in [e for e in item.administration.conflicts if e.element == "dosage"][:1]
    )

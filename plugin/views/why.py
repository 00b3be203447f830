"""The coder's question "why not this code?": what was typed, and its answer as rows of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plugin.engine.rulebook import Rulebook
from plugin.engine.why_not import Standing, WhyNot
from plugin.views import formats
from plugin.views.reasons import reasons
from plugin.views.review import Quoted, Row, evidence_rows

TAGS = {
    Standing.PROPOSED: ("Proposed", "ok"),
    Standing.HELD: ("Held", "missing"),
    Standing.NOT_PROPOSED: ("Not proposed", ""),
    Standing.NOT_KNOWN: ("Not known here", ""),
}
ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed into the form and what came of it: rows that answer it, or what is wrong with it."""

    typed: str = ""
    wrong: str = ""
    caption: str = ""
    rows: tuple[Row, ...] = ()


def not_a_code(typed: str) -> Asked:
    """The form again, with what is wrong with what was typed."""
    return Asked(typed[:10], "This is not a code. A code has five characters, such as 96368.")


def answered(answer: WhyNot, book: Rulebook, quoted: Mapping[str, tuple[Quoted, ...]]) -> Asked:
    """The answer as rows of the coder's page."""
    tag, look = TAGS[answer.standing]
    rows = (
        Row(_dated(r.sentence), (), tag, look, "", reasons(r.because, book), evidence_rows(r.evidence, quoted))
        for r in answer.reasons
    )
    return Asked(answer.code, caption=f"Why not {answer.code}?", rows=tuple(rows))


def _dated(sentence: str) -> str:
    """The sentence with its days as the pages write them."""
    return ISO_DAY.sub(lambda day: formats.day(date.fromisoformat(day[0])), sentence)

"""Rules as the coder's pages cite them."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.engine.rulebook import Rulebook
from plugin.views import formats


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule as cited. `title` says so where no version of it is in force that day."""

    id: str
    title: str
    says: str
    citations: tuple[str, ...]


def reasons(ids: tuple[str, ...], book: Rulebook) -> tuple[Reason, ...]:
    """Rules as cited on the page."""
    return tuple(_reason(rule_id, book) for rule_id in ids)


def _reason(rule_id: str, book: Rulebook) -> Reason:
    rule = book.rules.get(rule_id)
    if rule is None:
        return Reason(rule_id, "No card of this rule is in force on this day", "", ())
    cited = tuple(f"{c.title}, {c.section} (checked {formats.day(c.checked_on)})" for c in rule.citations)
    return Reason(rule.id, rule.title, rule.says, cited)

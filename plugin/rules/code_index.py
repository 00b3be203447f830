"""Which rules name a code: in their numbers and lists, in their words, or only in an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plugin.rules.parameter_words import CODE, codes_in
from plugin.rules.schema import Card


@dataclass(frozen=True, slots=True)
class Indexed:
    """A code with our label ("" where it has none), the rules that name it, and those that show it in an example."""

    code: str
    label: str
    rules: tuple[str, ...]
    examples: tuple[str, ...]


def code_index(cards: Iterable[Card], labels: Mapping[str, str]) -> tuple[Indexed, ...]:
    """All codes of the cards in their order."""
    cards = tuple(cards)
    held = {card.id: _held(card) for card in cards}
    shown = {card.id: {each.code for example in card.examples for each in example.expect} for card in cards}
    known = set(labels).union(*held.values(), *shown.values())
    named = {card.id: held[card.id] | (_written(card) & known) for card in cards}
    index = (
        Indexed(
            code,
            labels.get(code, ""),
            tuple(card.id for card in cards if code in named[card.id]),
            tuple(card.id for card in cards if code in shown[card.id] - named[card.id]),
        )
        for code in sorted(known)
    )
    return tuple(each for each in index if each.rules or each.examples)


def _held(card: Card) -> frozenset[str]:
    return frozenset[str]().union(
        *(codes_in(value) for version in card.versions for value in version.parameters.values())
    )


def _written(card: Card) -> frozenset[str]:
    """Whatever looks like a code in the words of a card; a number of a transmittal does too."""
    return frozenset(CODE.findall(f"{card.title} {card.says} {card.disputed}"))

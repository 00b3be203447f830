"""The switches of the engine as the manual shows them: read from the code, so that a page cannot say anything else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from plugin.engine import switches as engine
from plugin.rules.schema import Card

QUOTED = re.compile(r"`([^`]+)`")
NOT_SET = "not set"


@dataclass(frozen=True, slots=True)
class Switch:
    """One choice a site or payer makes. `others` are the values besides the default, or what else is taken, in words.

    `rules` are the cards that name it.
    """

    name: str
    default: str
    others: tuple[str, ...]
    rules: tuple[str, ...]


def all_switches(cards: Iterable[Card]) -> Mapping[str, Switch]:
    """Every switch the engine knows, by name, in the engine's order."""
    named = [(card.id, named_in(card)) for card in cards]
    found = {}
    for name, default in _defaults().items():
        rules = tuple(rule_id for rule_id, names in named if name in names)
        found[name] = Switch(name, default, _others(name, default), rules)
    return found


def named_in(card: Card) -> tuple[str, ...]:
    """The switches a card names, in its `switch` or in its words, each once."""
    quoted = QUOTED.findall(f"{card.disputed} {card.says}")
    return tuple(dict.fromkeys(n for n in (card.switch, *quoted) if n in _defaults()))


def unknown_in(card: Card) -> str | None:
    """What a card writes as a switch or as a value of one, and is none; None if all are right."""
    if card.switch and card.switch not in _defaults():
        return card.switch
    known = _defaults().keys() | {engine.BUILT_IN} | {value for values in engine.ALLOWED.values() for value in values}
    return next((word for word in QUOTED.findall(f"{card.says} {card.disputed}") if word not in known), None)


def _defaults() -> Mapping[str, str]:
    chosen = engine.Switches()
    return {field.name: _shown(field.name, getattr(chosen, field.name)) for field in fields(chosen)}


def _shown(name: str, value: object) -> str:
    if isinstance(value, tuple):
        empty = engine.BUILT_IN if name in engine.DRUG_LISTS and name not in engine.NONE_LISTED else NOT_SET
        return ", ".join(map(str, value)) or empty
    return str(value) or NOT_SET


def _others(name: str, default: str) -> tuple[str, ...]:
    if name in engine.ALLOWED:
        return tuple(value for value in engine.ALLOWED[name] if value != default)
    if name in engine.LEAST:
        return (f"any whole number of {engine.COUNTED.get(name, 'minutes')} from {engine.LEAST[name]}",)
    if name == "jw_jz_payers":
        return (f"any of {', '.join(engine.PAYERS)}",)
    return ("a list of drugs",) if name in engine.DRUG_LISTS else ("a name of the site's own",)

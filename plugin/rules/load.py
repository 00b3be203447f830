"""Read and check all rule cards and their sources. One wrong card stops the load: a rule half read bills wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from plugin.rules.errors import BadCard, NotApplied
from plugin.rules.schema import Card, Part, Source
from plugin.rules.switches import unknown_in
from plugin.rules.yaml_text import Document, Place, read_document

Form = TypeVar("Form", bound=Part)
SOURCES = TypeAdapter(dict[str, Source])


def read_sources(folder: Path) -> Mapping[str, Source]:
    """The sources of `folder`/sources.yaml by key. Raises BadCard."""
    document = read_document(folder / "sources.yaml")
    try:
        return SOURCES.validate_python(document.value)
    except ValidationError as error:
        raise refused(document, error) from None


def read_cards(folder: Path, sources: Mapping[str, Source], applied: frozenset[str] | None = None) -> tuple[Card, ...]:
    """All cards of `folder`/cards, by stage and id. Raises BadCard with file and line.

    With `applied`, the ids the engine's passes name, it also raises NotApplied for a card no pass uses and for a rule
    without card.
    """
    paths = sorted((folder / "cards").rglob("*.yaml"))
    cards = tuple(read_card(path, sources) for path in paths)
    twice = {card.id for card in cards if sum(other.id == card.id for other in cards) > 1}
    for path in paths:
        if path.stem in twice:
            raise BadCard(path, 1, f"there is more than one card {path.stem}")
    if applied is not None:
        _check_applied(frozenset(card.id for card in cards), applied)
    return cards


def read_card(path: Path, sources: Mapping[str, Source]) -> Card:
    """One card, checked. Raises BadCard."""
    document = read_document(path)
    try:
        card = Card.model_validate(document.value)
    except ValidationError as error:
        raise refused(document, error) from None
    if path.stem != card.id:
        raise BadCard(path, document.line(("id",)), f"the file is named {path.stem} but holds the rule {card.id}")
    if path.parent.name != card.stage:
        what = f"the card lies in the folder {path.parent.name} but its stage is {card.stage}"
        raise BadCard(path, document.line(("stage",)), what)
    _check_citations(card, sources, document)
    _check_versions(card, document)
    _check_switches(card, document)
    return card


def _check_citations(card: Card, sources: Mapping[str, Source], document: Document) -> None:
    for index, version in enumerate(card.versions):
        for place, cite in enumerate(version.cites):
            if cite.source not in sources:
                line = document.line(("versions", index, "cites", place, "source"))
                raise BadCard(document.path, line, f"the source {cite.source!r} is not in sources.yaml")


def _check_versions(card: Card, document: Document) -> None:
    """Versions stand in order of time, and no day has two for one setting and payer."""
    for index, version in enumerate(card.versions):
        for before in (v for v in card.versions[:index] if v.is_for_any_of(version)):
            if before.last is not None and version.first > before.last:
                continue
            last = version.first - timedelta(days=1)
            what = f"two versions are in force on {version.first}; end the one before it with `to: {last}`"
            raise BadCard(document.path, document.line(("versions", index, "from")), what)


def _check_switches(card: Card, document: Document) -> None:
    """A card names no switch, and no value of one, that the engine does not know."""
    if (unknown := unknown_in(card)) is not None:
        place = next(name for name in ("switch", "says", "disputed") if unknown in getattr(card, name))
        raise BadCard(
            document.path, document.line((place,)), f"{unknown!r} is no switch of the engine, nor a value of one"
        )


def _check_applied(cards: frozenset[str], applied: frozenset[str]) -> None:
    if unused := sorted(cards - applied):
        raise NotApplied(f"No pass of the engine applies {', '.join(unused)}")
    if missing := sorted(applied - cards):
        raise NotApplied(f"There is no card for {', '.join(missing)}")


def refused(document: Document, error: ValidationError) -> BadCard:
    """The first thing a form refuses, in words, with its line; a misspelt key before the key that is missing for it."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    place: Place = first["loc"]
    name = str(place[-1]) if place else "the file"
    match first["type"]:
        case "extra_forbidden":
            what = f"unknown key {name!r}"
        case "missing":
            what = f"{name!r} is missing"
        case _:
            what = f"{'.'.join(map(str, place)) or 'the file'}: {first['msg'].removeprefix('Value error, ')}"
    return BadCard(document.path, document.line(place), what)

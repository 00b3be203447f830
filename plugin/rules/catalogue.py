"""The rules as a coder reads them: what each says, since when, for whom, where it was read, and its examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from textwrap import fill
from typing import get_args

from plugin.rules.library import Library
from plugin.rules.schema import Card, Cite, Stage, Version
from plugin.rules.sentences import example_sentence

WIDTH = 100


@dataclass(frozen=True, slots=True)
class CitedAs:
    """A citation in words, with the link where there is one and the day it was last read."""

    text: str
    url: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule on a day, all in words. `in_force` says since when, or that no version holds on the day."""

    id: str
    stage: str
    title: str
    says: str
    standing: str
    disputed: str
    switch: str
    in_force: str
    applies_to: str
    citations: tuple[CitedAs, ...]
    denials: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A rule with a citation nobody has read again for too long."""

    card: Card
    checked_on: date


def entries(library: Library, day: date) -> tuple[Entry, ...]:
    """All rules in the order in which the engine works, then by id."""
    stages: tuple[str, ...] = get_args(Stage)
    cards = sorted(library.cards, key=lambda card: (stages.index(card.stage), card.id))
    return tuple(_entry(card, library, day) for card in cards)


def render_text(library: Library, day: date) -> str:
    """The catalogue as one page of text."""
    parts = [f"Rules in force on {day}. Content {library.digest}."]
    stage = ""
    for entry in entries(library, day):
        if entry.stage != stage:
            stage = entry.stage
            parts.append(stage.upper())
        parts.append("\n".join(_lines(entry)))
    return "\n\n".join(parts) + "\n"


def stale(library: Library, today: date, days: int = 180) -> tuple[Stale, ...]:
    """Rules with a citation last read more than `days` ago, longest ago first."""
    limit = today - timedelta(days=days)
    oldest = [Stale(card, min(cite.checked_on for cite in _still_used(card, today))) for card in library.cards]
    return tuple(sorted((s for s in oldest if s.checked_on < limit), key=lambda s: (s.checked_on, s.card.id)))


def by_denial(library: Library) -> Mapping[str, tuple[Card, ...]]:
    """Which rules keep a denial away, by its code (such as CO-151)."""
    found: dict[str, list[Card]] = defaultdict(list)
    for card in library.cards:
        for denial in card.denials:
            found[denial].append(card)
    return {denial: tuple(found[denial]) for denial in sorted(found)}


def _still_used(card: Card, today: date) -> list[Cite]:
    """The citations of versions that have not ended; of the last version where all have."""
    versions = [v for v in card.versions if v.last is None or v.last >= today] or [card.versions[-1]]
    return [cite for version in versions for cite in version.cites]


def _entry(card: Card, library: Library, day: date) -> Entry:
    version = card.on(day)
    shown = version or card.versions[-1]
    return Entry(
        id=card.id,
        stage=card.stage,
        title=card.title,
        says=card.says.strip(),
        standing=card.standing,
        disputed=card.disputed.strip(),
        switch=card.switch,
        in_force=_in_force(card, version),
        applies_to=f"{' and '.join(shown.settings)}; {', '.join(shown.payers) or 'all payers'}",
        citations=tuple(_cited(cite, library) for cite in shown.cites),
        denials=card.denials,
        examples=tuple(example_sentence(example) for example in card.examples),
    )


def _in_force(card: Card, version: Version | None) -> str:
    if version is not None:
        return f"since {version.first}" + (f" until {version.last}" if version.last else "")
    spans = ", ".join(f"{v.first} to {v.last or 'now'}" for v in card.versions)
    return f"not on this day (it holds {spans})"


def _cited(cite: Cite, library: Library) -> CitedAs:
    source = library.sources[cite.source]
    text = ", ".join(part for part in (source.publisher, source.title, source.edition, cite.section) if part)
    return CitedAs(text, source.url, cite.checked_on)


def _lines(entry: Entry) -> list[str]:
    lines = [f"{entry.id}  {entry.title}", _wrapped(entry.says)]
    if entry.disputed:
        lines.append(_wrapped(f"Disputed: {entry.disputed}"))
    if entry.switch:
        lines.append(f"    Switch: {entry.switch}")
    lines.append(f"    In force {entry.in_force}; {entry.applies_to}; standing: {entry.standing}")
    lines += [_wrapped(f"Read in: {c.text} (checked {c.checked_on})") for c in entry.citations]
    if entry.denials:
        lines.append(f"    Prevents: {', '.join(entry.denials)}")
    return lines + [_wrapped(f"Example: {sentence}") for sentence in entry.examples]


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False)

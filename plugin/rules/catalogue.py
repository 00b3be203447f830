"""The rules as a coder reads them: what each says, since when, for whom, where it was read, and its examples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from plugin.rules.headings import PAYERS, SETTINGS
from plugin.rules.library import Library
from plugin.rules.parameter_words import Setting, in_words
from plugin.rules.schema import Card, Cite, Example, Source, Stage, Standing, Version
from plugin.rules.switches import Switch, all_switches, named_in

TO_CONFIRM = re.compile(r"a coder (?:must|should) confirm")
State = Literal["in force", "earlier", "later"]


@dataclass(frozen=True, slots=True)
class CitedAs:
    """A citation in words, with the link where there is one and the day it was last read."""

    source: str
    text: str
    url: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Dated:
    """One version of a rule as seen from a day. `last` is None while no end is known."""

    state: State
    first: date
    last: date | None
    applies_to: str
    parameters: tuple[Setting, ...]
    citations: tuple[CitedAs, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule on a day, all in words. `in_force` says since when, or that no version holds on the day.

    `to_confirm` is "all" or "part" where a coder must confirm the rule or a part of it before go-live.
    """

    id: str
    stage: Stage
    title: str
    says: str
    standing: Standing
    disputed: str
    whose: str
    switches: tuple[Switch, ...]
    to_confirm: Literal["", "part", "all"]
    in_force: str
    versions: tuple[Dated, ...]
    denials: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def now(self) -> tuple[Dated, ...]:
        """The versions in force: none, one, or one for each of several payers or settings."""
        return tuple(version for version in self.versions if version.state == "in force")

    @property
    def others(self) -> tuple[Dated, ...]:
        """The versions that hold on other days."""
        return tuple(version for version in self.versions if version.state != "in force")


@dataclass(frozen=True, slots=True)
class Stale:
    """A rule with a citation nobody has read again for too long."""

    card: Card
    checked_on: date


def entries(library: Library, day: date) -> tuple[Entry, ...]:
    """All rules in the order in which the engine works, then by id."""
    switches = all_switches(library.cards)
    return tuple(_entry(card, library.sources, switches, day) for card in in_order(library.cards))


def in_order(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Cards as the engine works through them, then by id."""
    stages: tuple[str, ...] = get_args(Stage)
    return tuple(sorted(cards, key=lambda card: (stages.index(card.stage), card.id)))


def cited(cites: Iterable[Cite], sources: Mapping[str, Source]) -> tuple[CitedAs, ...]:
    """Citations in words."""
    return tuple(
        CitedAs(
            cite.source,
            f"{source_words(sources[cite.source])}, {cite.section}",
            sources[cite.source].url,
            cite.checked_on,
        )
        for cite in cites
    )


def source_words(source: Source) -> str:
    """Publisher, title and edition of a source; an edition that the title already names is not said again."""
    edition = "" if source.edition in source.title else source.edition
    return ", ".join(part for part in (source.publisher, source.title, edition) if part)


def stale(library: Library, today: date, days: int = 180) -> tuple[Stale, ...]:
    """Rules with a citation last read more than `days` ago, longest ago first."""
    limit = today - timedelta(days=days)
    oldest = [Stale(card, min(cite.checked_on for cite in _still_used(card, today))) for card in library.cards]
    return tuple(sorted((s for s in oldest if s.checked_on < limit), key=lambda s: (s.checked_on, s.card.id)))


def by_denial(cards: Iterable[Card]) -> Mapping[str, tuple[Card, ...]]:
    """Which rules keep a denial away, by its code (such as CO-151), in the order of the codes' numbers."""
    found: dict[str, list[Card]] = defaultdict(list)
    for card in in_order(cards):
        for denial in card.denials:
            found[denial].append(card)
    return {denial: tuple(found[denial]) for denial in sorted(found, key=_by_number)}


def _by_number(denial: str) -> tuple[str, str, int]:
    group, _, reason = denial.partition("-")
    return group, reason.rstrip("0123456789"), int(re.sub(r"\D", "", reason))


def _still_used(card: Card, today: date) -> list[Cite]:
    """The citations of versions that have not ended; of the last version where all have."""
    versions = [v for v in card.versions if v.last is None or v.last >= today] or [card.versions[-1]]
    return [cite for version in versions for cite in version.cites]


def _entry(card: Card, sources: Mapping[str, Source], switches: Mapping[str, Switch], day: date) -> Entry:
    part: Literal["", "part"] = "part" if TO_CONFIRM.search(" ".join(card.says.split())) else ""
    return Entry(
        id=card.id,
        stage=card.stage,
        title=card.title,
        says=card.says.strip(),
        standing=card.standing,
        disputed=card.disputed.strip(),
        whose=card.whose.strip(),
        switches=tuple(switches[name] for name in named_in(card)),
        to_confirm="all" if card.standing == "K" else part,
        in_force=_in_force(card, day),
        versions=tuple(_dated(card.id, version, sources, day) for version in card.versions),
        denials=card.denials,
        examples=card.examples,
    )


def _dated(rule_id: str, version: Version, sources: Mapping[str, Source], day: date) -> Dated:
    state: State = "in force" if version.holds_on(day) else "earlier" if version.first < day else "later"
    settings = " and ".join(f"{SETTINGS[setting]}s" for setting in version.settings)
    payers = ", ".join(PAYERS[payer] for payer in version.payers) or "all payers"
    return Dated(
        state=state,
        first=version.first,
        last=version.last,
        applies_to=f"{settings}; {payers}",
        parameters=in_words(rule_id, version.parameters),
        citations=cited(version.cites, sources),
    )


def _in_force(card: Card, day: date) -> str:
    version = card.on(day)
    if version is not None:
        return f"since {version.first}" + (f" until {version.last}" if version.last else "")
    spans = ", ".join(f"{v.first} to {v.last or 'now'}" for v in card.versions)
    return f"not on this day (it holds {spans})"

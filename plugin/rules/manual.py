"""The whole manual of a day: chapters of rules, what is often read and wrong, indexes, switches and sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from plugin.rules.beliefs import Belief, read_beliefs
from plugin.rules.catalogue import CitedAs, Entry, by_denial, cited, entries, in_order, source_words
from plugin.rules.code_index import Indexed, code_index
from plugin.rules.code_words import read_code_words
from plugin.rules.denials import read_denials
from plugin.rules.headings import CHAPTERS
from plugin.rules.library import HERE, Library
from plugin.rules.schema import Stage
from plugin.rules.switches import Switch, all_switches


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules of one stage."""

    stage: Stage
    heading: str
    about: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Misread:
    """A wrong claim with its citations in words."""

    belief: Belief
    seen: tuple[CitedAs, ...]
    cites: tuple[CitedAs, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A source, and the rules and claims that cite it."""

    key: str
    words: str
    url: str
    licence: str
    cited_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Denied:
    """A denial code, its meaning in our words, and the rules that keep it away."""

    code: str
    words: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """Everything a reader of the rules sees. `misread_of` gives the claims a rule concerns."""

    day: date
    digest: str
    chapters: tuple[Chapter, ...]
    misread: tuple[Misread, ...]
    misread_of: Mapping[str, tuple[Misread, ...]]
    codes: tuple[Indexed, ...]
    denials: tuple[Denied, ...]
    denials_read_in: tuple[CitedAs, ...]
    switches: tuple[Switch, ...]
    sources: tuple[Read, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All rules, in the order of the chapters."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)

    @property
    def to_confirm(self) -> tuple[Entry, ...]:
        """The rules a coder must confirm before go-live, wholly or in part."""
        return tuple(entry for entry in self.entries if entry.to_confirm)


class Handbook:
    """The rules with all that explains them, read and checked once; `on` gives the manual of a day."""

    def __init__(self, library: Library, folder: Path = HERE) -> None:
        """Raises BadCard where a claim, a denial or a label is wrong, with file and line."""
        self.library = library
        self.cards = in_order(library.cards)
        self.beliefs = read_beliefs(folder, library.sources, library.cards)
        self.denials = read_denials(folder, library.sources, library.cards)
        self.code_words = read_code_words(folder)

    def on(self, day: date) -> Manual:
        """The manual as it reads on a day."""
        library = self.library
        misread = tuple(self._misread(belief) for belief in self.beliefs)
        return Manual(
            day=day,
            digest=library.digest,
            chapters=_chapters(entries(library, day)),
            misread=misread,
            misread_of=_by_rule(misread),
            codes=code_index(self.cards, self.code_words),
            denials=self.denied(),
            denials_read_in=cited(self.denials.cites, library.sources),
            switches=tuple(all_switches(self.cards).values()),
            sources=self._sources(),
        )

    def denied(self) -> tuple[Denied, ...]:
        """Every denial a rule keeps away, in the order of its number."""
        return tuple(
            Denied(code, self.denials.words(code), tuple(card.id for card in cards))
            for code, cards in by_denial(self.cards).items()
        )

    def _misread(self, belief: Belief) -> Misread:
        return Misread(belief, cited(belief.seen, self.library.sources), cited(belief.cites, self.library.sources))

    def _sources(self) -> tuple[Read, ...]:
        users: dict[str, dict[str, None]] = defaultdict(dict)
        for card in self.cards:
            for version in card.versions:
                for cite in version.cites:
                    users[cite.source][card.id] = None
        for belief in self.beliefs:
            for cite in (*belief.seen, *belief.cites):
                users[cite.source][belief.id] = None
        read = [
            Read(key, source_words(source), source.url, source.licence, tuple(users[key]))
            for key, source in self.library.sources.items()
        ]
        return tuple(sorted(read, key=lambda each: each.words.casefold()))


def _chapters(all_entries: tuple[Entry, ...]) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(stage, *CHAPTERS[stage], tuple(found))
        for stage, found in groupby(all_entries, lambda entry: entry.stage)
    )


def _by_rule(misread: tuple[Misread, ...]) -> Mapping[str, tuple[Misread, ...]]:
    found: dict[str, list[Misread]] = defaultdict(list)
    for each in misread:
        for rule_id in (*each.belief.rules, *each.belief.not_yet):
            found[rule_id].append(each)
    return {rule_id: tuple(claims) for rule_id, claims in found.items()}

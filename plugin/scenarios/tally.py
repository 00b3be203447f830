"""What all cases of a run come to: by part of the charge, by topic, and by who published them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plugin.scenarios.judge import Compared, Judged, Outcome
from plugin.scenarios.stories import NO_STORIES, Questions

OWN = "Worked by hand from the rules"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers counted, and what became of them: cases = right + asked + wrong."""

    cases: int
    right: int
    asked: int
    wrong: int

    @classmethod
    def of(cls, compared: Iterable[Compared | None]) -> Tally:
        """Of the parts that count."""
        outcomes = [part.outcome for part in compared if part is not None]
        return cls(len(outcomes), *(outcomes.count(o) for o in (Outcome.RIGHT, Outcome.ASKED, Outcome.WRONG)))


@dataclass(frozen=True, slots=True)
class Row:
    """One topic or publisher."""

    name: str
    administration: Tally
    drugs: Tally
    disagrees: int

    @property
    def says_anything(self) -> bool:
        """Whether any of its cases counts or disagrees."""
        return bool(self.administration.cases or self.drugs.cases or self.disagrees)


@dataclass(frozen=True, slots=True)
class Score:
    """The cases of one run as judged. `name` says which cases they are, `digest` which rules judged them.

    `stories` are whole visits, of which only the questions are judged here; none beside the cases of a file.
    """

    name: str
    digest: str
    judged: tuple[Judged, ...]
    stories: Questions = NO_STORIES

    @property
    def administration(self) -> Tally:
        """Administration codes and units."""
        return Tally.of(j.administration for j in self.judged)

    @property
    def drugs(self) -> Tally:
        """Drug units with JW and JZ."""
        return Tally.of(j.drugs for j in self.judged)

    @property
    def distinct(self) -> tuple[int, int]:
        """Of how many cases with the right codes, and in how many the modifiers of distinct services are right too."""
        found = [j.distinct for j in self.judged if j.distinct is not None]
        return len(found), sum(found)

    @property
    def questions(self) -> tuple[int, int]:
        """How many pieces of documentation the sources miss, and how many of them were asked for."""
        found = [asked for j in self.judged for _, asked in j.questions]
        return len(found), sum(found)

    @property
    def with_questions(self) -> int:
        """Cases with any question open; a published case names few facts, so these are most."""
        return sum(bool(j.asked) for j in self.judged)

    @property
    def silent(self) -> int:
        """Cases with a part that is wrong and nothing asked."""
        return sum(j.silent for j in self.judged)

    @property
    def disagreements(self) -> tuple[Judged, ...]:
        """Cases whose published answer is not what the rules give."""
        return tuple(j for j in self.judged if j.case.disagrees)

    @property
    def misses(self) -> tuple[Judged, ...]:
        """Cases of which something that counts is not right."""
        return tuple(j for j in self.judged if missed(j))

    @property
    def topics(self) -> tuple[Row, ...]:
        """By topic, in the order of the files."""
        return _rows(self.judged, lambda j: j.topic)

    @property
    def publishers(self) -> tuple[Row, ...]:
        """By publisher, in alphabetical order."""
        rows = _rows(self.judged, lambda j: j.case.source.publisher if j.case.source else OWN)
        return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def missed(judged: Judged) -> bool:
    """Whether anything of a case that counts is not right."""
    parts = (judged.administration, judged.drugs)
    wrong = any(part is not None and part.outcome is not Outcome.RIGHT for part in parts)
    return wrong or judged.distinct is False or not all(asked for _, asked in judged.questions)


def _rows(judged: Iterable[Judged], name: Callable[[Judged], str]) -> tuple[Row, ...]:
    groups: dict[str, list[Judged]] = {}
    for each in judged:
        groups.setdefault(name(each), []).append(each)
    return tuple(
        Row(
            name,
            Tally.of(j.administration for j in group),
            Tally.of(j.drugs for j in group),
            sum(bool(j.case.disagrees) for j in group),
        )
        for name, group in groups.items()
    )

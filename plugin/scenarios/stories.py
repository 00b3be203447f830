"""Whole visits as Bundles with the questions they leave open: none where everything is charted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from plugin.engine.proposal import Proposal
from plugin.engine.switches import Choices
from plugin.intake.errors import UnreadableInput
from plugin.intake.records import Records, read_bundle
from plugin.scenarios.errors import BadScenario

Question = tuple[str, str]
ANSWER = "expected.json"


@dataclass(frozen=True, slots=True)
class Story:
    """One visit. `wanted` are the questions its chart leaves open, each a kind and what it is about."""

    name: str
    records: Records
    wanted: frozenset[Question]
    switches: Choices


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked about a story; `unread` says that part of it could not be read."""

    name: str
    wanted: frozenset[Question]
    got: frozenset[Question]
    unread: bool

    @property
    def complete(self) -> bool:
        """Whether everything of the visit is charted."""
        return not self.wanted

    @property
    def quiet(self) -> bool:
        """Whether it was read whole and nothing was asked."""
        return not self.got and not self.unread


@dataclass(frozen=True, slots=True)
class Questions:
    """The stories of a run as asked."""

    asked: tuple[Asked, ...] = ()

    @property
    def complete(self) -> tuple[int, int]:
        """How many visits are complete, and about how many of them nothing was asked."""
        found = [story.quiet for story in self.asked if story.complete]
        return len(found), sum(found)

    @property
    def recall(self) -> tuple[int, int]:
        """How many things the other visits miss, and how many of them were asked for."""
        return sum(len(s.wanted) for s in self.asked), sum(len(s.wanted & s.got) for s in self.asked)

    @property
    def noise(self) -> tuple[Asked, ...]:
        """Stories about which more was asked than they leave open, or less."""
        return tuple(s for s in self.asked if s.wanted != s.got or s.unread)


NO_STORIES = Questions()


def read_stories(folders: Iterable[Path]) -> tuple[Story, ...]:
    """The stories of some folders, each a folder with a Bundle and its answer. Raises BadScenario."""
    return tuple(_read(path) for folder in folders for path in sorted(folder.glob("*/bundle.json")))


def asked_about(story: Story, propose: Callable[[Records, Choices], Proposal]) -> Asked:
    """What is asked about a story. Raises what `propose` raises."""
    proposal = propose(story.records, story.switches)
    got = frozenset((p.kind, p.about) for p in proposal.prompts)
    return Asked(story.name, story.wanted, got, bool(proposal.unread))


def _read(bundle: Path) -> Story:
    answer = bundle.with_name(ANSWER)
    try:
        told = json.loads(answer.read_text("utf-8"))
        wanted = frozenset((str(p["kind"]), str(p["about"])) for p in told["prompts"])
        switches = Choices.of(told.get("switches", {}), {})
        return Story(bundle.parent.name, read_bundle(bundle.read_text("utf-8")), wanted, switches)
    except (OSError, ValueError, KeyError, TypeError, UnreadableInput) as error:
        raise BadScenario(answer, 1, f"the story and its answer cannot be read ({type(error).__name__})") from error

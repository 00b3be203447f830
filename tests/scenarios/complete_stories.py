"""The stories in which everything is charted: those of the demo that ask nothing, and those kept for this alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from plugin.engine.proposal import Proposal
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.engine.builders import library

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
COMPLETE = FIXTURES / "scenarios" / "complete"


@dataclass(frozen=True)
class Story:
    name: str
    bundle: dict[str, Any]
    expected: dict[str, Any]

    def proposed(self, bundle: dict[str, Any] | None = None) -> Proposal:
        """The proposal for this story, or for a changed copy of its Bundle."""
        chart = chart_from(read_bundle(json.dumps(bundle or self.bundle)), Site())
        return propose(chart, library().of(chart), Switches.of(self.expected.get("switches", {})))


@cache
def complete_stories() -> tuple[Story, ...]:
    """Every story of which no question is expected, in the order of names."""
    paths = [*COMPLETE.glob("*/bundle.json"), *(FIXTURES / "visits").glob("*/bundle.json")]
    found = [
        Story(p.parent.name, json.loads(p.read_text("utf-8")), json.loads(p.with_name("expected.json").read_text()))
        for p in sorted(paths, key=lambda p: p.parent.name)
    ]
    return tuple(story for story in found if not story.expected["prompts"])


@cache
def story(name: str) -> Story:
    """The complete story of this name."""
    return next(s for s in complete_stories() if s.name == name)

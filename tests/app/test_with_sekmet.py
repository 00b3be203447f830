"""The same launch with another FHIR server behind it: what is proposed does not depend on who keeps the record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from fixtures.ehr.settings import EhrSettings
from plugin import demo
from plugin.demo_walk import Walker
from tests import sekmet
from tests.visits.stories import STORIES

pytestmark = pytest.mark.skipif(sekmet.SEKMET is None, reason="sekmet-fhir is not installed")
FACILITY = [path for path in STORIES if '"facility"' in path.read_text("utf-8")]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[demo.Demo]:
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:

        def create_ehr(settings: EhrSettings) -> Any:
            folder = tmp_path_factory.mktemp("sekmet")
            address = stack.enter_context(sekmet.server(folder, settings.fhir_base("facility")))
            sekmet.seed(address, FACILITY)
            return sekmet.ehr_in_front_of(address, settings)

        patch.setattr(demo, "create_ehr", create_ehr)
        with demo.running(0, 0) as both:
            yield both


def charged(lines: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    units: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        units[line["code"], *line["modifiers"], line["state"]] += line["units"]
    return units


@pytest.mark.parametrize("story", [path.parent.name for path in FACILITY])
def test_the_story_is_proposed_as_from_its_own_bundle(running: demo.Demo, story: str) -> None:
    visit = next(v for v in running.ehr.chart.visits() if v.story.name == story)
    walker = Walker(running.app_url)
    got = walker.proposal(walker.launch(running.ehr.launch_url(visit.encounter)))
    path = next(p for p in FACILITY if p.parent.name == story)
    expected = json.loads(path.with_name("expected.json").read_text("utf-8"))
    assert charged(got["lines"]) == charged(expected["lines"])
    assert sorted((p["kind"], p["about"]) for p in got["prompts"]) == sorted(
        (p["kind"], p["about"]) for p in expected["prompts"]
    )
    assert got["unread"] == []

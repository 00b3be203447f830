"""Every drug line of every published case and story stands on exactly one proof, and what may be released adds up."""

from pathlib import Path

import pytest

from plugin.chart.chart import Chart
from plugin.engine.proof import proofs
from plugin.engine.proposal import Kind, LineState
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.scenarios.bundle import bundle_text
from plugin.scenarios.scenario import Scenario
from tests.engine.builders import library
from tests.scenarios.published import shipped
from tests.visits.stories import STORIES


def assert_proven(chart: Chart, switches: Switches) -> None:
    book = library().of(chart)
    of_drugs = [x for x in propose(chart, book, switches).lines if x.kind in (Kind.DRUG, Kind.DRUG_WASTE)]
    sheets = proofs(chart, book, switches)
    assert sorted(map(repr, of_drugs)) == sorted(repr(line) for sheet in sheets for line in sheet.lines)
    for sheet in sheets:
        assert sheet.check.ok is not False or {x.state for x in sheet.lines} == {LineState.HELD}


@pytest.mark.parametrize("case", shipped().values(), ids=lambda case: case.id)
def test_each_published_case_is_proven(case: Scenario) -> None:
    assert_proven(chart_from(read_bundle(bundle_text(case)), Site()), Switches.of(case.switches))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.parent.name)
def test_each_story_is_proven(path: Path) -> None:
    assert_proven(chart_from(read_bundle(path.read_text()), Site()), Switches())

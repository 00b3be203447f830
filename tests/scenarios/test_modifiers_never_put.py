"""Modifiers no visit here gets: of anaesthesia, of body sides, of devices, of supervision; none that excludes another.

R-MOD-14 to R-MOD-18, and the order on a line, over all published cases, stories and many seeded visits.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from plugin.chart.chart import Chart
from plugin.engine.modifiers import arranged
from plugin.engine.proposal import Line
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.scenarios.bundle import bundle_text
from plugin.scenarios.scenario import Scenario
from tests.differential import visits, wide_visits
from tests.differential.charts import chart as seeded
from tests.engine.builders import library
from tests.scenarios.published import shipped
from tests.visits.stories import STORIES

NEVER = frozenset({"73", "74", "76", "77", "RT", "LT", "50", "TC", "26", "51", "FB", "SA", "SB", "GC", "AQ", "XP"})
# What only a site's setting, a notice, a trial or a contractor's list puts on: none of these visits has any of them.
NOT_HERE = frozenset({"PO", "PN", "GA", "GX", "GZ", "GY", "Q0", "Q1", "KX"})
SEEDED = 300


def lines_of(chart: Chart, switches: Switches = Switches()) -> tuple[Line, ...]:  # noqa: B008  # frozen
    return propose(chart, library().of(chart), switches).lines


def assert_sound(lines: Iterable[Line], chart: Chart) -> None:
    book = library().of(chart)
    for line in lines:
        assert not NEVER & set(line.modifiers), line.code
        put = arranged(line.modifiers, book)
        assert (put.modifiers, put.trouble) == (line.modifiers, "")


@pytest.mark.parametrize("case", shipped().values(), ids=lambda case: case.id)
def test_a_published_case_has_none_of_them(case: Scenario) -> None:
    chart = chart_from(read_bundle(bundle_text(case)), Site())
    lines = lines_of(chart, Switches.of(case.switches))
    assert_sound(lines, chart)
    assert not NOT_HERE & {m for line in lines for m in line.modifiers}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.parent.name)
def test_a_story_has_none_of_them(path: Path) -> None:
    chart = chart_from(read_bundle(path.read_text()), Site())
    assert_sound(lines_of(chart), chart)
    assert not NOT_HERE & {m for line in lines_of(chart) for m in line.modifiers}


@pytest.mark.parametrize("maker", [visits.day, wide_visits.day], ids=["plain", "eventful"])
def test_no_seeded_visit_has_any_of_them(maker) -> None:
    for number in range(SEEDED):
        chart = seeded(maker(number))
        assert_sound(lines_of(chart), chart)

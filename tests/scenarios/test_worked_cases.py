"""Every worked case of fixtures/scenarios: the whole set of administration codes, and the question it must raise.

Each is proposed twice: from a chart, so that a rule is tested alone, and from a Bundle, the whole way.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from plugin.chart.chart import Chart
from plugin.commands_score import score_of
from plugin.scenarios.judge import written
from plugin.scenarios.read import read_scenarios
from plugin.scenarios.scenario import Given, Scenario
from tests.engine.builders import asked, charge, fact, given, proposal, visit

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
WORKED = [(path, case) for path in FILES for case in read_scenarios(path)]
CASES = [pytest.param(case, id=f"{path.stem}::{case.id}") for path, case in WORKED]


def chart_of(case: Scenario) -> Chart:
    return visit(
        *(administration(g) for g in case.given),
        setting=case.setting,
        payer=case.payer or "medicare",
        main=case.main,
        services=case.services,
        second_visit=case.second_visit,
    )


def administration(g: Given) -> object:
    named = {"site": g.site} if g.site else {}
    reasons = {key: fact(text) for key in ("site_reason", "stopped_because") if (text := getattr(g, key))}
    return given(g.drug, g.route or "", g.start, g.stop, runs=g.runs, order=g.order, **named, **reasons)


def got(case: Scenario) -> dict[str, int]:
    chart = chart_of(case)
    found = Counter(charge(chart, **case.switches))
    found.update(charge(chart, "service", **case.switches))
    return dict(found)


@pytest.mark.parametrize("case", CASES)
def test_the_charge_is_exactly_the_worked_one(case: Scenario) -> None:
    assert got(case) == written(case.expect or ())


@pytest.mark.parametrize("case", [c for c in CASES if c.values[0].asked])
def test_what_the_case_leaves_open_is_asked(case: Scenario) -> None:
    assert set(case.asked) <= asked(chart_of(case), **case.switches)


@pytest.mark.parametrize("case", [c for c in CASES if c.values[0].days])
def test_each_unit_is_on_its_day(case: Scenario) -> None:
    dated: dict[str, date] = {line.code: line.date for line in proposal(chart_of(case)).lines}
    assert {code: dated[code] for code in case.days} == case.days


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_whole_way_from_a_bundle_gives_the_worked_charge_and_questions(path: Path) -> None:
    score = score_of([path], path.stem)
    assert {j.case.id for j in score.misses} == set()
    assert all(j.administration for j in score.judged)

"""Every worked case of fixtures/scenarios: the whole set of administration codes, and the question it must raise."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from plugin.chart.chart import Chart
from tests.engine.builders import asked, charge, fact, given, proposal, visit

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios"
CASES = [
    pytest.param(case, id=f"{path.stem}::{case['id']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # text only: 10:30 stays 10:30
]


def chart_of(case: dict[str, Any]) -> Chart:
    administrations = []
    for row in case["given"]:
        row = dict(row)
        runs = tuple(tuple(pair) for pair in row.pop("runs", ()))
        reasons = {key: fact(row.pop(key)) for key in ("site_reason", "stopped_because") if key in row}
        administrations.append(given(**row, runs=runs, **reasons))
    return visit(
        *administrations,
        setting=case["setting"],
        payer=case.get("payer", "medicare"),
        main=case.get("main"),
        services=tuple(case.get("services", ())),
        second_visit=tuple(map(int, case.get("second_visit", ()))),
    )


def wanted(case: dict[str, Any]) -> dict[str, int]:
    return {"-".join([line["code"], *line.get("modifiers", [])]): int(line["units"]) for line in case["expect"]}


def got(case: dict[str, Any]) -> dict[str, int]:
    chart, switches = chart_of(case), case.get("switches", {})
    found = Counter(charge(chart, **switches))
    found.update(charge(chart, "service", **switches))
    return dict(found)


@pytest.mark.parametrize("case", CASES)
def test_the_charge_is_exactly_the_worked_one(case: dict[str, Any]) -> None:
    assert got(case) == wanted(case)


@pytest.mark.parametrize("case", [c for c in CASES if "asked" in c.values[0]])
def test_what_the_case_leaves_open_is_asked(case: dict[str, Any]) -> None:
    assert set(case["asked"]) <= asked(chart_of(case), **case.get("switches", {}))


@pytest.mark.parametrize("case", [c for c in CASES if "days" in c.values[0]])
def test_each_unit_is_on_its_day(case: dict[str, Any]) -> None:
    dated = {line.code: line.date.isoformat() for line in proposal(chart_of(case)).lines}
    assert {code: dated[code] for code in case["days"]} == case["days"]

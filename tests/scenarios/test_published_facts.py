"""The shipped cases are the published ones: every case is there, no fact and no expected value was lost or changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from plugin.chart.administration import Amount
from plugin.scenarios.scenario import Charge, Given, Scenario
from tests.scenarios.published import LINES, published, raw, shipped, to_bundle
from tests.shared import needs

pytestmark = needs("scenarios", "published.jsonl")
IDS = sorted(raw()) if LINES.exists() else ["absent"]
KINDS = {"single-dose": True, "multi-dose": False, None: None}


def charges(found: tuple[Charge, ...] | None) -> list[dict[str, Any]] | None:
    return None if found is None else [{**c.model_dump(), "modifiers": list(c.modifiers)} for c in found]


def quantity(amount: Amount | None) -> dict[str, Any] | None:
    return amount and {"value": amount.value, "unit": amount.unit}


def exact(value: dict[str, Any] | None) -> dict[str, Any] | None:
    return value and {"value": Decimal(str(value["value"])), "unit": value["unit"]}


def vial(given: Given) -> dict[str, Any] | None:
    held = quantity(given.vial)
    return held and {**held, "single_dose": KINDS[given.container], "count": given.opened}


def facts(given: Given) -> dict[str, Any]:
    return {
        "class": given.group,
        "route": given.route,
        "start": given.start,
        "stop": given.stop,
        "site": given.site or "line1",
        "dose": quantity(given.dose),
        "wasted": quantity(given.discarded),
        "vial": vial(given),
        "ndc": given.ndc,
        "hcpcs": given.hcpcs,
    }


def published_facts(row: dict[str, Any]) -> dict[str, Any]:
    """The same facts of the published case. An on-body injector has no route of its own there."""
    worn = row["route"] == "other" and row["drug"] == "pegfilgrastim"
    held = row["vial"] and {**row["vial"], "value": Decimal(str(row["vial"]["value"]))}
    route = "on_body_injector" if worn else row["route"]
    return {
        **{key: value for key, value in row.items() if key != "drug"},
        "route": route,
        "dose": exact(row["dose"]),
        "wasted": exact(row["wasted"]),
        "vial": held,
    }


def test_every_published_case_is_shipped_once_and_no_other() -> None:
    assert sorted(shipped()) == IDS
    assert sum(path.read_text("utf-8").count("\n- id: ") for path in published()) == len(IDS)


@pytest.mark.parametrize("name", IDS)
def test_the_source_and_the_visit_are_the_published_ones(name: str) -> None:
    case, line = shipped()[name], raw()[name]
    assert case.source
    assert case.source.model_dump() == line["source"]
    assert (case.setting, case.payer, list(case.services)) == (line["setting"], line["payer"], line["other_services"])
    assert (str(case.day) if case.day else None) == line["date_of_service"]


@pytest.mark.parametrize("name", IDS)
def test_what_was_given_is_the_published_one(name: str) -> None:
    case, line = shipped()[name], raw()[name]
    assert [facts(g) for g in case.given] == [published_facts(row) for row in line["administrations"]]


@pytest.mark.parametrize("name", IDS)
def test_each_drug_has_its_published_name_or_that_of_a_real_drug_of_its_class(name: str) -> None:
    case, line = shipped()[name], raw()[name]
    assert [list(g.drugs) for g in case.given] == to_bundle().real_names(line["administrations"])


@pytest.mark.parametrize("name", IDS)
def test_the_drug_the_visit_is_for_is_the_published_one(name: str) -> None:
    case, line = shipped()[name], raw()[name]
    assert {g.drug for g in case.given if case.main and case.main.lower() in g.drug.lower()} == reason(case, line)


def reason(case: Scenario, line: dict[str, Any]) -> set[str]:
    """The drugs of the case that the published one names as its reason."""
    wanted = (line["primary_reason"] or "").lower()
    pairs = zip(case.given, line["administrations"], strict=True)
    return {g.drug for g, row in pairs if wanted and (row["drug"].lower() == wanted or wanted in g.drug.lower())}


@pytest.mark.parametrize("name", IDS)
def test_the_expected_values_are_the_published_ones(name: str) -> None:
    case, line = shipped()[name], raw()[name]
    assert charges(case.expect) == line["expected"]["administration"]
    assert charges(case.drugs) == line["expected"]["drugs"]
    assert list(case.asked) == line["expected_prompts"]
    assert (case.complete, case.disagrees is None) == (line["complete"], line["agrees_with_rules"])


@pytest.mark.parametrize("name", IDS)
def test_no_remark_on_a_case_was_lost(name: str) -> None:
    case, line = shipped()[name], raw()[name]
    assert bool(case.disagrees or case.note) >= bool(line["note"])

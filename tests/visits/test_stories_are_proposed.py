"""Each story's proposal is the one derived by hand from the rules, line by line and question by question."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.export.proposal_json import as_json
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.engine.builders import library
from tests.visits.stories import STORIES

NAMES = [path.parent.name for path in STORIES]


@cache
def story(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    path = next(p for p in STORIES if p.parent.name == name)
    chart = chart_from(read_bundle(path.read_text("utf-8")), Site())
    expected = json.loads(Path(path.parent, "expected.json").read_text("utf-8"))
    return as_json(propose(chart, library().of(chart), Switches())), expected


def summed(lines: list[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    units: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        units[line["code"], "-".join(line["modifiers"]), line["kind"], line["date"], line["state"]] += line["units"]
    return units


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_are_the_derived_ones(name: str) -> None:
    got, expected = story(name)
    assert summed(got["lines"]) == summed(expected["lines"])


@pytest.mark.parametrize("name", NAMES)
def test_the_lines_point_to_the_derived_diagnoses(name: str) -> None:
    got, expected = story(name)
    for line in expected["lines"]:
        if line["diagnoses"] is not None:
            same = [x for x in got["lines"] if (x["code"], x["modifiers"]) == (line["code"], line["modifiers"])]
            assert [x["diagnoses"] for x in same] == [line["diagnoses"]] * len(same), line["code"]


@pytest.mark.parametrize("name", NAMES)
def test_the_packages_are_the_derived_ones_where_the_story_is_about_them(name: str) -> None:
    got, expected = story(name)
    if any("ndc" in line for line in expected["lines"]):
        wanted = {(line["code"], json.dumps(line.get("ndc"))) for line in expected["lines"]}
        assert {(line["code"], json.dumps(line["ndc"])) for line in got["lines"]} == wanted


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_derived_questions_are_asked(name: str) -> None:
    got, expected = story(name)
    asked = [(p["kind"], p["about"]) for p in got["prompts"]]
    assert sorted(asked) == sorted((p["kind"], p["about"]) for p in expected["prompts"])


@pytest.mark.parametrize("name", NAMES)
def test_what_gives_no_line_is_listed_with_its_rule(name: str) -> None:
    got, expected = story(name)
    for wanted in expected["not_billed"]:
        found = [x for x in got["not_billed"] if set(wanted["evidence"]) <= set(x["evidence"])]
        assert found, wanted
        assert any(set(x["because"]) & set(wanted["because_any"]) for x in found)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_that_was_read_is_accounted_for(name: str) -> None:
    got, _ = story(name)
    path = next(p for p in STORIES if p.parent.name == name)
    rows = {
        f"MedicationAdministration/{e['resource']['id']}"
        for e in json.loads(path.read_text("utf-8"))["entry"]
        if e["resource"]["resourceType"] == "MedicationAdministration"
    }
    named = {row for part in ("lines", "not_billed") for x in got[part] for row in x["evidence"]}
    named |= {p["about"] for p in got["prompts"]} | {u["about"] for u in got["unread"]}
    assert rows <= named


def test_there_are_at_least_ten_stories() -> None:
    assert len(NAMES) >= 10

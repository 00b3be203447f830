"""A file of cases is read strictly: what is not a case is refused with file and line, in one sentence."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from plugin.chart.administration import Amount
from plugin.scenarios.errors import BadScenario
from plugin.scenarios.read import read_scenarios

CASE = """\
- id: one
  name: An antibiotic over an hour
  setting: facility
  given:
    - {drug: ceftriaxone, route: iv_infusion, start: "09:00", stop: "10:00", dose: 2 g}
  expect:
    - {code: 96365, units: 1}
"""
ROW = {
    "drug": "drug A", "class": "therapeutic", "route": "iv_infusion", "start": "09:00", "stop": "10:00",
    "site": "line1", "dose": {"value": 2.5, "unit": "g"}, "wasted": None, "vial": None, "ndc": None, "hcpcs": None,
}  # fmt: skip
LINE: dict[str, Any] = {
    "id": "one", "source": {"url": "https://a.example", "publisher": "A", "title": "T", "year": 2024},
    "setting": "office", "payer": None, "date_of_service": None, "narrative": "An hour of a drug.",
    "administrations": [ROW], "other_services": [], "primary_reason": "drug A",
    "expected": {"administration": [{"code": "96365", "units": 1, "modifiers": []}], "drugs": None},
    "expected_prompts": [], "complete": True, "agrees_with_rules": True, "note": "",
}  # fmt: skip


def refused(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(BadScenario) as error:
        read_scenarios(path)
    assert "\n" not in error.value.sentence
    return error.value.sentence.removeprefix(f"{path}, ")


def of_line(tmp_path: Path, **changed: object) -> str:
    return refused(tmp_path / "cases.jsonl", json.dumps(LINE | changed))


def test_a_case_is_read_as_written(tmp_path: Path) -> None:
    (tmp_path / "cases.yaml").write_text(CASE)
    (case,) = read_scenarios(tmp_path / "cases.yaml")
    assert (case.id, case.given[0].start, case.given[0].dose) == ("one", "09:00", Amount(Decimal(2), "g"))


def test_a_line_of_json_is_the_same_kind_of_case_with_its_drug_named(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text("\n" + json.dumps(LINE) + "\n\n")
    (case,) = read_scenarios(tmp_path / "cases.jsonl")
    assert (case.main, case.given[0].drug) == ("ceftriaxone", "ceftriaxone")
    assert case.given[0].dose == Amount(Decimal("2.5"), "g")


@pytest.mark.parametrize(
    ("lacking", "fact"), [("missing_diagnosis", "diagnoses"), ("missing_supervising_provider", "supervised")]
)
def test_what_a_source_misses_is_missing_in_the_record(tmp_path: Path, lacking: str, fact: str) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps(LINE | {"expected_prompts": [lacking]}))
    (case,) = read_scenarios(tmp_path / "cases.jsonl")
    assert not getattr(case, fact)


def test_an_order_and_a_route_that_a_source_misses_are_missing_too(tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps(LINE | {"expected_prompts": ["missing_order", "missing_route"]}))
    (case,) = read_scenarios(tmp_path / "cases.jsonl")
    assert (case.given[0].order, case.given[0].route) == ("none", None)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("setting: facility", "seting: facility", "line 3: case one: unknown key 'seting'."),
        ("setting: facility", "setting: hospital", "line 3: case one: setting: "),
        ('"09:00"', '"9:00"', "line 5: case one: given 1, start: write a clock time as 10:31"),
        ('"10:00"', '"25:00"', "line 5: case one: given 1, stop: write a clock time as 10:31"),
        ("dose: 2 g", "dose: 2g", "line 5: case one: given 1, dose: write an amount as 22.5 mg."),
        ("dose: 2 g", "dose: -2 g", "line 5: case one: given 1, dose: write an amount as 22.5 mg."),
        ("iv_infusion", "iv", "line 5: case one: given 1, route: the route 'iv' is not known; write one of "),
        ("units: 1", "units: 0", "line 7: case one: expect 1, units: "),
        ("code: 96365", "code: 963", "line 7: case one: expect 1, code: "),
        ("- id: one\n  name", "- name", "line 1: 'id' is missing."),
        ("id: one", "id: on e", "line 1: case on e: id: "),
        ("  given:\n", "  given:\n    - ceftriaxone\n", "line 5: case one: given 1: write it as keys with values."),
        ("name:", "switches: {midnight: never}\n  name:", "line 2: case one: switches: There is no switch midnight"),
        ("name:", "second_visit: [2]\n  name:", "line 1: case one: second_visit names an administration that is not"),
        ("name:", "disagrees: no\n  name:", "line 1: case one: only a published answer can disagree"),
        ("expect:\n    - {code: 96365, units: 1}", "complete: true", "line 1: case one: a case without a source needs"),
        ("dose: 2 g", 'runs: [["09:00", "10:00"]]', "line 5: case one: given 1: write either runs, or start and stop."),
        ("name:", "id: two\n  name:", "line 2: the key 'id' stands twice."),
    ],
)
def test_what_breaks_the_format_is_named_with_its_line(tmp_path: Path, written: str, instead: str, said: str) -> None:
    assert written in CASE
    assert refused(tmp_path / "cases.yaml", CASE.replace(written, instead, 1)).startswith(said)


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    said = "line 8: the id 'one' stands already in line 1."
    assert refused(tmp_path / "cases.yaml", CASE + CASE) == said
    lines = f"{json.dumps(LINE)}\n{json.dumps(LINE)}\n"
    assert refused(tmp_path / "cases.jsonl", lines) == "line 2: the id 'one' stands already in line 1."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1: the file is empty."),
        ("[]", "line 1: it holds no cases."),
        ("id: one", "line 1: write the cases as a list, each beginning with `- id:`."),
        ("- {id: one}}", "line 1: not YAML: "),
        ("- id: \x00", "line 1: not YAML: "),
        (b"- id: \xff", "line 1: the file is not UTF-8 text."),
        ("- &a {id: one}\n- *a", "line 1: an alias (*name) stands for another part; write the part out."),
        ("[" * 100_000, "line 1: "),
    ],
)
def test_a_file_that_holds_no_cases_is_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert refused(tmp_path / "cases.yaml", content).startswith(said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1: it holds no cases."),
        ("\n\n", "line 1: it holds no cases."),
        ("one", "line 1: not JSON (expecting value, column 1)."),
        ('{"id": "one", "id": "two"}', "line 1: the key 'id' stands twice."),
        ('{"id": NaN}', "line 1: NaN is no JSON number."),
        ("[]", "line 1: write it as keys with values."),
        (b"\xff", "line 1: the file is not UTF-8 text."),
        ("[" * 100_000, "line 1: it is nested beyond all reason."),
    ],
)
def test_lines_that_are_no_cases_are_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert refused(tmp_path / "cases.jsonl", content) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"narative": "x"}, "line 1: case one: unknown key 'narative'."),
        ({"id": None}, "line 1: id: "),
        ({"date_of_service": "4 March"}, "line 1: case one: date_of_service: write a day as 2026-01-31."),
        ({"administrations": []}, "line 1: case one: administrations: "),
        ({"administrations": [ROW | {"start": "9"}]}, "line 1: case one: administrations 1, start: write a clock time"),
        ({"administrations": [{k: v for k, v in ROW.items() if k != "drug"}]}, "line 1: case one: 'drug' is missing."),
    ],
)
def test_a_line_that_breaks_the_format_is_named(tmp_path: Path, changed: dict[str, object], said: str) -> None:
    assert of_line(tmp_path, **changed).startswith(said)


def test_a_file_that_is_not_there_is_no_empty_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_scenarios(tmp_path / "cases.yaml")

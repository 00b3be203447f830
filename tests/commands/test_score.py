"""chairside score: the published cases, or those of a file, against what is proposed for them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from plugin import commands_score
from tests.commands.terminal import Result, chairside
from tests.scenarios.published import LINES, shipped
from tests.shared import needs

SCENARIOS = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios"
CASE = """\
- id: one
  name: An antibiotic over an hour
  setting: facility
  given:
    - {drug: ceftriaxone, route: iv_infusion, start: "09:00", stop: "10:00"}
  expect:
    - {code: 96365, units: 1}
"""
SURE = """\
- id: sure
  name: An antibiotic of which nothing is left to ask
  setting: facility
  diagnoses: [L03.115]
  given:
    - {drug: methotrexate, route: intrathecal, start: "09:00", dose: 12 mg, vial: 50 mg, container: multi-dose}
  expect:
    - {code: 96450, units: 2}
"""


@cache
def page(*arguments: str) -> str:
    return chairside("score", *arguments).stdout.decode()


def figures(*arguments: str) -> dict[str, object]:
    return json.loads(page("--json", *arguments))


def assert_one_sentence(result: Result, said: str) -> None:
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert (result.returncode, result.stdout) == (2, b"")


def test_without_a_file_all_published_cases_are_scored_and_none_is_wrong_unasked() -> None:
    result = chairside("score")
    told = result.stdout.decode()
    assert result.returncode == 0
    assert told.startswith(f"Chairside against {len(shipped())} cases: ")
    assert told.endswith("No case is wrong with nothing asked.\n")


def test_it_says_of_how_many_complete_visits_nothing_is_asked_and_what_the_others_miss() -> None:
    told = page()
    totals = figures()["totals"]
    complete, recall = totals["complete_stories"], totals["questions_recall"]
    assert f"complete stories: {complete['without_question']} of {complete['stories']} without a question\n" in told
    assert f"questions recall: {recall['asked']} of {recall['missing']} things" in told
    assert complete["without_question"] == complete["stories"] >= 20


def test_the_page_fits_a_terminal_of_100_columns() -> None:
    assert [line for line in page().splitlines() if len(line) > 100] == []


def test_every_published_answer_that_disagrees_is_shown_with_the_reason() -> None:
    told = " ".join(page().split())
    disagreeing = [case for case in shipped().values() if case.disagrees]
    assert f"Published answers that disagree with the rules, not counted: {len(disagreeing)}" in told
    assert [c.id for c in disagreeing if c.disagrees not in told] == []


def test_every_miss_is_shown_with_what_was_expected_and_got() -> None:
    told = page()
    missed = told[told.index("\nNot right: ") :]
    assert "innovus-benlysta-400" in missed
    assert "expected   96413\n" in missed
    assert "got        96365\n" in missed
    assert "asked for  care the drug needed; diagnosis\n" in missed


def test_the_rows_of_each_table_add_up_to_the_totals() -> None:
    found = figures()
    for table in ("topics", "publishers"):
        for part in ("administration", "drugs"):
            for count in ("cases", "right", "asked", "wrong"):
                assert sum(row[part][count] for row in found[table]) == found["totals"][part][count]
        assert sum(row["disagreements"] for row in found[table]) == found["totals"]["disagreements"]


def test_json_names_every_case_with_both_answers() -> None:
    (found,) = (each for each in figures()["results"] if each["id"] == "acr-ritux-750")
    assert found["published"]["drugs"] == {"J9312": 75, "J9312-JW": 5}
    assert found["drugs"]["outcome"] == "right"
    assert found["source"]["url"].startswith("https://")


@needs("scenarios", "published.jsonl")
def test_json_lines_give_the_same_totals_as_the_shipped_cases() -> None:
    of_visits = {"complete_stories", "questions_recall"}  # scored with the shipped cases alone
    lines, shipped = figures(str(LINES))["totals"], figures()["totals"]
    assert of_visits <= set(shipped)
    assert {k: v for k, v in lines.items() if k not in of_visits} == {
        k: v for k, v in shipped.items() if k not in of_visits
    }


def test_worked_cases_are_scored_too() -> None:
    found = figures(str(SCENARIOS / "hydration.yaml"))
    assert found["totals"]["administration"] == {"cases": 14, "right": 14, "asked": 0, "wrong": 0}


def test_a_case_that_is_not_right_but_asked_about_is_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(CASE.replace("units: 1", "units: 2"))
    result = chairside("score", str(path))
    assert result.returncode == 0
    assert "asked for  dose given" in result.stdout.decode()


def test_a_case_that_is_wrong_with_nothing_asked_is_exit_code_1(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(SURE)
    result = chairside("score", str(path))
    assert result.returncode == 1
    assert result.stdout.decode().endswith("asked for  nothing\n\n1 case is wrong with nothing asked.\n")
    assert chairside("score", "--json", str(path)).returncode == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cases.yaml", "", "cases.yaml, line 1: the file is empty."),
        ("cases.jsonl", "", "cases.jsonl, line 1: it holds no cases."),
        ("cases.txt", "not JSON", "cases.txt, line 1: not JSON (expecting value, column 1)."),
        (
            "cases.yaml",
            CASE.replace('"10:00"', '"10:77"'),
            "cases.yaml, line 5: case one: given 1, stop: write a clock",
        ),
        ("cases.yaml", CASE.replace("expect", "expected"), "cases.yaml, line 6: case one: unknown key 'expected'."),
        ("cases.yaml", CASE.replace("id: one\n  ", ""), "cases.yaml, line 1: 'id' is missing."),
        ("cases.yaml", CASE.replace("setting", "day: 1890-01-01\n  setting"), "case one: "),
    ],
)
def test_a_file_that_cannot_be_scored_is_one_sentence(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    assert_one_sentence(chairside("score", str(tmp_path / name)), said)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    assert_one_sentence(chairside("score", str(tmp_path / "none.yaml")), "none.yaml cannot be used: No such file")


def test_an_installation_without_the_published_cases_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(commands_score, "files", lambda _: tmp_path)
    assert_one_sentence(chairside("score"), "The published cases are not part of this installation.")

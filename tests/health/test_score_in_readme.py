"""The figures in the README are what chairside score says today."""

from __future__ import annotations

import re
from pathlib import Path

from plugin.scenarios.tally import Tally
from tests.scenarios.published import shipped_score
from tests.scenarios.test_worked_cases import WORKED

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")
SECTION = README[README.index("## How right it is") : README.index("## Launching")]
PLAIN = " ".join(SECTION.split())


def row(name: str) -> list[int]:
    """The numbers of a line of the table."""
    (line,) = re.findall(rf"^\| {name} \|(.*)\|$", SECTION, re.MULTILINE)
    return [int(number) for number in re.findall(r"\d+", line)]


def figures(tally: Tally) -> list[int]:
    return [tally.cases, tally.right, tally.asked, tally.wrong]


def test_the_table_is_what_the_command_says() -> None:
    score = shipped_score()
    assert row("administration codes and units") == figures(score.administration)
    assert row("distinct-service modifiers, where the codes are right") == list(score.distinct)
    assert row("drug units, JW and JZ") == figures(score.drugs)
    assert row("documentation a source says is missing") == list(score.questions)


def test_the_questions_about_whole_visits_are_what_the_command_says() -> None:
    stories = shipped_score().stories
    assert row("complete stories, and without a question") == list(stories.complete)
    assert row("things that the other stories miss, and asked for") == list(stories.recall)
    assert stories.noise == ()


def test_the_numbers_of_cases_are_right() -> None:
    score = shipped_score()
    assert f"{len(score.judged)} published cases" in PLAIN
    assert f"{len(score.disagreements)} cases disagree" in PLAIN
    assert f"{score.with_questions} of the {len(score.judged)} have one" in PLAIN
    assert f"{len(WORKED)} cases worked by hand" in PLAIN


def test_it_names_as_many_cases_that_differ_as_there_are() -> None:
    words = {3: "three", 4: "four", 5: "five"}
    assert f"The {words[len(shipped_score().misses)]} that differ" in PLAIN

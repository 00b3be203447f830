"""A visit in which everything is charted: its lines are those worked by hand from the rules, and nothing is asked."""

from __future__ import annotations

from collections import Counter

import pytest
from fhir.resources.R4B import get_fhir_model_class

from plugin.commands_score import told
from plugin.scenarios.errors import BadScenario
from plugin.scenarios.stories import read_stories
from tests.scenarios.complete_stories import COMPLETE, Story, complete_stories

KEPT = tuple(s for s in complete_stories() if (COMPLETE / s.name).is_dir())
PAYERS = {"1": "medicare", "2": "medicaid", "5": "commercial"}

every = pytest.mark.parametrize("story", complete_stories(), ids=lambda s: s.name)
kept = pytest.mark.parametrize("story", KEPT, ids=lambda s: s.name)


def test_there_are_twenty_complete_stories_of_both_settings_and_three_kinds_of_payer() -> None:
    assert len(complete_stories()) >= 20
    assert {s.bundle["meta"]["tag"][0]["code"] for s in KEPT} == {"facility", "office"}
    codes = {r["type"]["coding"][0]["code"] for s in KEPT for r in _of(s, "Coverage")}
    assert {PAYERS[code] for code in codes} == {"medicare", "medicaid", "commercial"}


@every
def test_nothing_is_asked_about_a_complete_visit(story: Story) -> None:
    assert [(p.kind, p.about) for p in story.proposed().prompts] == []


@every
def test_a_complete_visit_is_read_whole(story: Story) -> None:
    assert story.proposed().unread == ()


@every
def test_every_line_of_a_complete_visit_may_leave_and_rests_on_the_chart(story: Story) -> None:
    lines = story.proposed().lines
    assert lines
    assert {(line.state.value, line.strength.word) for line in lines} <= {
        ("proposed", "charted"),
        ("proposed", "derived"),
    }


@kept
def test_its_lines_are_the_ones_worked_by_hand(story: Story) -> None:
    got: Counter[tuple[str, ...]] = Counter()
    for x in story.proposed().lines:
        got[x.code, " ".join(x.modifiers), x.kind.value, x.date.isoformat()] += x.units
    wanted: Counter[tuple[str, ...]] = Counter()
    for x in story.expected["lines"]:
        wanted[x["code"], " ".join(x["modifiers"]), x["kind"], x["date"]] += x["units"]
    assert got == wanted


@kept
def test_its_lines_stand_on_the_rules_worked_by_hand_and_point_to_their_diagnoses(story: Story) -> None:
    lines = {(x.code, x.modifiers, x.date.isoformat()): x for x in story.proposed().lines}
    for wanted in story.expected["lines"]:
        line = lines[wanted["code"], tuple(wanted["modifiers"]), wanted["date"]]
        assert set(wanted["because"]) <= set(line.because), line.code
        if wanted["diagnoses"] is not None:
            assert list(line.diagnoses) == wanted["diagnoses"], line.code


@kept
def test_every_entry_of_it_is_valid_r4b(story: Story) -> None:
    for entry in story.bundle["entry"]:
        get_fhir_model_class(entry["resource"]["resourceType"]).model_validate(entry["resource"])


@kept
def test_its_folder_is_a_bundle_a_telling_and_an_answer(story: Story) -> None:
    folder = COMPLETE / story.name
    assert {path.name for path in folder.iterdir()} == {"bundle.json", "expected.json", "story.md"}
    assert story.bundle["identifier"]["value"] == story.name


def test_a_story_without_its_answer_is_refused_with_its_name(tmp_path) -> None:
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "bundle.json").write_text("{}", "utf-8")
    with pytest.raises(BadScenario, match=r"half.expected\.json"):
        read_stories((tmp_path,))


def test_the_score_reads_the_same_stories() -> None:
    read = {story.name for story in read_stories(told()) if not story.wanted}
    assert read == {story.name for story in complete_stories()}


def _of(story: Story, kind: str) -> list[dict]:
    return [e["resource"] for e in story.bundle["entry"] if e["resource"]["resourceType"] == kind]

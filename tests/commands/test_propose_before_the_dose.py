"""A Bundle with orders and no dose yet: the questions of what is to settle as JSON, and the list as text."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

from plugin.export import proposal_json
from tests.commands.terminal import chairside

STORY = Path(__file__).resolve().parents[2] / "fixtures" / "visits" / "before-the-first-dose" / "bundle.json"
SCHEMA = Path(proposal_json.__file__).with_name("proposal.schema.json")


def test_the_questions_before_the_dose_are_the_prompts_and_there_are_no_lines() -> None:
    result = chairside("propose", str(STORY))
    found = json.loads(result.stdout)
    assert found["lines"] == []
    assert [(p["kind"], p["who"], p["about"]) for p in found["prompts"]] == [
        ("authorization_problem", "front_desk", "MedicationRequest/bell-rx1")
    ]
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(found)


def test_the_text_has_the_list_with_who_can_settle_it_and_the_rules() -> None:
    told = chairside("propose", "--text", str(STORY)).stdout.decode()
    assert "Before the first dose:\n  pembrolizumab\n" in told
    assert "to settle   authorization: What is on record does not cover this dose.  (front desk)" in told
    assert "authorization LH-4077: it ended on 2026-02-28, ordered for 2026-03-05" in told
    assert "ready       coverage: Coverage is on record for this day.  [R-AUT-04]" in told


def test_a_visit_with_a_dose_has_no_such_list() -> None:
    given = STORY.parents[1] / "injection-only" / "bundle.json"
    assert "Before the first dose" not in chairside("propose", "--text", str(given)).stdout.decode()

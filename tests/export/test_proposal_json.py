"""The proposal other programs rely on: its schema, and that every kind of proposal keeps it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from plugin.chart.chart import Unread
from plugin.export import proposal_json, proposal_text
from tests.engine.builders import given, library, proposal, visit

SCHEMA = json.loads((Path(proposal_json.__file__).parent / "proposal.schema.json").read_text("utf-8"))
CHECK = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

VISITS = {
    "complete": visit(given("ceftriaxone", "iv_infusion", "09:00", "10:31")),
    "missing stop": visit(given("paclitaxel", "iv_infusion", "09:00")),
    "no diagnosis": visit(given("ceftriaxone", "iv_infusion", "09:00", "10:31"), diagnoses=()),
    "waste": visit(given("infliximab", "iv_infusion", "09:00", "11:00", dose="350 mg"), setting="office"),
    "nothing given": visit(),
    "no payer": visit(given("ceftriaxone", "iv_push", "09:00"), payer=None),
}


@pytest.mark.parametrize("name", VISITS)
def test_every_proposal_keeps_the_published_schema(name: str) -> None:
    CHECK.validate(json.loads(proposal_json.dumps(proposal(VISITS[name]))))


def test_the_schema_itself_is_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("units",), "1"),
        (("units",), 0),
        (("code",), "9641"),
        (("state",), "billed"),
        (("strength",), "sure"),
        (("because",), []),
    ],
)
def test_the_schema_refuses_a_line_that_is_not_one(where: tuple[str], value: object) -> None:
    broken = json.loads(proposal_json.dumps(proposal(VISITS["complete"])))
    broken["lines"][0][where[0]] = value
    with pytest.raises(ValidationError):
        CHECK.validate(broken)


def test_unread_resources_are_part_of_the_answer() -> None:
    chart = replace(VISITS["complete"], unread=(Unread("MedicationAdministration/ma9", "no status"),))
    assert json.loads(proposal_json.dumps(proposal(chart)))["unread"] == [
        {"about": "MedicationAdministration/ma9", "reason": "no status"}
    ]


def test_the_text_form_names_every_line_and_question() -> None:
    chart = VISITS["missing stop"]
    page = proposal_text.render(proposal(chart), library().of(chart))
    assert "96409" in page
    assert "missing_stop_time" in page


def test_the_text_form_cites_every_rule_of_a_line_with_the_day_it_was_read() -> None:
    chart = VISITS["missing stop"]
    found, book = proposal(chart), library().of(chart)
    cited = proposal_text.render(found, book).partition("Rules cited:")[2]
    for rule in {r for line in found.lines for r in line.because}:
        assert rule in cited
        assert all(f"{c.section} (checked {c.checked_on})" in cited for c in book.rule(rule).citations)

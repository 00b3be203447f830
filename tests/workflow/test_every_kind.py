"""Every kind of question: raised by what is missing, gone once it is charted, and what an answer typed here does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proposal import LineState, Proposal
from plugin.rules.library import load_library
from plugin.store.answers import Standing
from plugin.workflow.answers import PLACES, with_answers
from tests.builders import answer
from tests.engine.builders import proposal
from tests.workflow.every_kind import ROWS, Row

# In the order of the design; R-DOC-01 to R-DOC-44.
KINDS = (
    "missing_stop_time", "missing_start_time", "conflicting_times", "missing_route", "unclear_drug", "missing_dose",
    "missing_order", "missing_hydration_order", "hydration_under_31_min", "infusion_under_16_min", "push_over_15_min",
    "missing_access_site", "second_site_reason", "second_visit_unclear", "main_reason_of_visit", "complexity_support",
    "missing_waste", "container_type_unknown", "container_size_unknown", "ndc_missing", "stock_340b_unknown",
    "unlisted_drug_narrative", "missing_diagnosis", "diagnosis_not_covered", "treatment_diagnosis_order",
    "missing_supervising_provider", "virtual_supervision_mode", "missing_ordering_npi", "authorization_problem",
    "authorization_ending", "notice_needed", "units_over_mue", "concurrent_not_coded", "overlapping_chemo",
    "same_drug_again", "stopped_early", "pump_details", "trial_details", "separate_visit_note",
    "self_administered_drug", "drug_without_administration", "transfusion_premedication", "off_campus_unknown",
    "conflicting_dose",
)  # fmt: skip
SCHEMA = Path(__file__).resolve().parents[2] / "plugin" / "export" / "proposal.schema.json"

each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.kind)
each_answered = pytest.mark.parametrize("row", [r for r in ROWS if r.answer], ids=lambda row: row.kind)
each_kept = pytest.mark.parametrize("row", [r for r in ROWS if not r.answer], ids=lambda row: row.kind)


def proposed(chart: Chart, row: Row) -> Proposal:
    return proposal(chart, **row.switches)


def leaving(found: Proposal) -> set[tuple[object, ...]]:
    return {(x.code, x.units, x.modifiers, x.date) for x in found.lines if x.state is LineState.PROPOSED}


def test_the_table_has_every_kind_of_the_design_once_and_in_its_order() -> None:
    assert tuple(row.kind for row in ROWS) == KINDS
    assert [row.rule for row in ROWS] == [f"R-DOC-{n:02d}" for n in range(1, 45)]


def test_the_contract_of_proposals_names_the_same_kinds() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert set(schema["properties"]["prompts"]["items"]["properties"]["kind"]["enum"]) == set(KINDS)


@each
def test_the_smallest_visit_without_the_fact_raises_this_question_alone(row: Row) -> None:
    found = proposed(row.asked, row).prompts
    assert {p.kind for p in found} == {row.kind} | row.also
    (prompt,) = (p for p in found if p.kind == row.kind)
    assert (prompt.severity.value, prompt.who.value, prompt.about) == (row.severity, row.who, row.about)
    assert prompt.because[-1] == row.rule
    assert set(row.because) <= set(prompt.because)


@each
def test_it_names_the_denials_that_the_rules_name(row: Row) -> None:
    (prompt,) = (p for p in proposed(row.asked, row).prompts if p.kind == row.kind)
    assert set(prompt.denials) == {f"CO-{code}" for code in row.denials | row.more_denials}


@each
def test_once_the_fact_is_charted_the_question_is_gone_and_nothing_else_comes(row: Row) -> None:
    assert {p.kind for p in proposed(row.charted, row).prompts} == row.also_charted


@each_answered
def test_an_answer_is_used_and_the_question_not_asked_again(row: Row) -> None:
    after, standing = answered(row)
    assert standing is Standing.APPLIED
    assert row.kind not in {p.kind for p in proposed(after, row).prompts}


@each_answered
def test_no_line_leaves_on_an_answer_that_would_not_have_left_without_it(row: Row) -> None:
    before, after = proposed(row.asked, row), proposed(answered(row)[0], row)
    assert leaving(after) <= leaving(before)
    apart = [x for x in after.lines if x.strength is Strength.ANSWERED]
    assert {x.state for x in apart} <= {LineState.HELD}
    assert apart or leaving(after) == leaving(before) or any(x.state is LineState.HELD for x in after.lines)


@each_answered
def test_an_answer_does_not_stand_once_the_chart_has_the_fact(row: Row) -> None:
    assert row.answer is not None
    said = answer(row.kind, row.about, *row.answer)
    after, (stood,) = with_answers(row.charted, (said,))
    assert (after, stood.standing) == (row.charted, Standing.SUPERSEDED)


@each_kept
def test_what_only_the_chart_or_a_coder_can_settle_is_kept_and_changes_nothing(row: Row) -> None:
    assert row.kept
    (prompt,) = (p for p in proposed(row.asked, row).prompts if p.kind == row.kind)
    for choice in prompt.options:
        typed = {"time": "10:00", "amount": "100 mg", "count": "2", "text": "as charted"}.get(choice, "")
        assert (row.kind, choice) not in PLACES
        after, (stood,) = with_answers(row.asked, (answer(row.kind, row.about, choice, typed),))
        assert (after, stood.standing) == (row.asked, Standing.RECORDED)


def test_every_kind_whose_answer_is_used_is_in_the_table_as_such() -> None:
    assert {kind for kind, _ in PLACES} == {row.kind for row in ROWS if row.answer}


def answered(row: Row) -> tuple[Chart, Standing]:
    assert row.answer is not None
    after, (stood,) = with_answers(row.asked, (answer(row.kind, row.about, *row.answer),))
    return after, stood.standing


CARDS = {card.id: card for card in load_library().cards}
WORDED = ("question", "question_before", "question_of_number", "question_of_services", "question_of_approval", "parts")
MONEY_OR_EFFECT = re.compile(
    r"\$|\b(charg|bill|claim|pay|paid|denied|denial|reimburs|revenue|modifier|reported)|\bcode[sd]?\b", re.IGNORECASE
)
CODE = re.compile(r"\b(\d{5}|[A-Z]\d{4})\b")
LEADING = re.compile(r"\b(should|please|surely|of course|correctly|really|didn't|isn't|wasn't)\b", re.IGNORECASE)
# The package code is what pharmacists call it, and a service over its limit is asked of a coder by its code.
SAID_PLAINLY = {"R-DOC-20": "package code", "R-DOC-22": "package code"}
FOR_CODERS = {("R-DOC-32", "question_of_services"), ("R-DOC-22", "question_of_approval")}


def worded(rule: str) -> list[str]:
    found = []
    for version in CARDS[rule].versions:
        for name in WORDED:
            if name in version.parameters and (rule, name) not in FOR_CODERS:
                said = version.parameters[name]
                found += list(said.values()) if isinstance(said, dict) else [str(said)]
    return [words.replace(SAID_PLAINLY.get(rule, "\0"), "") for words in found]


@each
def test_no_wording_of_a_question_speaks_of_money_of_codes_or_of_what_a_payer_does(row: Row) -> None:
    assert worded(row.rule)
    for words in worded(row.rule):
        assert not MONEY_OR_EFFECT.search(words), words
        assert not CODE.search(words), words


@each
def test_no_wording_of_a_question_leads_to_an_answer(row: Row) -> None:
    """Open questions, or closed ones with ways out on both sides (AHIMA/ACDIS on compliant queries)."""
    for words in worded(row.rule):
        assert not LEADING.search(words), words
    for version in CARDS[row.rule].versions:
        assert {"other", "cannot_tell"} <= set(version.parameters["options"])
        assert ("yes" in version.parameters["options"]) <= (
            "no" in version.parameters["options"] or len(version.parameters["options"]) > 3
        )

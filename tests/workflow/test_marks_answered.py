"""A notice, a place, a part in a trial as somebody answers them: the question goes, and no line leaves on it."""

from dataclasses import replace

import pytest

from plugin.chart.billing import Billing, CampusFound, TrialPart
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proposal import Line, LineState
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer, Standing
from plugin.workflow.answers import check_answer, with_answers
from tests.builders import answer
from tests.engine.builders import asked, fact, given, library, lines, proposal, visit

M1, E1 = "MedicationAdministration/ma1", "Encounter/e1"
PALMETTO, JF = {"contractor": "Palmetto"}, {"contractor": "Noridian JF"}


def infliximab() -> Chart:
    return visit(given("infliximab", start="09:00", stop="11:00", dose="400 mg"), diagnoses=("M54.50",))


def in_trial() -> Chart:
    return visit(given("vedolizumab", start="09:00", stop="09:40", dose="300 mg"), diagnoses=("K50.90", "Z00.6"))


def off_campus() -> Chart:
    chart = visit(given("ketorolac", "iv_push", "10:00", dose="30 mg"))
    doubt = CampusFound(doubt="place of service 19 is off campus, and which kind of place it is was never set")
    return replace(chart, visits=tuple(replace(v, found_at=doubt) for v in chart.visits))


def under_skin() -> Chart:
    row = given("ustekinumab", "sc", "09:00", dose="90 mg", codes=(("hcpcs", "J3357"),))
    return visit(row, diagnoses=("K50.90",))


def after(chart: Chart, *said: Answer, **switches: str) -> Chart:
    """The chart with answers, each of which was asked and could be kept."""
    for one in said:
        check_answer(one, chart, proposal(chart, **switches).prompts, (), library().of(chart))
        chart, (stood,) = with_answers(chart, (one,))
        assert stood.standing is Standing.APPLIED
    return chart


def stand(found: tuple[Line, ...]) -> set[tuple[LineState, Strength]]:
    return {(line.state, line.strength) for line in found}


HELD = {(LineState.HELD, Strength.ANSWERED)}


@pytest.mark.parametrize(("choice", "mark"), [("signed", "GA"), ("not_signed", "GZ"), ("voluntary", "GX")])
def test_a_notice_answered_is_marked_and_waits_for_the_chart(choice: str, mark: str) -> None:
    chart = after(infliximab(), answer("notice_needed", M1, choice), **PALMETTO)
    assert "notice_needed" not in asked(chart, **PALMETTO)
    assert {line.modifiers for line in lines(chart, **PALMETTO)} == {(mark,)}
    assert stand(lines(chart, **PALMETTO)) == HELD


@pytest.mark.parametrize(
    ("choice", "marks"),
    [
        ("on_campus", ()),
        ("emergency_department", ()),
        ("excepted_off_campus", ("PO",)),
        ("non_excepted_off_campus", ("PN",)),
    ],
)
def test_a_place_answered_settles_the_question_and_waits_for_the_chart(choice: str, marks: tuple[str, ...]) -> None:
    chart = after(off_campus(), answer("off_campus_unknown", E1, choice))
    assert "off_campus_unknown" not in asked(chart)
    assert {line.modifiers for line in lines(chart)} == {marks}
    assert stand(lines(chart)) == HELD


def test_number_and_part_answered_settle_both_questions_of_a_trial() -> None:
    number = answer("trial_details", E1, "text", "NCT01234567")
    chart = after(in_trial(), number, answer("trial_details", M1, "under_study_free"))
    assert "trial_details" not in asked(chart)
    assert {line.kind.value: line.modifiers for line in lines(chart)} == {"administration": ("Q1",), "drug": ("Q0",)}
    assert stand(lines(chart)) == HELD
    assert any("01234567" in a.sentence for a in proposal(chart).advice)


@pytest.mark.parametrize("typed", ["NCT01234567", "nct 01234567", "01234567"])
def test_the_number_is_taken_with_and_without_its_letters(typed: str) -> None:
    chart = after(in_trial(), answer("trial_details", E1, "text", typed))
    assert [p.about for p in proposal(chart).prompts if p.kind == "trial_details"] == [M1]


@pytest.mark.parametrize("typed", ["NCT0123456", "phase 2", "NCT012345678"])
def test_what_is_no_number_of_a_trial_is_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused):
        after(in_trial(), answer("trial_details", E1, "text", typed))


def test_of_a_drug_charted_as_under_study_only_the_supply_is_taken_and_nothing_against_the_chart() -> None:
    chart = in_trial()
    (row,) = chart.administrations
    chart = replace(chart, administrations=(replace(row, billing=Billing(trial_part=fact(TrialPart.UNDER_STUDY))),))
    with pytest.raises(AnswerRefused):
        after(chart, answer("trial_details", M1, "routine"))
    billing = after(chart, answer("trial_details", M1, "under_study_free")).administrations[0].billing
    assert billing.trial_part is not None
    assert billing.supplied_free is not None
    assert (billing.trial_part.strength, billing.supplied_free.value) == (Strength.CHARTED, True)


def test_no_takes_the_mark_of_an_excluded_drug_off_and_waits_for_the_chart() -> None:
    chart = after(under_skin(), answer("self_administered_drug", M1, "no"), **JF)
    assert "self_administered_drug" not in asked(chart, **JF)
    assert {line.modifiers for line in lines(chart, **JF)} == {()}
    assert stand(lines(chart, **JF)) == HELD


def test_yes_ends_the_question_and_weakens_nothing() -> None:
    chart = after(under_skin(), answer("self_administered_drug", M1, "yes"), **JF)
    assert "self_administered_drug" not in asked(chart, **JF)
    assert stand(lines(chart, **JF)) == {(LineState.PROPOSED, Strength.CHARTED)}
    assert {line.modifiers for line in lines(chart, **JF)} == {("GY",)}


def test_cannot_tell_is_kept_and_changes_nothing() -> None:
    chart = off_campus()
    read, (stood,) = with_answers(chart, (answer("off_campus_unknown", E1, "cannot_tell"),))
    assert (read, stood.standing) == (chart, Standing.RECORDED)

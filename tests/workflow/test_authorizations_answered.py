"""What the front desk says of an authorization is kept for the coder; only the record lets the lines go."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from plugin.engine.proposal import Severity
from plugin.errors import AnswerRefused
from plugin.store.answers import Standing
from plugin.workflow.answers import check_answer, with_answers
from tests import builders
from tests.engine.authorized_visits import DAY, asked_about, authorization, authorized, questions
from tests.engine.builders import library, lines, proposal, released

PROBLEM, ENDING = "authorization_problem", "authorization_ending"
EXPIRED = authorized(authorization(ends=date(2026, 3, 3)))
NEARLY = authorized(authorization(ends=DAY + timedelta(days=3)))
BOTH = pytest.mark.parametrize(
    ("chart", "kind", "choice", "value"), [(EXPIRED, PROBLEM, "text", "A2, asked for"), (NEARLY, ENDING, "yes", "")]
)


def said(kind: str, choice: str, value: str = ""):
    return builders.answer(kind, "MedicationAdministration/ma1", choice, value)


@BOTH
def test_an_answer_is_taken_and_kept_beside_the_open_question(chart, kind, choice, value) -> None:
    answer = said(kind, choice, value)
    check_answer(answer, chart, proposal(chart).prompts, (), library().of(chart))
    after, (stood,) = with_answers(chart, (answer,))
    assert stood.standing is Standing.RECORDED
    assert (after, list(asked_about(after))) == (chart, [kind])


@BOTH
def test_an_answer_that_is_not_offered_is_refused(chart, kind, choice, value) -> None:
    with pytest.raises(AnswerRefused):
        check_answer(said(kind, "still_running"), chart, proposal(chart).prompts, (), library().of(chart))


def test_the_lines_go_when_the_record_has_an_authorization_that_fits() -> None:
    renewed = authorization(id="ClaimResponse/a2", number="A2", begins=DAY)
    cleared = replace(EXPIRED, authorizations=(*EXPIRED.authorizations, renewed))
    assert (released(EXPIRED), questions(cleared)) == ({}, ())
    assert released(cleared) == released(authorized())


def test_nothing_waits_for_an_authorization_that_ends_and_a_renewal_clears_it() -> None:
    (question,) = questions(NEARLY)
    assert question.severity is Severity.ADVISES
    assert lines(NEARLY) == lines(authorized())
    renewed = authorization(id="ClaimResponse/a2", number="A2", begins=DAY + timedelta(days=4))
    assert questions(replace(NEARLY, authorizations=(*NEARLY.authorizations, renewed))) == ()

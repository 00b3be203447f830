"""What the front desk says of who pays: the visit is proposed anew with it, apart, until the chart says it."""

from dataclasses import replace

import pytest

from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proposal import LineState
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer, Standing
from plugin.workflow.answers import check_answer, with_answers
from tests.builders import answer
from tests.engine.authorized_visits import asked_about, authorization, product
from tests.engine.builders import library, proposal
from tests.engine.test_payer_asked import ACME, EACH, MEDICARE, leaving, with_waste

E1, C1, KIND = "Encounter/e1", "Coverage/c1", "authorization_problem"
SEVERAL, UNDATED = with_waste(*EACH["one place"]), with_waste(*EACH["no dates"])
NONE_HOLDS, UNKNOWN = with_waste(*EACH["ended or to come"]), with_waste(*EACH["kind unknown"])
EVERY = pytest.mark.parametrize(
    ("chart", "about", "choice", "value", "payer"),
    [
        (SEVERAL, E1, "coverage", "Coverage/c1", "medicare"),
        (SEVERAL, E1, "coverage", "Coverage/c2", "commercial"),
        (SEVERAL, E1, "self_pay", "", "other"),
        (NONE_HOLDS, E1, "coverage", "Coverage/c1", "medicare"),
        (UNDATED, C1, "yes", "", "medicare"),
        (UNKNOWN, C1, "medicare", "", "medicare"),
        (UNKNOWN, C1, "other_kind", "", "other"),
    ],
)


def said(about: str, choice: str, value: str = "") -> Answer:
    return answer(KIND, about, choice, value)


def check(chart: Chart, given: Answer, *earlier: Answer) -> None:
    now = with_answers(chart, earlier)[0]
    check_answer(given, chart, proposal(now).prompts, earlier, library().of(now))


@EVERY
def test_an_answer_is_taken_and_the_visit_proposed_with_that_payer(chart, about, choice, value, payer) -> None:
    given = said(about, choice, value)
    check(chart, given)
    after, (stood,) = with_answers(chart, (given,))
    assert (stood.standing, after.payer) == (Standing.APPLIED, payer)
    assert proposal(after).prompts == ()


@EVERY
def test_what_rests_on_the_answer_is_held_apart_until_the_chart_says_it(chart, about, choice, value, payer) -> None:
    after, _ = with_answers(chart, (said(about, choice, value),))
    assert leaving(after) == leaving(chart) == {("96413", ())}
    drug = [line for line in proposal(after).lines if line.code == "J9271"]
    assert {(line.state, line.strength) for line in drug} == {(LineState.HELD, Strength.ANSWERED)}
    assert (("JW",) in [line.modifiers for line in drug]) is (payer == "medicare")


@EVERY
def test_the_chart_wins_once_it_says_it(chart, about, choice, value, payer) -> None:
    charted = replace(chart, coverages=(MEDICARE, ACME))
    after, (stood,) = with_answers(charted, (said(about, choice, value),))
    assert (after, stood.standing) == (charted, Standing.SUPERSEDED)


def test_a_coverage_said_not_to_hold_leaves_the_next_one_or_asks_which() -> None:
    first = replace(MEDICARE, begins=None)
    after, _ = with_answers(with_waste(first, ACME), (said(C1, "no"),))
    assert (after.payer, proposal(after).prompts) == ("commercial", ())
    alone, _ = with_answers(UNDATED, (said(C1, "no"),))
    (asked,) = proposal(alone).prompts
    assert (asked.about, asked.question) == (E1, "Which coverage does the patient have on this day?")


def test_a_chosen_coverage_of_unknown_kind_is_asked_for_its_kind_next() -> None:
    unknown = replace(ACME, payer=None, order=1)
    chart = with_waste(MEDICARE, unknown)
    first = said(E1, "coverage", "Coverage/c2")
    after, _ = with_answers(chart, (first,))
    assert [p.about for p in proposal(after).prompts] == ["Coverage/c2"]
    then = said("Coverage/c2", "commercial")
    check(chart, then, first)
    both, standings = with_answers(chart, (first, then))
    assert (both.payer, [a.standing for a in standings]) == ("commercial", [Standing.APPLIED, Standing.APPLIED])


def test_a_coverage_that_is_no_candidate_any_more_is_refused_with_its_sentence() -> None:
    for reference in ("Coverage/c9", "Coverage/", "", "<script>"):
        with pytest.raises(AnswerRefused, match="in question any more"):
            check(SEVERAL, said(E1, "coverage", reference))
    three = with_waste(MEDICARE, replace(ACME, order=1), replace(ACME, id="Coverage/c3", order=2))
    with pytest.raises(AnswerRefused, match="in question any more"):
        check(three, said(E1, "coverage", "Coverage/c3"))


def test_an_answer_to_what_the_chart_settled_meanwhile_is_refused() -> None:
    for about, choice in ((E1, "self_pay"), (C1, "yes"), (C1, "medicare")):
        with pytest.raises(AnswerRefused, match="no longer open"):
            check(with_waste(MEDICARE), said(about, choice))


@pytest.mark.parametrize(
    ("chart", "about", "choice"), [(SEVERAL, E1, "yes"), (SEVERAL, E1, "medicare"), (UNDATED, C1, "medicare")]
)
def test_an_answer_that_is_not_offered_is_refused(chart: Chart, about: str, choice: str) -> None:
    with pytest.raises(AnswerRefused, match="offered"):
        check(chart, said(about, choice))


def test_an_answer_may_be_changed_to_another_candidate() -> None:
    earlier = said(E1, "coverage", "Coverage/c2")
    check(SEVERAL, said(E1, "coverage", "Coverage/c1"), earlier)


def test_what_carries_no_fact_is_kept_and_leaves_the_question_open() -> None:
    for choice, value in (("other", "calling the plan"), ("cannot_tell", "")):
        check(SEVERAL, said(E1, choice, value))
        after, (stood,) = with_answers(SEVERAL, (said(E1, choice, value),))
        assert (after, stood.standing) == (SEVERAL, Standing.RECORDED)


def test_authorizations_are_matched_with_the_payer_that_was_said() -> None:
    chart = replace(SEVERAL, authorizations=(authorization(product("pembrolizumab"), coverage="Coverage/c2"),))
    first, _ = with_answers(chart, (said(E1, "coverage", "Coverage/c1"),))
    second, _ = with_answers(chart, (said(E1, "coverage", "Coverage/c2"),))
    assert "it is of Acme PPO, on this day pays Medicare Part B" in asked_about(first)[KIND]
    assert "it is of" not in asked_about(second).get(KIND, "")


def test_a_line_that_does_not_turn_on_the_payer_leaves_as_without_the_answer() -> None:
    after, _ = with_answers(UNDATED, (said(C1, "yes"),))
    (infusion,) = (line for line in proposal(after).lines if line.code == "96413")
    assert (infusion.state, infusion.strength) == (LineState.PROPOSED, Strength.CHARTED)

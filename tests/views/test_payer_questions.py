"""Who pays, asked on the nurse's page of the front desk: by the names of payers, and answered with a button."""

import re
from dataclasses import replace

import pytest

from plugin.store.answers import Standing
from plugin.views.questions import Questions, questions_of
from plugin.views.typed import typed_answer
from tests.builders import answer, visit
from tests.engine.builders import proposal
from tests.engine.test_payer_asked import ACME, EACH, MEDICARE, with_waste
from tests.page_client import PageClient
from tests.views.ready_visit import desk_of
from tests.views.small_app import app_of

KIND, E1 = "authorization_problem", "Encounter/e1"
URL = "/visit/7f3a9c"
MONEY_OR_CODE = re.compile(
    r"\$|\b\d{5}\b|\b[A-Z]\d{4}\b|\b(JW|JZ)\b|\bbill|\bpay(s|ing)?\b|denial|Coverage/", re.IGNORECASE
)


def shown(chart, answers=()) -> Questions:
    return questions_of(visit(chart, proposal(chart).prompts, answers=answers))


@pytest.mark.parametrize("covers", EACH.values(), ids=EACH)
def test_it_stands_with_what_others_are_asked_in_plain_words_with_a_way_out(covers) -> None:
    found = shown(with_waste(*covers))
    (other,) = found.others
    assert other.says == "The front desk: the coverage"
    assert (found.left, other.question.asked_of) == (0, "front desk")
    words = " ".join((other.question.asks, other.question.facts, *(text for _, text in other.question.choices)))
    assert MONEY_OR_CODE.findall(words.replace("self-pay", "")) == []
    assert "_" not in words
    assert [option for option, _ in other.question.choices][-2:] == ["other", "cannot_tell"]


def test_each_candidate_has_a_button_with_the_name_of_its_payer() -> None:
    (other,) = shown(with_waste(*EACH["one place"])).others
    assert other.question.choices[:3] == (
        ("coverage:Coverage/c1", "Medicare Part B"),
        ("coverage:Coverage/c2", "Acme Health"),
        ("self_pay", "None of them, self-pay"),
    )


def test_the_days_on_record_stand_as_the_page_writes_days() -> None:
    (other,) = shown(with_waste(*EACH["ended or to come"])).others
    assert other.question.facts == "Medicare Part B ended on 28-Feb-2026; Acme Health begins on 01-Apr-2026."


def test_the_button_of_a_candidate_is_read_as_the_choice_and_which_it_is() -> None:
    typed = typed_answer({"kind": KIND, "about": E1, "choice": "coverage:Coverage/c2"})
    assert (typed.choice, typed.value) == ("coverage", "Coverage/c2")


def test_an_answer_is_shown_by_the_name_of_the_payer_and_can_be_changed() -> None:
    said = answer(KIND, E1, "coverage", "Coverage/c2", Standing.APPLIED)
    (done,) = shown(with_waste(MEDICARE, ACME), answers=(said,)).done
    assert (done.topic, done.answer) == ("Coverage", "Acme Health")
    assert ("coverage:Coverage/c1", "Medicare Part B") in done.change.choices
    assert done.change.fields == ()


def test_an_answer_about_a_coverage_that_is_gone_names_no_reference() -> None:
    said = answer(KIND, E1, "coverage", "Coverage/c9", Standing.RECORDED)
    (done,) = shown(with_waste(MEDICARE, ACME), answers=(said,)).done
    assert done.answer == "A coverage that is no longer in the chart"


@pytest.mark.parametrize("choice", ["yes", "no", "medicare", "other_kind"])
def test_what_was_said_of_one_coverage_can_be_said_otherwise(choice: str) -> None:
    said = answer(KIND, "Coverage/c1", choice, standing=Standing.APPLIED)
    (done,) = shown(with_waste(MEDICARE), answers=(said,)).done
    assert choice in [option for option, _ in done.change.choices]
    assert "_" not in done.answer


def test_a_name_from_the_record_stands_as_text_on_the_page() -> None:
    covers = (replace(MEDICARE, text="<b>Plan</b> {0}"), replace(ACME, order=1))
    page = PageClient(app_of(desk_of(with_waste(*covers)))).get(f"{URL}/chart")
    assert "primary on this day: <b>Plan</b> {0} or Acme Health?" in page.text

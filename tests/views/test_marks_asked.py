"""Questions about place, notice, trial and self-administered drugs on the nurse's page: plain words, no modifiers."""

import re

import pytest

from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.store.answers import Standing
from plugin.views.questions import Questions, questions_of
from tests.builders import answer, busy_chart, visit
from tests.engine.builders import library
from tests.engine.builders import visit as a_visit

M2 = "MedicationAdministration/m2"
MONEY_OR_CODE = re.compile(
    r"\$|\b\d{5}\b|\b[A-Z]\d{4}\b|\b(GA|GZ|GX|GY|PO|PN|Q0|Q1)\b|CPT|HCPCS|modifier|\bbill|denial"
)
CARDS = {"notice_needed": "R-DOC-31", "self_administered_drug": "R-DOC-40", "trial_details": "R-DOC-38"}
MARKS_ASKED = (*CARDS, "off_campus_unknown")
FACTS = {"notice_needed": "signed: GA; not signed: GZ"}


def of_card(kind: str) -> Prompt:
    """The question of a card as the engine asks it."""
    book = library().of(a_visit())
    card, about = (CARDS[kind], M2) if kind in CARDS else ("R-DOC-43", "Encounter/e1")
    return ask(book, card, about, facts=FACTS.get(kind, ""), drug="rituximab")


def shown(*prompts: Prompt, answers=()) -> Questions:
    return questions_of(visit(busy_chart(), prompts, answers=answers))


@pytest.mark.parametrize("kind", MARKS_ASKED)
def test_each_is_answered_on_the_page_in_plain_words_with_a_way_out(kind: str) -> None:
    found = shown(of_card(kind))
    (question,) = found.cards
    words = " ".join((question.asks, question.facts, *(text for _, text in question.choices)))
    assert MONEY_OR_CODE.findall(words) == []
    assert [option for option, _ in question.choices][-2:] == ["other", "cannot_tell"]
    assert "_" not in words


@pytest.mark.parametrize(("kind", "choice"), [("notice_needed", "signed"), ("off_campus_unknown", "on_campus")])
def test_an_answer_stands_in_words_and_can_be_changed_once_its_question_is_gone(kind: str, choice: str) -> None:
    about = of_card(kind).about
    (done,) = shown(answers=(answer(kind, about, choice, standing=Standing.APPLIED),)).done
    assert "_" not in done.answer
    assert choice in [option for option, _ in done.change.choices]


def test_the_number_of_a_trial_is_typed_and_the_part_of_a_drug_is_chosen() -> None:
    number = answer("trial_details", "Encounter/e1", "text", "NCT01234567", Standing.APPLIED)
    part = answer("trial_details", M2, "routine", standing=Standing.APPLIED)
    of_visit, of_drug = shown(answers=(number, part)).done
    assert of_visit.change.field
    assert [o for o, _ in of_visit.change.choices] == ["other", "cannot_tell"]
    assert of_drug.change.field is None
    assert "routine" in [o for o, _ in of_drug.change.choices]

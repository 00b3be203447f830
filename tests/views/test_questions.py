"""Questions as a nurse sees them: neutral, three at a time, never asked twice, others' questions out of the way."""

import re

import pytest

from plugin.engine.proposal import Severity, Who
from plugin.rules.library import load_library
from plugin.store.answers import Standing
from plugin.views import words
from plugin.views.questions import ASKED_HERE, questions_of
from tests.builders import DAY, answer, busy_chart, busy_prompts, chart, given, prompt, visit

RITUXIMAB = "MedicationAdministration/m2"


def asked(*prompts, answers=(), of=None):
    return questions_of(visit(of or busy_chart(), prompts, answers=answers))


def test_questions_keep_the_order_of_the_engine():
    assert [q.kind for q in asked(*busy_prompts()).first] == [
        "missing_waste",
        "missing_stop_time",
        "missing_hydration_order",
    ]


def test_three_are_open_at_once_and_the_rest_wait():
    five = [
        prompt(kind) for kind in ("missing_dose", "missing_route", "missing_stop_time", "stopped_early", "pump_details")
    ]
    questions = asked(*five)
    assert (len(questions.first), len(questions.more), questions.left) == (3, 2, 5)


@pytest.mark.parametrize("who", [Who.CODER, Who.FRONT_DESK, Who.PHARMACY])
def test_what_others_are_asked_is_no_question_for_the_nurse(who):
    questions = asked(prompt(who=who))
    assert (questions.left, len(questions.others)) == (0, 1)


def test_what_others_are_asked_is_named_without_codes():
    assert asked(*busy_prompts()).others == (
        "The pharmacy: the package number of the drug (rituximab)",
        "The front desk: the authorization (rituximab)",
    )


def test_a_question_for_the_provider_says_so():
    assert asked(prompt(who=Who.PROVIDER)).first[0].for_provider


def test_every_closed_question_offers_other_and_cannot_tell():
    choices = asked(prompt(options=("yes", "no"))).first[0].choices
    assert choices == (("yes", "Yes"), ("no", "No"), ("other", "Other"), ("cannot_tell", "Cannot tell"))


def test_a_stop_time_is_typed_as_a_time():
    field = asked(prompt()).first[0].field
    assert (field.entry, field.label, field.hint) == ("time", "Stopped at", "24 hours, such as 14:05")


def test_an_amount_takes_the_unit_of_the_charted_dose():
    assert asked(prompt("missing_waste", options=("amount", "cannot_tell"))).first[0].field.unit == "mg"


def test_an_amount_without_a_charted_dose_asks_for_the_unit():
    no_dose = chart(given(2, "rituximab", "", ("09:10", "10:00")))
    field = asked(prompt("missing_dose", options=("amount",)), of=no_dose).first[0].field
    assert (field.unit, field.hint) == ("", "with its unit, such as 20 mg")


def test_times_that_contradict_each_other_are_a_likely_mistake_and_take_no_third_time():
    card = asked(prompt("conflicting_times", options=("time", "other"))).first[0]
    assert (card.likely_mistake, card.field) == (True, None)


def test_the_chart_is_quoted_beside_the_question():
    assert asked(prompt()).first[0].facts == (
        "680 mg charted, started 09:10, no stop time, access site right chest port, planned over 4 h."
    )


def test_a_plan_is_called_a_plan():
    assert "planned over 4 h" in asked(prompt()).first[0].facts


def test_only_advice_is_called_helpful():
    assert [asked(prompt(severity=s)).first[0].needed for s in Severity] == [True, True, False]


def test_an_answered_question_is_not_asked_again_even_when_it_could_not_be_told():
    questions = asked(prompt(), answers=[answer("missing_stop_time", RITUXIMAB, "cannot_tell")])
    assert (questions.left, questions.done[0].answer) == (0, "Cannot tell")


def test_an_answer_about_another_drug_leaves_the_question_open():
    other = answer("missing_stop_time", "MedicationAdministration/m1", "still_running")
    assert asked(prompt(), answers=[other]).left == 1


@pytest.mark.parametrize(
    ("standing", "origin"),
    [
        (Standing.RECORDED, "said here"),
        (Standing.APPLIED, "said here, not yet in the chart"),
        (Standing.SUPERSEDED, "now in the chart"),
    ],
)
def test_an_answer_says_where_it_stands(standing, origin):
    given_answer = answer("missing_stop_time", RITUXIMAB, "time", "11:40", standing)
    done = asked(answers=[given_answer]).done[0]
    assert (done.topic, done.answer, done.by, done.at, done.origin) == (
        "Stop time, rituximab",
        "11:40",
        "J. Lin RN",
        "12:00",
        origin,
    )


def test_an_answer_whose_question_is_gone_can_still_be_changed():
    change = asked(answers=[answer("missing_stop_time", RITUXIMAB, "time", "11:40")]).done[0].change
    assert (change.field.entry, [option for option, _ in change.choices]) == ("time", ["other", "cannot_tell"])


def test_no_topic_holds_a_code_or_money():
    pattern = re.compile(r"\$|\d|CPT|HCPCS|NDC|bill|charge|pay|units", re.IGNORECASE)
    assert [topic for topic in words.TOPICS.values() if pattern.search(topic)] == []


CARDS = [rule for rule in load_library().on(DAY).rules.values() if rule.stage == "prompts"]
MONEY_OR_CODE = re.compile(
    r"\$|\b\d{5}\b|\b[A-Z]\d{4}\b|CPT|HCPCS|modifier|\bbill|\bcharged?\b|denial|payer", re.IGNORECASE
)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_kind_of_question_has_words_for_its_topic(card):
    assert card.text("kind") in words.TOPICS


@pytest.mark.parametrize(
    "card", [c for c in CARDS if Who(c.text("who")) in ASKED_HERE], ids=lambda card: card.text("kind")
)
def test_no_question_that_a_nurse_is_asked_names_money_or_a_code(card):
    assert MONEY_OR_CODE.findall(" ".join((card.text("question"), *map(words.choice, card.words("options"))))) == []

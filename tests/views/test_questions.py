"""Questions as a nurse sees them: neutral, three at a time, never asked twice, others' questions out of the way."""

import re

import pytest

from plugin.engine.proposal import Severity, Who
from plugin.rules.library import load_library
from plugin.store.answers import Standing
from plugin.views import words
from plugin.views.questions import ASKED_HERE, questions_of, questions_of_coders
from plugin.workflow.answers import PLACES
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
    assert tuple(other.says for other in asked(*busy_prompts()).others) == (
        "The pharmacy: the package number of the drug (rituximab)",
        "The front desk: the authorization (rituximab)",
    )


def test_a_question_for_the_provider_says_so():
    assert asked(prompt(who=Who.PROVIDER)).first[0].asked_of == "provider"


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


@pytest.mark.parametrize(("kind", "option"), sorted(PLACES))
def test_an_answer_that_carried_a_fact_can_be_given_again_when_its_question_is_gone(kind, option):
    about = "Encounter/e1" if (kind, option) == ("trial_details", "text") else RITUXIMAB  # the number is the visit's
    answers = [answer(kind, about, option, "x")]
    of_coders = questions_of_coders(visit(busy_chart(), (), answers=answers))[1]
    (done,) = of_coders or asked(answers=answers).done
    change = done.change
    offered = {choice for choice, _ in change.choices} | ({change.field.entry} if change.field else set())
    assert option in offered


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


def for_pharmacy(kind, options, question, facts="", answers=()):
    asking = prompt(kind, who=Who.PHARMACY, severity=Severity.BLOCKS, question=question, options=options, facts=facts)
    return asked(asking, answers=answers)


def package_code(facts="", answers=()):
    options = ("text", "other", "cannot_tell")
    return for_pharmacy("ndc_missing", options, "Which package code is on the label?", facts, answers)


def test_what_the_pharmacy_is_asked_can_be_answered_here_and_is_no_task_of_the_nurse():
    questions = package_code()
    (card,) = questions.for_others
    assert (questions.left, card.asked_of, card.kind) == (0, "pharmacy", "ndc_missing")


def test_what_a_coder_or_the_front_desk_is_asked_cannot_be_answered_here():
    assert [asked(prompt(who=who)).for_others for who in (Who.CODER, Who.FRONT_DESK)] == [(), ()]


def test_a_package_code_has_its_own_field_and_other_words_their_own():
    (card,) = package_code().for_others
    assert (card.field.entry, card.field.label, card.field.hint, card.field.free) == (
        "text",
        "Package code",
        "with its hyphens as on the label, or eleven digits",
        False,
    )
    assert [option for option, _ in card.choices] == ["other", "cannot_tell"]


def test_the_stock_is_a_closed_question_with_a_way_out():
    options = ("yes", "no", "other", "cannot_tell")
    (card,) = for_pharmacy("stock_340b_unknown", options, "Did rituximab come from this stock?").for_others
    assert (card.field, [option for option, _ in card.choices]) == (None, ["yes", "no", "other", "cannot_tell"])


def test_a_description_is_free_text():
    options = ("text", "other", "cannot_tell")
    (card,) = for_pharmacy("unlisted_drug_narrative", options, "Which exact product?").for_others
    assert (card.field.label, card.field.free) == ("Description", True)


def test_the_code_of_a_charge_is_never_quoted_but_the_code_on_a_label_is():
    (card,) = package_code("no package code is charted for J9312").for_others
    assert "J9312" not in card.facts
    (card,) = package_code("charted as 12345-67-8").for_others
    assert card.facts.startswith("Charted as 12345-67-8.")


def test_an_amount_of_five_digits_is_no_code_and_is_quoted():
    waste = prompt("missing_waste", facts="given 40000, opened 60000 unit", options=("amount", "cannot_tell"))
    assert asked(waste).first[0].facts.startswith("Given 40000, opened 60000 unit.")


def test_what_the_pharmacy_could_not_tell_is_not_asked_again_and_can_be_changed():
    questions = package_code(answers=[answer("ndc_missing", RITUXIMAB, "cannot_tell")])
    assert (questions.for_others, questions.done[0].change.asks) == ((), "Which package code is on the label?")
    assert questions.done[0].change.field.label == "Package code"


def test_an_answered_package_code_stays_to_be_changed_when_its_question_is_gone():
    said = answer("ndc_missing", RITUXIMAB, "text", "50242-053-06", Standing.APPLIED)
    done = asked(answers=[said]).done[0]
    assert (done.topic, done.answer) == ("Package number of the drug, rituximab", "50242-053-06")
    assert (done.origin, done.change.field.hint) == (
        "said here, not yet in the chart",
        "with its hyphens as on the label, or eleven digits",
    )

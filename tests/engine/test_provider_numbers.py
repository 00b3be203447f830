"""Whose number a claim names, and when it is asked for: who ordered in an office, who attends in a hospital."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.chart import Chart, Unread
from plugin.chart.evidence import Evidence
from plugin.chart.visit import Provider
from plugin.engine.proposal import Prompt
from plugin.engine.provider_numbers import number_questions
from tests.engine.builders import asked, fact, given, library, lines, office, proposal, released, visit

NUMBER = "1234567893"
ROW = given("ceftriaxone", start="09:00", stop="10:00")
ORDERING = Provider("Practitioner/dr1", "Iris Vane MD", NUMBER)


def ordered_by(*providers: Provider, **more) -> Chart:
    chart = office(ROW, main="ceftriaxone")
    return replace(chart, providers=providers, **more)


def attended_by(attender: str | None, *providers: Provider, day: date = date(2026, 3, 4), **more) -> Chart:
    chart = visit(ROW, day=day)
    visits = tuple(replace(v, attender=attender) for v in chart.visits)
    return replace(chart, visits=visits, providers=providers, **more)


def written(name: str, *providers: Provider) -> Chart:
    """An office order that says who signed it in words alone."""
    chart = ordered_by(*providers)
    return replace(chart, orders=tuple(replace(o, signed_by=fact(name, o.id)) for o in chart.orders))


def of_kind(chart: Chart, kind: str) -> Prompt:
    (found,) = [p for p in proposal(chart).prompts if p.kind == kind]
    return found


def test_an_orderer_without_a_number_is_asked_of_the_front_desk_and_holds_what_was_ordered() -> None:
    chart = ordered_by(Provider("Practitioner/dr1", "Iris Vane MD"))
    prompt = of_kind(chart, "missing_ordering_npi")
    assert (prompt.about, prompt.severity, prompt.who) == ("Practitioner/dr1", "blocks", "front_desk")
    assert prompt.because == ("R-SUP-04", "R-DOC-28")
    assert "Iris Vane MD" in prompt.facts
    assert set(prompt.denials) == {"CO-183", "CO-206", "CO-208"}
    assert not released(chart)


@pytest.mark.parametrize("number", ["1234567890", "123456789", "12345678930", "12345678x3"])
def test_a_number_that_fails_its_check_digit_is_asked_for(number: str) -> None:
    prompt = of_kind(ordered_by(Provider("Practitioner/dr1", npi=number)), "missing_ordering_npi")
    assert prompt.facts == "the number on record is not valid"


def test_a_valid_number_is_not_asked_for() -> None:
    assert "missing_ordering_npi" not in asked(ordered_by(Provider("Practitioner/dr1", npi=NUMBER)))


def test_an_orderer_whose_record_the_ehr_refused_is_asked_for() -> None:
    chart = ordered_by(unread=(Unread("Practitioner/dr1", "The EHR refused it."),))
    assert "could not be read" in of_kind(chart, "missing_ordering_npi").facts


def test_the_number_of_a_supervisor_or_nurse_is_not_taken_for_that_of_the_orderer() -> None:
    people = (Provider("Practitioner/dr2", npi=NUMBER), Provider("Practitioner/rn"), Provider("Practitioner/dr1"))
    assert of_kind(ordered_by(*people), "missing_ordering_npi").about == "Practitioner/dr1"


def test_a_number_asked_for_holds_only_the_lines_that_rest_on_the_order() -> None:
    # R-DOC-28
    chart = office(ROW, given("ondansetron", "iv_push", "10:10", dose="8 mg"), main="ceftriaxone")
    other = replace(chart.orders[1], signed_by=fact("Practitioner/dr3"))
    people = (Provider("Practitioner/dr1", npi=NUMBER), Provider("Practitioner/dr3"))
    chart = replace(chart, orders=(chart.orders[0], other), providers=people)
    states = {line.code: line.state for line in lines(chart) if line.kind == "administration"}
    assert states == {"96365": "proposed", "96375": "held"}


def test_two_drugs_of_one_orderer_ask_once() -> None:
    chart = office(ROW, given("ondansetron", "iv_push", "10:10"), main="ceftriaxone")
    of_kind(replace(chart, providers=(Provider("Practitioner/dr1"),)), "missing_ordering_npi")


def test_a_number_said_here_settles_the_question_and_its_lines_wait_for_the_chart() -> None:
    said = Provider("Practitioner/dr1", npi=NUMBER, said=Evidence("Practitioner/dr1", by="front desk"))
    chart = ordered_by(said)
    assert "missing_ordering_npi" not in asked(chart)
    assert {(line.strength.word, line.state.value) for line in lines(chart)} == {("answered", "held")}


def test_an_orderer_of_whom_there_is_only_a_name_is_asked_for_under_the_order() -> None:
    chart = written("Iris Vane MD")
    prompt = of_kind(chart, "missing_ordering_npi")
    assert prompt.about == chart.orders[0].id
    assert prompt.facts == "Iris Vane MD, no record of this provider was sent"
    assert not released(chart)


def test_an_orderer_whose_record_was_neither_sent_nor_refused_is_asked_for() -> None:
    prompt = of_kind(ordered_by(), "missing_ordering_npi")
    assert (prompt.about, prompt.facts) == ("Practitioner/dr1", "no record of this provider was sent")


def test_two_orders_of_one_name_ask_once_and_both_wait() -> None:
    chart = office(ROW, given("ondansetron", "iv_push", "10:10", dose="8 mg"), main="ceftriaxone")
    orders = tuple(replace(o, signed_by=fact("Iris Vane MD", o.id)) for o in chart.orders)
    chart = replace(chart, orders=orders, providers=())
    of_kind(chart, "missing_ordering_npi")
    assert not released(chart)


def test_a_name_with_a_number_beside_it_is_not_asked_for() -> None:
    assert "missing_ordering_npi" not in asked(written("Iris Vane MD", Provider("Iris Vane MD", npi=NUMBER)))


def test_a_hospital_asks_for_the_number_of_who_attends_and_holds_the_visit() -> None:
    chart = attended_by("Practitioner/dr2", ORDERING, Provider("Practitioner/dr2", "Peter Osei MD"))
    prompt = of_kind(chart, "missing_ordering_npi")
    assert (prompt.about, prompt.severity, prompt.who) == ("Practitioner/dr2", "blocks", "front_desk")
    assert ("attends" in prompt.question, prompt.facts) == (True, "Peter Osei MD")
    assert not released(chart)


def test_a_hospital_claim_does_not_name_who_ordered_beside_who_attends() -> None:
    chart = attended_by("Practitioner/dr2", Provider("Practitioner/dr1"), Provider("Practitioner/dr2", npi=NUMBER))
    assert "missing_ordering_npi" not in asked(chart)
    assert released(chart)["96365"] == 1


def test_who_ordered_stands_for_who_attends_where_a_visit_names_nobody() -> None:
    assert "missing_ordering_npi" not in asked(attended_by(None, ORDERING))
    assert of_kind(attended_by(None, Provider("Practitioner/dr1")), "missing_ordering_npi").about == "Practitioner/dr1"


def test_a_hospital_knows_who_attends_from_registration_so_a_record_nobody_sent_is_not_asked_for() -> None:
    assert "missing_ordering_npi" not in asked(attended_by("Practitioner/dr2"))
    assert "missing_ordering_npi" not in asked(attended_by("Peter Osei MD"))
    refused = attended_by("Practitioner/dr2", unread=(Unread("Practitioner/dr2", "The EHR refused it."),))
    assert "could not be read" in of_kind(refused, "missing_ordering_npi").facts


def test_a_hospital_visit_before_claims_had_such_numbers_is_not_asked_about_one() -> None:
    for day, questions in ((date(2007, 5, 22), 0), (date(2007, 5, 23), 1)):
        chart = attended_by("Practitioner/dr2", Provider("Practitioner/dr2"), day=day)
        assert len(number_questions(chart.administrations, chart, library().of(chart))) == questions


def test_a_number_said_here_of_who_attends_lets_the_visit_wait_for_the_chart() -> None:
    said = Provider("Practitioner/dr2", npi=NUMBER, said=Evidence("Practitioner/dr2", by="front desk"))
    chart = attended_by("Practitioner/dr2", said)
    assert "missing_ordering_npi" not in asked(chart)
    assert {(line.strength.word, line.state.value) for line in lines(chart)} == {("answered", "held")}

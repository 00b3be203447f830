"""An infusion stopped early: what the chart lacks is asked once, and nothing where all of it is charted."""

from dataclasses import replace

import pytest

from plugin.chart.administration import ContainerKind
from plugin.chart.chart import Chart
from plugin.engine.proposal import Prompt
from tests.engine.builders import SINGLE, amount, answered, asked, charge, fact, given, proposal, visit

REACTION = fact("Infusion reaction")
VIALS = {"vial": "100 mg", "opened": 4, "kind": SINGLE, "discarded": "360 mg"}


def stopped(**more):
    facts = {"stopped_early": REACTION, "stopped_because": REACTION, "dose": "40 mg", **VIALS, **more}
    return given("infliximab", start="09:00", stop="09:20", **facts)


def questions(chart: Chart) -> list[Prompt]:
    return [p for p in proposal(chart).prompts if p.kind == "stopped_early"]


def test_an_infusion_stopped_early_with_all_of_it_charted_asks_nothing() -> None:
    # D21
    chart = visit(stopped())
    assert not questions(chart)
    assert charge(chart, "drug") == {"J1745": 4, "J1745-JW": 36}


def test_a_stop_without_a_reason_asks_for_the_reason_alone() -> None:
    (prompt,) = questions(visit(stopped(stopped_because=None)))
    assert prompt.question == "infliximab is charted as stopped early. What was the reason?"
    assert (prompt.severity, prompt.who) == ("reduces", "nurse")
    assert prompt.because == ("R-ADM-64", "R-DRG-09", "R-DOC-36")
    assert set(prompt.denials) == {"CO-16", "CO-50"}
    assert "text" in prompt.options
    assert "amount" not in prompt.options


def test_the_whole_ordered_amount_is_not_taken_for_what_went_in_before_the_stop() -> None:
    chart = visit(stopped(dose="400 mg", discarded="0 mg"))
    chart = replace(chart, orders=(replace(chart.orders[0], dose=fact(amount("400 mg"))),))
    (prompt,) = questions(chart)
    assert "the amount given before the stop" in prompt.question
    assert "amount" in prompt.options
    assert "text" not in prompt.options


def test_an_ordered_amount_beside_a_charted_rest_is_what_was_given() -> None:
    chart = visit(stopped())
    assert not questions(replace(chart, orders=(replace(chart.orders[0], dose=fact(amount("40 mg"))),)))


def test_an_amount_given_that_was_said_here_is_not_asked_for_again() -> None:
    chart = visit(stopped(dose="400 mg", discarded="0 mg"))
    (row,) = chart.administrations
    row = replace(row, products=(replace(row.products[0], dose=answered(amount("400 mg"))),))
    orders = (replace(chart.orders[0], dose=fact(amount("400 mg"))),)
    assert not questions(replace(chart, administrations=(row,), orders=orders))


def test_a_rest_nobody_charted_is_asked_for_with_the_reason() -> None:
    rest = {"vial": None, "opened": None, "discarded": None, "kind": SINGLE}
    chart = visit(stopped(stopped_because=None, **rest), payer="commercial")
    (prompt,) = questions(chart)
    assert prompt.question.endswith("What was the reason and the amount discarded?")


@pytest.mark.parametrize("payer", ["medicare", "commercial"])
def test_what_another_question_asks_is_not_asked_a_second_time(payer: str) -> None:
    # R-DOC-17 asks for the rest, R-DOC-06 for the dose, R-DOC-01 for the stop
    open_stop = replace(stopped(discarded=None, dose=None), runs=stopped().runs[:0] + given("x", start="09:00").runs)
    kinds = asked(visit(open_stop, payer=payer))
    assert {"missing_stop_time", "missing_dose"} <= kinds
    for prompt in questions(visit(open_stop, payer=payer)):
        assert "time it ran" not in prompt.question
        assert "amount given" not in prompt.question


def test_no_rest_is_asked_for_of_a_container_for_several_doses() -> None:
    assert not questions(visit(stopped(discarded=None, kind=ContainerKind.MULTI_DOSE)))


def test_an_infusion_that_ran_to_its_end_is_not_asked_about() -> None:
    assert "stopped_early" not in asked(visit(stopped(stopped_early=None, stopped_because=None, discarded=None)))


def test_a_drug_given_on_after_the_stop_is_not_asked_about() -> None:
    first = stopped(stopped_because=None, id="MedicationAdministration/a")
    later = given("infliximab", start="11:00", stop="12:00", continues="MedicationAdministration/a", **VIALS)
    assert "stopped_early" not in asked(visit(first, later))


def test_fluid_that_was_stopped_is_not_asked_about() -> None:
    row = given("normal saline", start="09:00", stop="10:00", stopped_early=REACTION)
    assert "stopped_early" not in asked(visit(row))

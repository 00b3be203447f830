"""The drug a visit was for: a record that is silent about it is asked about (R-EDT-09, R-DOC-41)."""

from dataclasses import replace

import pytest

from plugin.chart.administration import State
from plugin.chart.chart import Chart
from tests.engine.builders import answered, asked, fact, given, office, proposal, visit

KIND = "drug_without_administration"
FLUSH = given("heparin lock flush", "port_flush", "10:30", dose="500 unit")
PUSH = given("diphenhydramine", "iv_push", "09:00", dose="25 mg")


def came_for(drug: str, *rows, build=visit, **more) -> Chart:
    """A visit whose order names a drug, with rows of other orders."""
    chart = build(*rows, diagnoses=("M05.79",))
    return replace(chart, visits=(replace(chart.visits[0], main_reason=fact(drug, "ServiceRequest/visit"), **more),))


@pytest.mark.parametrize("build", [visit, office])
@pytest.mark.parametrize("row", [FLUSH, PUSH])
def test_a_visit_for_a_drug_of_which_no_row_speaks_is_asked_about(build, row) -> None:
    # without it a forgotten infusion leaves as a flush or a push of what stood beside it
    (prompt,) = [p for p in proposal(came_for("rituximab", row, build=build)).prompts if p.kind == KIND]
    assert (prompt.about, prompt.severity, prompt.who) == ("Encounter/e1", "advises", "nurse")
    assert prompt.question == "Is the record of rituximab complete: what was given, and how?"


@pytest.mark.parametrize("state", [State.NOT_GIVEN, State.RUNNING])
def test_a_row_that_says_it_was_not_given_or_still_runs_is_enough(state) -> None:
    row = replace(given("rituximab", start="09:30"), state=state)
    assert KIND not in asked(came_for("rituximab", PUSH, row))


@pytest.mark.parametrize(("ordered", "charted"), [("Remicade", "infliximab"), ("infliximab", "infliximab-dyyb")])
def test_the_same_drug_by_another_name_is_charted(ordered: str, charted: str) -> None:
    assert KIND not in asked(came_for(ordered, PUSH, given(charted, start="09:30", stop="11:30")))


def test_another_product_of_the_order_the_visit_was_made_for_is_charted() -> None:
    row = given("truxima", start="09:30", stop="11:30")
    chart = came_for("a drug of the trial", PUSH, row)
    of_visit = tuple(replace(o, requests=("ServiceRequest/visit",)) if "truxima" in o.text else o for o in chart.orders)
    assert KIND not in asked(replace(chart, orders=of_visit))


def test_while_the_patient_is_here_it_may_still_come() -> None:
    assert KIND not in asked(came_for("rituximab", PUSH, open=True))


def test_a_reason_typed_here_and_one_that_names_no_drug_ask_for_none() -> None:
    chart = came_for("rituximab", PUSH)
    typed = replace(chart, visits=(replace(chart.visits[0], main_reason=answered("rituximab")),))
    assert KIND not in asked(typed)
    assert KIND not in asked(came_for("weekly follow-up", PUSH))

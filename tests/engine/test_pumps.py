"""Take-home pumps, pumps under the skin and infusions into an artery, by their length."""

from dataclasses import replace

import pytest

from plugin.chart.administration import Route
from tests.engine.builders import DAY, asked, charge, fact, given, proposal, released, visit


@pytest.mark.parametrize(("drug", "payer"), [("fluorouracil", "commercial"), ("vancomycin", "medicare")])
def test_a_pump_planned_for_eight_hours_or_less_is_no_prolonged_infusion(drug, payer) -> None:
    # R-ADM-73, R-ADM-76 (over 8 h), R-DOC-37
    chart = visit(given(drug, "portable_pump", "09:00", planned_minutes=240), payer=payer)
    assert not {"96416", "C8957"} & set(released(chart))


def test_a_take_home_pump_into_an_artery_has_its_own_code() -> None:
    # R-ADM-79: over 8 h by pump 96425
    row = replace(
        given("floxuridine", "portable_pump", "09:00", planned_minutes=2760), route=fact(Route.INTRA_ARTERIAL)
    )
    assert set(charge(visit(row, payer="commercial"))) == {"96425"}


def test_a_pump_of_unknown_length_is_asked_about_for_every_payer() -> None:
    # R-DOC-37 (owner, start, planned length, disconnect plan): B, held
    assert "pump_details" in asked(visit(given("fluorouracil", "portable_pump", "09:00"), payer="commercial"))


def test_two_syringes_by_pump_one_after_the_other_are_one_infusion_under_the_skin() -> None:
    # R-ADM-72, R-ADM-63: 120 minutes, 96369 MUE 1 MAI 2
    rx = "MedicationRequest/x"
    rows = (
        given("hizentra", "sc_infusion", "09:00", "10:00", order=rx),
        given("hizentra", "sc_infusion", "10:00", "11:00", order=rx),
    )
    assert charge(visit(*rows)) == {"96369": 1, "96370": 1}


def test_a_length_charted_by_the_nurse_counts_for_a_pump_under_the_skin() -> None:
    # R-ADM-60 applies to R-ADM-72 as well: 100 minutes
    chart = visit(given("hizentra", "sc_infusion", "09:00", charted_minutes=fact(100)))
    assert charge(chart) == {"96369": 1, "96370": 1}


def test_a_length_charted_by_the_nurse_counts_in_an_artery() -> None:
    # R-ADM-60, R-ADM-79
    chart = visit(given("cisplatin", "intra_arterial_infusion", "09:00", charted_minutes=fact(100)))
    assert charge(chart) == {"96422": 1, "96423": 1}


def test_a_pump_whose_length_is_charted_is_not_asked_about() -> None:
    # R-DOC-37
    chart = visit(given("fluorouracil", "portable_pump", "09:00", planned_minutes=2760), payer="commercial")
    assert "pump_details" not in asked(chart)
    assert released(chart)["96416"] == 1


def test_two_pump_infusions_hours_apart_are_two() -> None:
    # R-ADM-63: no bag change takes three hours
    rx = "MedicationRequest/x"
    rows = (
        given("hizentra", "sc_infusion", "09:00", "10:00", order=rx),
        given("hizentra", "sc_infusion", "13:00", "14:00", order=rx),
    )
    assert charge(visit(*rows)) == {"96369": 2}


def test_a_take_home_pump_without_its_start_waits_and_is_of_the_day_of_the_visit() -> None:
    # R-DOC-37 names the start; the pump ends at home, and no drug was given on that day here
    chart = visit(given("fluorouracil", "portable_pump", None, "D+2 10:00", planned_minutes=2760), payer="commercial")
    found = proposal(chart)
    assert [p.kind for p in found.prompts] == ["pump_details"]
    assert {line.date for line in found.lines} == {DAY}
    assert [line.state.value for line in found.lines if line.code == "96416"] == ["held"]

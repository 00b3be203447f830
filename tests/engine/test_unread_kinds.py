"""A kind of record that could not be read holds what rests on it, and is never taken for one that holds nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugin.chart.chart import Chart, Unread
from plugin.engine.proposal import Kind, LineState, Proposal
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from tests.engine.builders import given, library, visit


def proposed(chart: Chart, *lacking: str) -> Proposal:
    chart = replace(chart, unread=tuple(Unread(about, "The EHR did not answer in time.") for about in lacking))
    return propose(chart, library().of(chart), Switches())


@pytest.fixture
def antibiotic() -> Chart:
    return visit(given("ceftriaxone", "iv_infusion", "09:00", "09:40"))


def leaving(proposal: Proposal) -> set[Kind]:
    return {line.kind for line in proposal.lines if line.state is LineState.PROPOSED}


def test_a_chart_that_was_read_whole_is_proposed(antibiotic: Chart) -> None:
    assert leaving(proposed(antibiotic)) == {Kind.ADMINISTRATION, Kind.DRUG}


@pytest.mark.parametrize(
    "kind",
    ["MedicationAdministration", "MedicationRequest", "ServiceRequest", "Condition", "OperationOutcome"],
)
def test_nothing_leaves_where_what_every_line_rests_on_could_not_be_read(antibiotic: Chart, kind: str) -> None:
    assert leaving(proposed(antibiotic, kind)) == set()


def test_nothing_leaves_where_the_patient_could_not_be_read(antibiotic: Chart) -> None:
    assert leaving(proposed(antibiotic, antibiotic.patient.id)) == set()


def test_another_patients_record_that_was_left_out_holds_nothing(antibiotic: Chart) -> None:
    assert leaving(proposed(antibiotic, "Patient/another")) == {Kind.ADMINISTRATION, Kind.DRUG}


def test_nothing_leaves_where_the_one_visit_could_not_be_read(antibiotic: Chart) -> None:
    assert leaving(proposed(antibiotic, "Encounter", antibiotic.visits[0].id)) == set()


def test_a_record_that_has_no_visit_at_all_is_complete_without_it(antibiotic: Chart) -> None:
    assert leaving(proposed(antibiotic, "Encounter")) == {Kind.ADMINISTRATION, Kind.DRUG}


def test_infusions_wait_for_procedures_that_may_include_them_and_their_drugs_do_not(antibiotic: Chart) -> None:
    assert leaving(proposed(antibiotic, "Procedure")) == {Kind.DRUG}


def test_drugs_wait_where_only_a_part_of_the_coverage_came_for_another_payer_may_be_first(antibiotic: Chart) -> None:
    assert antibiotic.coverages
    assert leaving(proposed(antibiotic, "Coverage")) == {Kind.ADMINISTRATION}


@pytest.mark.parametrize("kind", ["ClaimResponse", "CarePlan", "Practitioner/x", "MedicationAdministration/x"])
def test_what_no_line_rests_on_and_single_resources_hold_nothing_here(antibiotic: Chart, kind: str) -> None:
    assert leaving(proposed(antibiotic, kind)) == {Kind.ADMINISTRATION, Kind.DRUG}


def test_a_line_held_for_it_names_the_rule(antibiotic: Chart) -> None:
    assert all("R-EDT-10" in line.because for line in proposed(antibiotic, "Condition").lines)


@pytest.mark.parametrize("kind", ["Coverage", "Procedure", "ClaimResponse"])
def test_what_it_means_for_the_charge_is_said(antibiotic: Chart, kind: str) -> None:
    assert [a.about for a in proposed(antibiotic, kind).advice if "R-EDT-10" in a.because] == [kind]


def test_a_question_the_missing_record_may_answer_says_that_it_is_missing(antibiotic: Chart) -> None:
    undiagnosed = replace(antibiotic, diagnoses=())
    asked = {p.kind: p.facts for p in proposed(undiagnosed, "Condition").prompts}
    assert "the diagnoses in the EHR could not be read" in asked["missing_diagnosis"]


def test_a_question_about_what_was_read_says_nothing_of_it(antibiotic: Chart) -> None:
    undiagnosed = replace(antibiotic, diagnoses=())
    asked = {p.kind: p.facts for p in proposed(undiagnosed, "Procedure").prompts}
    assert "could not be read" not in asked["missing_diagnosis"]

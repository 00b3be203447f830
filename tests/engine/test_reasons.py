"""Which diagnosis a line points to, and when that must be asked; what an office visit is for."""

from dataclasses import replace

import pytest

from tests.engine.builders import SALINE, asked, fact, given, lines, office, proposal, released, visit


def test_a_biologic_for_arthritis_does_not_point_to_a_cancer_that_is_coded_too() -> None:
    # R-DX-03, R-DX-05: infliximab is no antineoplastic; its line points to M06.9, never to Z51.11
    chart = visit(given("infliximab", start="09:00", stop="11:00"), diagnoses=("M06.9", "Z51.11", "C50.911"))
    (line,) = [x for x in lines(chart) if x.code == "96413"]
    assert line.diagnoses == ("M06.9", "C50.911")
    assert "missing_diagnosis" in asked(chart)


def test_hydration_does_not_point_to_the_cancer_alone() -> None:
    # R-DX-05, R-DOC-23: its reason is only text in the order; no diagnosis of its own is charted
    chart = visit(given(SALINE, start="09:00", stop="10:00"), diagnoses=("Z51.11", "C50.911"))
    assert "missing_diagnosis" in asked(chart)
    assert not released(chart)


@pytest.mark.parametrize("reason", ["hydration", "dehydration", "IV fluids"])
def test_a_main_reason_that_names_no_drug_of_the_visit_is_asked_about(reason) -> None:
    # R-ADM-21, R-DOC-15 (T69): never the hospital order in silence
    chart = office(given(SALINE, start="09:00", stop="10:31"), given("ondansetron", "iv_push", "09:10", dose="4 mg"))
    chart = replace(chart, visits=(replace(chart.visits[0], main_reason=fact(reason)),))
    assert [p.facts for p in proposal(chart).prompts if p.kind == "main_reason_of_visit"] == [reason]


def test_an_order_that_names_the_arthritis_settles_what_a_biologic_was_given_for() -> None:
    # R-DX-03, R-DX-05
    chart = visit(given("infliximab", start="09:00", stop="11:00"), diagnoses=("M06.9", "Z51.11", "C50.911"))
    chart = replace(chart, orders=tuple(replace(o, diagnoses=("M06.9",)) for o in chart.orders))
    assert {x.diagnoses for x in lines(chart)} == {("M06.9",)}
    assert "missing_diagnosis" not in asked(chart)


def test_a_biologic_beside_a_cancer_and_a_common_illness_is_for_the_cancer() -> None:
    # R-DX-02: hypertension is no reason for rituximab
    chart = visit(given("rituximab", start="09:00", stop="11:00"), diagnoses=("Z51.12", "C83.30", "I10"))
    assert {x.diagnoses for x in lines(chart)} == {("Z51.12", "C83.30")}
    assert "missing_diagnosis" not in asked(chart)


def test_hydration_with_a_diagnosis_of_its_own_is_not_asked_about() -> None:
    # R-DX-05
    chart = visit(given(SALINE, start="09:00", stop="10:00"), diagnoses=("Z51.11", "C50.911", "E86.0"))
    assert {x.diagnoses for x in lines(chart)} == {("E86.0",)}
    assert "missing_diagnosis" not in asked(chart)

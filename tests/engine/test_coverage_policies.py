"""Drugs against the coverage policies of Medicare contractors (R-DX-06, R-MOD-09)."""

from datetime import date

import pytest

from tests.engine.builders import asked, given, lines, proposal, visit

INFLIXIMAB = given("infliximab", start="09:00", stop="11:00", dose="400 mg")
PALMETTO = {"contractor": "Palmetto"}
NOT_LISTED = ("M54.50",)


def facts(chart, kind: str, **switches: str) -> list[str]:
    return [p.facts for p in proposal(chart, **switches).prompts if p.kind == kind]


def advice(chart, **switches: str) -> list[str]:
    return [a.sentence for a in proposal(chart, **switches).advice if a.about == "coverage"]


@pytest.mark.parametrize("code", ["K50.90", "K5090"])
def test_a_diagnosis_on_the_list_raises_nothing(code) -> None:
    chart = visit(INFLIXIMAB, diagnoses=(code,))
    assert not asked(chart, **PALMETTO) & {"diagnosis_not_covered", "notice_needed"}
    assert advice(chart, **PALMETTO) == []


def test_a_diagnosis_that_is_not_on_the_list_is_asked_before_the_charge() -> None:
    chart = visit(INFLIXIMAB, diagnoses=NOT_LISTED)
    assert facts(chart, "diagnosis_not_covered", **PALMETTO) == [
        "M54.50: none is on the list of Palmetto policy A56432 for J1745"
    ]
    assert {line.state.value for line in lines(chart, **PALMETTO)} == {"held"}


def test_the_notice_is_asked_with_both_modifiers_and_neither_is_added() -> None:
    # R-MOD-09: GA and GZ never together, and only by what the paper supports
    chart = visit(INFLIXIMAB, diagnoses=NOT_LISTED)
    assert facts(chart, "notice_needed", **PALMETTO) == ["signed: GA; not signed: GZ"]
    assert not {"GA", "GZ"} & {m for line in lines(chart, **PALMETTO) for m in line.modifiers}


def test_one_listed_diagnosis_of_several_is_enough() -> None:
    chart = visit(INFLIXIMAB, diagnoses=("M54.50", "K50.90"))
    assert "diagnosis_not_covered" not in asked(chart, **PALMETTO)


@pytest.mark.parametrize("payer", ["commercial", "medicare advantage", "medicaid", None])
def test_the_policies_of_a_contractor_are_for_medicare_alone(payer) -> None:
    chart = visit(INFLIXIMAB, diagnoses=NOT_LISTED, payer=payer)
    assert "diagnosis_not_covered" not in asked(chart, **PALMETTO)
    assert advice(chart, **PALMETTO) == []


def test_a_site_that_names_no_contractor_is_told_nothing() -> None:
    chart = visit(INFLIXIMAB, diagnoses=NOT_LISTED)
    assert "diagnosis_not_covered" not in asked(chart)
    assert advice(chart) == []


def test_a_drug_that_only_another_contractor_has_a_policy_for_is_named_as_not_checked_once() -> None:
    chart = visit(INFLIXIMAB, given("paclitaxel", start="12:00", stop="13:00"), diagnoses=("K50.90", "C50.911"))
    (sentence,) = advice(chart, contractor="Noridian JF")
    assert "not checked" in sentence
    assert "infliximab" in sentence
    assert "paclitaxel" not in sentence


def test_a_day_before_the_policy_is_not_checked_by_it() -> None:
    chart = visit(INFLIXIMAB, diagnoses=NOT_LISTED, day=date(2025, 12, 31))
    assert "diagnosis_not_covered" not in asked(chart, **PALMETTO)

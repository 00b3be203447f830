"""A drug of which some products have codes of their own, charted by its name alone: the coder is told (R-DRG-14)."""

import pytest

from tests.engine.builders import given, office, proposal, visit


def told(chart) -> list[str]:
    return [a.sentence for a in proposal(chart).advice if a.because == ("R-DRG-14",)]


def test_a_general_code_that_rests_on_the_name_alone_is_told_with_the_codes_of_other_products() -> None:
    # without its package code one maker's vancomycin would leave under the general code and nobody would know
    (sentence,) = told(visit(given("vancomycin", start="09:00", stop="10:00", dose="1000 mg")))
    assert sentence.startswith("vancomycin is proposed with its general code J3373")
    assert "J3376" in sentence


@pytest.mark.parametrize("code", [("ndc", "00143-9161-10"), ("hcpcs", "J3373")])
def test_a_package_code_or_a_code_in_the_record_settles_it(code) -> None:
    assert told(visit(given("vancomycin", start="09:00", stop="10:00", dose="1000 mg", codes=(code,)))) == []


@pytest.mark.parametrize("drug", ["ceftriaxone", "ondansetron", "paclitaxel"])
def test_a_drug_without_such_products_or_with_tablets_alone_is_not_told(drug) -> None:
    assert told(visit(given(drug, start="09:00", stop="10:00"))) == []


def test_codes_of_hospitals_alone_are_not_told_to_an_office() -> None:
    row = given("carboplatin", start="09:00", stop="10:00", dose="450 mg")
    assert any("C9308" in sentence for sentence in told(visit(row)))
    assert told(office(row, main="carboplatin")) == []

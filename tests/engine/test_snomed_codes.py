"""A drug charted with a SNOMED CT code alone is found; where its name is of another drug, or it fits two, it asks."""

import pytest

from plugin.chart.chart import Chart
from tests.engine.builders import asked, charge, given, proposal, visit

INFLIXIMAB, IRINOTECAN = (("snomed", "386891004"),), (("snomed", "372538008"),)


def chart_of(name: str, codes: tuple[tuple[str, str], ...], dose: str = "400 mg") -> Chart:
    return visit(given(name, start="09:00", stop="11:00", dose=dose, codes=codes))


def test_a_code_without_a_name_finds_the_drug() -> None:
    chart = chart_of("drug not named", INFLIXIMAB)
    assert sum(charge(chart, "drug").values()) == 40
    assert "unclear_drug" not in asked(chart)


@pytest.mark.parametrize("name", ["infliximab", "Remicade"])
def test_a_code_beside_the_same_name_changes_nothing(name: str) -> None:
    assert charge(chart_of(name, INFLIXIMAB), "drug") == charge(chart_of(name, ()), "drug")


def test_a_code_of_another_drug_than_the_name_is_asked_about() -> None:
    chart = chart_of("rituximab", INFLIXIMAB)
    assert charge(chart, "drug") == {}
    assert "unclear_drug" in asked(chart)


def test_a_code_that_fits_two_drugs_is_asked_about_and_the_name_decides() -> None:
    assert "unclear_drug" in asked(chart_of("drug not named", IRINOTECAN, "300 mg"))
    assert set(charge(chart_of("irinotecan", IRINOTECAN, "300 mg"), "drug")) == {"J9206"}
    assert set(charge(chart_of("irinotecan liposomal", IRINOTECAN, "300 mg"), "drug")) == {"J9205"}


def test_a_code_that_is_not_listed_finds_nothing_by_itself() -> None:
    assert "unclear_drug" in asked(chart_of("drug not named", (("snomed", "138875005"),)))


def test_a_drug_without_a_hcpcs_code_is_described_by_its_name_though_only_a_code_is_charted() -> None:
    ketamine = (("snomed", "373464007"), ("ndc", "12345-6789-01"))
    row = given("drug not named", "iv_push", "09:00", dose="30 mg", codes=ketamine)
    (line,) = (x for x in proposal(visit(row)).lines if x.code == "C9399")
    assert line.narrative == "ketamine, NDC 12345678901, 30 mg, intravenous"


@pytest.mark.parametrize("name", ["Infliximab (substance)", "Product containing only infliximab (medicinal product)"])
def test_the_words_that_snomed_puts_beside_a_drug_raise_no_question(name: str) -> None:
    chart = chart_of(name, INFLIXIMAB)
    assert sum(charge(chart, "drug").values()) == 40
    assert "unclear_drug" not in asked(chart)

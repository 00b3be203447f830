"""The package code on a drug line, with its quantity in units of the package (R-DRG-12)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.engine.proposal import Kind, Line
from tests.engine.builders import SINGLE, asked, charge, given, office, proposal, visit

KEYTRUDA, REMICADE = "00006302602", "57894003001"  # 100 mg in 4 mL; 100 mg of powder


def drugs(chart: Chart, **switches: str) -> list[Line]:
    return [x for x in proposal(chart, **switches).lines if x.kind in (Kind.DRUG, Kind.DRUG_WASTE)]


def of_package(drug: str, ndc: str, dose: str, **more) -> Administration:
    return given(drug, start="09:00", stop="10:00", dose=dose, kind=None, codes=(("ndc", ndc),), **more)


def quantities(chart: Chart) -> list[tuple[str, int, str, str, str]]:
    return [
        ("-".join((x.code, *x.modifiers)), x.units, x.ndc.code, f"{x.ndc.quantity:f}", x.ndc.unit)
        for x in drugs(chart)
        if x.ndc
    ]


def test_a_liquid_is_counted_in_millilitres() -> None:
    assert quantities(visit(of_package("pembrolizumab", KEYTRUDA, "200 mg"))) == [
        ("J9271-JZ", 200, KEYTRUDA, "8", "ML")
    ]


def test_a_powder_is_counted_by_the_vial_and_waste_has_its_own_share() -> None:
    chart = visit(of_package("infliximab", REMICADE, "350 mg", discarded="50 mg"))
    assert quantities(chart) == [("J1745", 35, REMICADE, "3.5", "UN"), ("J1745-JW", 5, REMICADE, "0.5", "UN")]


def test_size_and_kind_of_the_container_follow_from_its_package_code() -> None:
    chart = visit(of_package("pembrolizumab", KEYTRUDA, "200 mg"))
    assert not {"container_size_unknown", "container_type_unknown"} & asked(chart)
    assert {x.strength.word for x in drugs(chart)} == {"derived"}


@pytest.mark.parametrize("written", ["0006-3026-02", "00006-3026-02", "00006302602"])
def test_every_usual_print_becomes_eleven_digits(written: str) -> None:
    (line,) = drugs(visit(of_package("pembrolizumab", written, "200 mg")))
    assert line.ndc
    assert line.ndc.code == KEYTRUDA


def test_two_packages_that_make_one_dose_have_a_line_each_and_lose_no_unit() -> None:
    # R-DRG-12: one line per NDC; 100 and 135 mg are 24 units, rounded once (R-DRG-02), 6 of 30 are left (R-DRG-05)
    chart = visit(
        of_package("cetuximab", "66733094823", "100 mg", discarded="0 mg"),
        of_package("cetuximab", "66733095823", "135 mg", discarded="65 mg"),
    )
    assert quantities(chart) == [
        ("J9055", 10, "66733094823", "50", "ML"),
        ("J9055", 14, "66733095823", "67.5", "ML"),
        ("J9055-JW", 6, "66733095823", "32.5", "ML"),
    ]


def test_medicaid_needs_the_package_code_and_the_line_waits_for_it() -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), payer="medicaid")
    assert "ndc_missing" in asked(chart)
    assert {x.state.value for x in drugs(chart)} == {"held"}


def test_medicare_does_not_need_it_for_a_drug_with_a_code() -> None:
    assert "ndc_missing" not in asked(visit(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg")))


def test_ten_digits_without_hyphens_are_asked_about_and_never_padded() -> None:
    chart = visit(of_package("pembrolizumab", "0006302602", "200 mg", vial="100 mg", opened=2))
    (question,) = (p for p in proposal(chart).prompts if p.kind == "ndc_missing")
    assert (question.severity.value, question.facts) == ("advises", "charted as 0006302602")
    assert [x.ndc for x in drugs(chart)] == [None]


def test_a_package_the_tables_do_not_know_gives_no_quantity() -> None:
    chart = visit(of_package("pembrolizumab", "99999-9999-99", "200 mg", vial="100 mg", opened=2))
    assert [x.ndc for x in drugs(chart)] == [None]


def test_a_quantity_has_at_most_three_decimals() -> None:
    (line, *_) = drugs(visit(of_package("infliximab", REMICADE, "333 mg", discarded="67 mg")))
    assert line.ndc
    assert line.ndc.quantity == Decimal("3.33")


def test_a_charted_size_wins_over_the_one_the_package_is_known_for() -> None:
    row = of_package("infliximab", REMICADE, "350 mg", vial="50 mg", opened=7)
    row = replace(row, products=tuple(replace(p, container=replace(p.container, kind=SINGLE)) for p in row.products))
    assert charge(office(row), "drug") == {"J1745-JZ": 35}


def test_medicaid_asks_for_a_package_of_which_nothing_is_known() -> None:
    row = of_package("pembrolizumab", "99999-9999-99", "200 mg", vial="100 mg", opened=2)
    chart = visit(row, payer="medicaid")
    assert "ndc_missing" in asked(chart)
    assert {x.state.value for x in drugs(chart)} == {"held"}


@pytest.mark.parametrize("written", ["0000-63026-02", "000063026-02", "٠٠٠٠٦٣٠٢٦٠٢"])
def test_what_is_written_in_no_usual_way_is_no_package_code(written: str) -> None:
    (question,) = (
        p
        for p in proposal(visit(of_package("pembrolizumab", written, "200 mg", vial="100 mg", opened=2))).prompts
        if p.kind == "ndc_missing"
    )
    assert question.facts == f"charted as {written}"

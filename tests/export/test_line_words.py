"""What a claim line carries beside its code, in words: package and quantity, a description, what a modifier says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.chart import Chart
from plugin.engine.proposal import NationalDrugCode
from plugin.export import proposal_text
from plugin.export.line_words import MODIFIERS, modifiers_of, on_the_claim, package
from tests.builders import line
from tests.engine.builders import SINGLE, fact, given, library, office, proposal, visit

IN_2025 = date(2025, 3, 1)


def page(chart: Chart, **switches: str) -> list[str]:
    return proposal_text.render(proposal(chart, **switches), library().of(chart)).splitlines()


def test_every_modifier_that_the_rules_put_in_order_has_words() -> None:
    order = library().on(date(2026, 3, 4)).rule("R-MOD-06").words("order")
    assert set(order) == set(MODIFIERS)


@pytest.mark.parametrize(
    ("quantity", "unit", "shown"),
    [
        ("8", "ML", "00006302602, 8 ML (milliliters)"),
        ("3.5", "UN", "00006302602, 3.5 UN (each)"),
        ("1200", "GR", "00006302602, 1200 GR (grams)"),
        ("5", "XX", "00006302602, 5 XX"),
    ],
)
def test_a_package_is_shown_as_on_the_claim_with_its_unit_in_words(quantity: str, unit: str, shown: str) -> None:
    assert package(NationalDrugCode("00006302602", Decimal(quantity), unit)) == shown


def test_modifiers_are_told_once_each_and_one_without_words_is_not_lost() -> None:
    lines = (line(modifiers=("JZ", "TB")), line(modifiers=("59", "JZ")), line(modifiers=("ZZ",)))
    assert [modifier for modifier, _ in modifiers_of(lines)] == ["59", "JZ", "TB", "ZZ"]


def test_only_an_unlisted_drug_has_a_description() -> None:
    assert on_the_claim(line()) == ""
    described = line(narrative="glutathione, 200 mg, intravenous")
    assert on_the_claim(described) == "Described on the claim: glutathione, 200 mg, intravenous"


def test_the_text_form_shows_the_package_below_its_line_and_what_its_modifiers_say() -> None:
    drug = given(
        "pembrolizumab", start="09:00", stop="10:00", dose="200 mg", kind=SINGLE, codes=(("ndc", "0006-3026-02"),)
    )
    shown = page(visit(replace(drug, stock_340b=fact(True)), day=IN_2025), entity_340b="tb")
    at = next(n for n, row in enumerate(shown) if "J9271-JZ-TB" in row)
    assert shown[at + 1].strip() == "NDC 00006302602, 8 ML (milliliters)"
    assert "  TB  bought under the 340B programme" in shown


def test_the_text_form_shows_the_description_of_an_unlisted_drug() -> None:
    shown = page(office(given("glutathione", "iv_push", "12:00", dose="200 mg"), main="glutathione"))
    assert [row.strip() for row in shown if "Described on the claim" in row] == [
        "Described on the claim: glutathione, 200 mg, intravenous"
    ]


def test_a_charge_without_modifiers_has_no_list_of_them() -> None:
    assert "Modifiers:" not in page(visit(given("ceftriaxone", start="09:00", stop="10:31"), payer="commercial"))

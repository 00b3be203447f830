"""NDC to code by quarter, and the payment status of a code in the hospital."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.engine.rulebook import DrugTable
from plugin.rules.drug_tables import DrugsByDay, DrugTables


def test_an_ndc_leads_to_the_code_of_its_product(today: DrugTable) -> None:
    assert today.ndc["55513020601"] == ("Q5107",)


def test_an_ndc_may_have_more_than_one_code(today: DrugTable) -> None:
    assert [ndc for ndc, codes in today.ndc.items() if len(codes) > 1] != []


def test_the_crosswalk_says_until_when_it_is_loaded(drug_rows: DrugTables) -> None:
    assert drug_rows.crosswalk_until == date(2026, 3, 31)


def test_after_the_last_quarter_the_last_known_codes_go_on(drugs: DrugsByDay) -> None:
    assert drugs.on(date(2026, 12, 31)).ndc is drugs.on(date(2026, 3, 31)).ndc


def test_before_the_first_quarter_no_ndc_is_known(drugs: DrugsByDay) -> None:
    assert drugs.on(date(2023, 12, 31)).ndc == {}


def test_an_ndc_leads_only_to_codes_of_the_table(drug_rows: DrugTables) -> None:
    codes = {row.value.code for row in drug_rows.units}
    assert {row.value[1] for row in drug_rows.ndc} - codes == set()


@pytest.mark.parametrize(("code", "before", "since"), [("J9395", "K", "N"), ("J2919", "K", "N"), ("J9030", "N", "K")])
def test_a_status_that_changed_with_the_year_changes_with_the_day(
    drugs: DrugsByDay, code: str, before: str, since: str
) -> None:
    assert drugs.on(date(2025, 12, 31)).status[code] == before
    assert drugs.on(date(2026, 1, 1)).status[code] == since


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("96413", "S"), ("96361", "S"), ("96365", "S"), ("C8957", "S"), ("36430", "S"), ("96368", "N"),
        ("96376", "N"), ("96372", "Q1"), ("96401", "Q1"), ("96523", "Q1"), ("36593", "T"), ("51720", "J1"),
        ("G0463", "J2"), ("99211", "B"), ("J9271", "K"), ("J1745", "K"), ("J9060", "N"), ("J2405", "N"),
    ],
)  # fmt: skip
def test_the_status_of_october_2025_is_that_of_addendum_b(drugs: DrugsByDay, code: str, status: str) -> None:
    assert drugs.on(date(2025, 10, 15)).status[code] == status


def test_the_last_known_status_goes_on(drugs: DrugsByDay) -> None:
    assert drugs.on(date(2027, 5, 1)).status["J9271"] == "K"


def test_a_quarter_that_was_not_found_is_filled_where_its_neighbours_agree(drugs: DrugsByDay) -> None:
    assert drugs.on(date(2021, 8, 1)).status["J9271"] == "K"


def test_before_the_first_quarter_no_status_is_known(drugs: DrugsByDay) -> None:
    assert drugs.on(date(2020, 12, 31)).status == {}

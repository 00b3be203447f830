"""What one unit of a code holds, and on which days the code is the code of its drug."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.administration import Product
from plugin.engine.code_of_product import unit_of
from plugin.engine.identify import identify
from plugin.engine.rulebook import DrugTable
from plugin.rules.drug_tables import DrugsByDay, DrugTables

QUARTERS = [date(year, month, 1) for year in range(2015, 2027) for month in (1, 4, 7, 10)]


def general(table: DrugTable, drug: str) -> list[tuple[str, Decimal, str]]:
    """The codes a bare name of a drug leads to."""
    units = table.by_drug.get(drug, ())
    return [(u.code, u.per.value, u.per.unit) for u in units if not u.narrow and not u.products]


@pytest.mark.parametrize("day", QUARTERS, ids=str)
def test_a_bare_name_never_fits_two_codes(drugs: DrugsByDay, day: date) -> None:
    table = drugs.on(day)
    assert {drug: found for drug in table.by_drug if len(found := general(table, drug)) > 1} == {}


@pytest.mark.parametrize(
    ("drug", "last_day", "before", "after"),
    [
        ("pembrolizumab", date(2015, 12, 31), ("C9027", "1", "mg"), ("J9271", "1", "mg")),
        ("rituximab", date(2018, 12, 31), ("J9310", "100", "mg"), ("J9312", "10", "mg")),
        ("bcg live", date(2019, 6, 30), ("J9031", "1", "dose"), ("J9030", "1", "mg")),
        ("pegfilgrastim", date(2021, 12, 31), ("J2505", "6", "mg"), ("J2506", "0.5", "mg")),
        ("cyclophosphamide", date(2024, 3, 31), ("J9070", "100", "mg"), ("J9075", "5", "mg")),
        ("hydromorphone", date(2024, 9, 30), ("J1170", "4", "mg"), ("J1171", "0.1", "mg")),
        ("eculizumab", date(2025, 3, 31), ("J1300", "10", "mg"), ("J1299", "2", "mg")),
        ("furosemide", date(2025, 3, 31), ("J1940", "20", "mg"), ("J1938", "1", "mg")),
        ("vancomycin", date(2025, 6, 30), ("J3370", "500", "mg"), ("J3373", "10", "mg")),
        ("thiotepa", date(2025, 6, 30), ("J9340", "15", "mg"), ("J9342", "1", "mg")),
        ("leucovorin", date(2026, 9, 30), ("J0640", "50", "mg"), ("J0643", "1", "mg")),
    ],
)
def test_a_code_ends_on_its_last_day_and_the_next_begins_the_day_after(
    drugs: DrugsByDay, drug: str, last_day: date, before: tuple[str, str, str], after: tuple[str, str, str]
) -> None:
    for day, (code, amount, unit) in ((last_day, before), (date.fromordinal(last_day.toordinal() + 1), after)):
        assert general(drugs.on(day), drug) == [(code, Decimal(amount), unit)]


@pytest.mark.parametrize(
    ("code", "amount", "unit"),
    [
        ("J9035", "10", "mg"), ("J1745", "10", "mg"), ("J9190", "500", "mg"), ("J9045", "50", "mg"),
        ("J9060", "10", "mg"), ("J9267", "1", "mg"), ("J9041", "0.1", "mg"), ("J2405", "1", "mg"),
        ("J1100", "1", "mg"), ("J1200", "50", "mg"), ("J0696", "250", "mg"), ("J2916", "12.5", "mg"),
        ("J1626", "0.1", "mg"), ("J9181", "10", "mg"), ("J0881", "0.001", "mg"), ("J0885", "1000", "unit"),
        ("J1644", "1000", "unit"), ("J1642", "10", "unit"), ("J3480", "2", "meq"), ("J0585", "1", "unit"),
        ("J9395", "25", "mg"), ("J1569", "500", "mg"), ("J2543", "1125", "mg"), ("J7192", "1", "[iU]"),
        ("J1645", "2500", "[iU]"), ("J9040", "15", "unit"), ("J9208", "1000", "mg"), ("J7030", "1000", "mL"),
        ("J3420", "1", "mg"), ("J1950", "3.75", "mg"), ("J9217", "7.5", "mg"), ("J2796", None, ""),
    ],
)  # fmt: skip
def test_a_unit_is_that_of_the_long_descriptor(today: DrugTable, code: str, amount: str | None, unit: str) -> None:
    found = today.units.get(code)
    assert (found and (found.per.value, found.per.unit)) == (amount and (Decimal(amount), unit))


@pytest.mark.parametrize(
    ("code", "drug", "products"),
    [
        ("Q5103", "infliximab", {"dyyb", "inflectra"}),
        ("Q5107", "bevacizumab", {"awwb", "mvasi"}),
        ("Q5115", "rituximab", {"abbs", "truxima"}),
        ("Q5136", "denosumab", {"bbdz", "jubbonti", "wyost"}),
        ("J1459", "immune globulin", {"privigen"}),
        ("J0642", "levoleucovorin", {"khapzory"}),
    ],
)
def test_a_product_with_its_own_code_is_known_by_suffix_and_brand(
    today: DrugTable, code: str, drug: str, products: set[str]
) -> None:
    assert (today.units[code].drug, set(today.units[code].products)) == (drug, products)


@pytest.mark.parametrize("code", ["J0882", "Q4081", "J9393", "J9046", "J0134", "J8530", "Q0162", "C9257", "J1748"])
def test_a_code_of_one_maker_form_or_use_is_not_reached_by_the_drug_alone(today: DrugTable, code: str) -> None:
    assert today.units[code].narrow


def test_bortezomib_was_the_brand_alone_while_another_code_took_the_rest(drugs: DrugsByDay) -> None:
    table = drugs.on(date(2020, 1, 1))
    assert general(table, "bortezomib") == [("J9044", Decimal("0.1"), "mg")]
    assert table.units["J9041"].products == ("velcade",)


def test_the_catch_all_codes_are_codes_of_no_drug(today: DrugTable) -> None:
    assert {"J3490", "J3590", "J9999", "J7999", "C9399"} & set(today.units) == set()


def test_every_code_has_the_form_of_a_level_two_code(drug_rows: DrugTables) -> None:
    codes = {row.value.code for row in drug_rows.units}
    assert [c for c in codes if not (c[0] in "CJPQ" and len(c) == 5 and c[1:].isdigit())] == []


def test_no_mass_of_a_unit_is_outside_what_a_container_can_hold(drug_rows: DrugTables) -> None:
    mass = [row.value for row in drug_rows.units if row.value.per.unit == "mg"]
    assert [u.code for u in mass if not Decimal("0.00001") <= u.per.value <= 5000] == []


def test_no_amount_is_written_with_an_exponent(drug_rows: DrugTables) -> None:
    assert [row.value.code for row in drug_rows.units if "E" in str(row.value.per.value)] == []


def test_most_codes_count_in_milligrams(drug_rows: DrugTables) -> None:
    counts = Counter(row.value.per.unit for row in drug_rows.units)
    assert counts["mg"] > 0.8 * counts.total()


def test_a_product_with_its_own_code_never_leads_to_a_code_of_another_product(today: DrugTable) -> None:
    wrong = {}
    for unit in today.units.values():
        for product in unit.products:
            found = identify(Product(f"{unit.drug} ({product})"), today)
            code, _ = unit_of(found, today.by_name[unit.drug], today, hospital=True)
            if found.unclear or (code and product not in code.products):
                wrong[unit.code, product] = found.unclear or code
    assert wrong == {}

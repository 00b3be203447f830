"""Pairs, add-ons and unit limits of the loaded quarter, for both claims."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.engine.rulebook import EditTables, UnitLimit
from plugin.rules.edit_tables import EditRows, EditsByDay

LIMITS = """
96360 1 3 2 3|96361 8 3 24 3|96365 1 3 2 3|96366 8 3 24 3|96367 4 3 4 3|96368 1 2 1 2
96369 1 2 1 2|96370 3 3 3 3|96371 1 3 1 3|96372 4 3 5 3|96373 2 3 3 3|96374 1 3 1 3
96375 6 3 6 3|96376 0 3 10 3|96377 1 3 1 3|96379 1 3 2 3|96401 3 3 4 3|96402 2 3 2 3
96405 1 2 1 2|96406 1 2 1 2|96409 1 3 1 3|96411 3 3 3 3|96413 1 3 1 3|96415 8 3 8 3
96416 1 3 1 3|96417 3 3 3 3|96420 1 3 2 3|96422 2 3 2 3|96423 1 3 2 3|96425 1 3 1 3
96440 1 3 1 3|96446 1 3 1 3|96450 1 3 1 3|96521 2 3 2 3|96522 1 3 1 3|96523 1 3 2 3
96542 1 3 1 3|96549 1 3 1 3|G0498 1 2 1 2|51720 1 3 1 3|36000 4 3 4 3|36410 3 3 3 3
36591 2 3 2 3|36592 1 3 1 3|36593 2 3 2 3|36430 1 3 1 3|90471 1 2 1 2|90472 8 3 8 3
G0008 1 2 1 2|G0009 1 2 1 2|G0010 1 3 1 3
"""
DRUG_LIMITS = """
J9271 400|J9299 480|J9035 230|J9312 150|J9355 120|J1745 150|Q5103 150|Q5104 150
J2506 12|J0897 120|J9190 20|J9060 24|J9045 22|J9267 750|J2405 64|J1100 120
J1200 8|J3489 5|J1756 500|J1439 1000|J2357 120|J0585 600|J3380 300|J3262 800
J9217 6|J9395 20|J9041 35|J0696 16
"""


@pytest.mark.parametrize("row", LIMITS.replace("\n", "|").strip("|").split("|"))
def test_the_limit_of_an_administration_code_is_that_of_the_quarter(
    office: EditTables, facility: EditTables, row: str
) -> None:
    code, *numbers = row.split()
    in_office, office_indicator, in_facility, facility_indicator = map(int, numbers)
    assert office.limits[code] == UnitLimit(in_office, office_indicator)
    assert facility.limits[code] == UnitLimit(in_facility, facility_indicator)


@pytest.mark.parametrize("row", DRUG_LIMITS.replace("\n", "|").strip("|").split("|"))
def test_the_limit_of_a_drug_is_that_of_the_quarter_on_both_claims(
    office: EditTables, facility: EditTables, row: str
) -> None:
    code, units = row.split()
    assert office.limits[code] == facility.limits[code] == UnitLimit(int(units), 3)


@pytest.mark.parametrize(
    ("code", "in_office", "in_facility"), [("J1642", 100, 150), ("J7030", 5, 20), ("J3480", 40, 200), ("J3475", 20, 80)]
)
def test_some_limits_differ_by_setting(
    office: EditTables, facility: EditTables, code: str, in_office: int, in_facility: int
) -> None:
    assert (office.limits[code].units, facility.limits[code].units) == (in_office, in_facility)


@pytest.mark.parametrize(
    ("column1", "column2s", "indicator"),
    [
        ("96360", "96372 96374 96377", 1), ("96360", "96523", 0),
        ("96365", "96360 96372 96374 96377 36000 36410", 1), ("96365", "96523", 0),
        ("96374", "96372 96377", 1), ("96409", "96360 96365 96372 96374 96377 96521 96522", 1),
        ("96413", "96360 96365 96372 96374 96377 96409 96521 96522", 1), ("96413", "96523", 0),
        ("96416", "96360 96365 96372 96374 96377", 1), ("96416", "96521 96522 96523 G0498", 0),
        ("G0498", "96521 96522 96523", 0), ("96401", "96372 96377", 1), ("51720", "96360 96365 36430", 1),
    ],
)  # fmt: skip
def test_a_pair_of_the_family_has_its_indicator_on_both_claims(
    office: EditTables, facility: EditTables, column1: str, column2s: str, indicator: int
) -> None:
    for column2 in column2s.split():
        assert office.pairs[column1, column2] == facility.pairs[column1, column2] == indicator


@pytest.mark.parametrize(
    ("one", "other"),
    [("96413", "96416"), ("96413", "96401"), ("96365", "36430"), ("96413", "36593"), ("96365", "96367")],
)
def test_codes_that_meet_no_pair_stand_together(office: EditTables, facility: EditTables, one: str, other: str) -> None:
    for tables in (office, facility):
        assert not {(one, other), (other, one)} & set(tables.pairs)


def test_the_nurse_visit_is_closed_in_the_office_and_open_in_the_hospital(
    office: EditTables, facility: EditTables
) -> None:
    assert (office.pairs["96372", "99211"], facility.pairs["96372", "99211"]) == (0, 1)


@pytest.mark.parametrize(
    ("add_on", "primaries"),
    [
        ("96361", "96360 96365 96374 96409 96413"), ("96366", "96360 96365 96367 96413"),
        ("96367", "96360 96365 96374 96409 96413"), ("96368", "96360 96365 96366 96413 96415 96416 C8957"),
        ("96370", "96369"), ("96371", "96369"), ("96375", "96360 96365 96374 96409 96413"),
        ("96376", "96365 96374 96409 96413"), ("96411", "96409 96413"), ("96415", "96413"), ("96417", "96413"),
        ("96423", "96422"), ("90472", "90460 90471 90473 G0008 G0009 G0010"),
    ],
)  # fmt: skip
def test_an_add_on_has_the_primaries_of_the_file(office: EditTables, add_on: str, primaries: str) -> None:
    assert office.add_ons[add_on] == frozenset(primaries.split())


def test_the_tables_name_the_quarter_they_are_of(office: EditTables) -> None:
    assert office.quarter == "2024-07-01"


@pytest.mark.parametrize("day", [date(2024, 8, 1), date(2023, 1, 1), date(2026, 11, 23)], ids=str)
def test_a_day_outside_the_loaded_quarter_uses_it_and_names_it(edit_rows: EditRows, day: date) -> None:
    tables = EditsByDay(edit_rows).on(day)["facility"]
    assert (tables.quarter, tables.limits["96413"].units) == ("2024-07-01", 1)


def test_without_any_loaded_quarter_no_edit_is_claimed() -> None:
    tables = EditsByDay(EditRows((), (), ())).on(date(2026, 1, 1))["office"]
    assert (tables.quarter, tables.pairs, tables.limits) == ("", {}, {})

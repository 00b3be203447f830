"""Until when the tables were read is read strictly, and a later day is told of it (R-EDT-01)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from plugin.rules.drug_tables import DrugTables
from plugin.rules.editions import CODES, STATUS, Editions, read_editions
from plugin.rules.errors import BadTable
from plugin.rules.library import load_library

from .conftest import SHIPPED

HEADER = "table,newest,from,to\n"
ROW = "payment status,2026-04-01,2021-01-01,2026-06-30\n"
OTHER = "drug codes,2026-10-01,2017-01-01,2026-12-31\n"


@pytest.fixture(scope="module")
def editions() -> Editions:
    return read_editions(SHIPPED / "tables")


def test_a_day_after_the_last_one_is_told_the_newest_edition(editions: Editions) -> None:
    last = editions.last_day(STATUS)
    assert editions.age_on(STATUS, last) is None
    age = editions.age_on(STATUS, date(2026, 7, 1))
    assert age
    assert (age.table, age.quarter) == ("payment status", date(2026, 4, 1))


def test_payment_status_matters_to_a_hospital_and_drug_codes_to_both() -> None:
    library, later = load_library(), date(2027, 1, 1)
    assert {age.table for age in library.on(later).outdated} >= {STATUS, CODES}
    assert STATUS not in {age.table for age in library.on(later, "office").outdated}
    assert CODES in {age.table for age in library.on(later, "office").outdated}
    assert CODES not in {age.table for age in library.on(date(2026, 12, 31)).outdated}


def test_no_row_of_a_table_begins_after_the_days_it_was_read_for(editions: Editions, drug_rows: DrugTables) -> None:
    assert max(row.first for row in drug_rows.units) <= editions.last_day(CODES)
    assert max(row.first for row in drug_rows.status) <= date(2026, 7, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (ROW, 1, "needs one row"),
        (ROW + OTHER + "price list,2026-04-01,2021-01-01,2026-06-30\n", 4, "'price list' is no table"),
        (ROW + ROW + OTHER, 3, "stands twice"),
        (ROW.replace("2026-04-01", "2026-05-01") + OTHER, 2, "begins no quarter"),
        (ROW.replace("2026-04-01", "2026-07-01") + OTHER, 2, "must begin within"),
        (ROW.replace("2026-04-01", "2020-10-01") + OTHER, 2, "must begin within"),
        (ROW.replace("2026-06-30", "") + OTHER, 2, "must end"),
        (ROW.replace("2026-06-30", "someday") + OTHER, 2, "'someday' is no day"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    (tmp_path / "editions.csv").write_text(HEADER + text)
    with pytest.raises(BadTable, match=words) as refused:
        read_editions(tmp_path)
    assert refused.value.line == line

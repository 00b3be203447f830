"""Until which day the tables whose rows have no end of their own were read (R-EDT-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from plugin.engine.rulebook import TableAge
from plugin.rules.dated import Dated, read_table
from plugin.rules.errors import BadTable

STATUS, CODES = "payment status", "drug codes"
TABLES = frozenset({STATUS, CODES})
QUARTER_BEGINS = frozenset({(1, 1), (4, 1), (7, 1), (10, 1)})


class Editions:
    """The days for which each table was read, and the newest edition that was read for them."""

    def __init__(self, rows: tuple[Dated[TableAge], ...]) -> None:
        self._rows = {row.value.table: row for row in rows}

    def last_day(self, table: str) -> date:
        """The last day for which a table was read."""
        return self._rows[table].last

    def age_on(self, table: str, day: date) -> TableAge | None:
        """The newest edition of a table, which stands in on a day after the last it was read for; else None."""
        row = self._rows[table]
        return row.value if day > row.last else None


def read_editions(folder: Path) -> Editions:
    """Read editions.csv of `folder`: one row for each table. Raises BadTable with file and line."""
    path = folder / "editions.csv"
    rows = read_table(path, ("table", "newest"), _newest, lambda age: age.table)
    named = [row.value.table for row in rows]
    if sorted(named) != sorted(TABLES):
        raise BadTable(path, 1, f"each of {' and '.join(sorted(TABLES))} needs one row")
    for line, row in enumerate(rows, 2):
        if row.last == date.max or not row.holds_on(row.value.quarter):
            raise BadTable(path, line, "the newest edition must begin within the days of its row, and these must end")
    return Editions(rows)


def _newest(cells: Mapping[str, str]) -> TableAge:
    if cells["table"] not in TABLES:
        raise ValueError(f"{cells['table']!r} is no table; they are {' and '.join(sorted(TABLES))}")
    newest = date.fromisoformat(cells["newest"])
    if (newest.month, newest.day) not in QUARTER_BEGINS:
        raise ValueError(f"{newest} begins no quarter")
    return TableAge(cells["table"], newest)

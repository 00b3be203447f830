"""The claim edits by quarter and claim: pairs, add-ons, unit limits (R-EDT-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugin.engine.rulebook import EditTables, TableAge, UnitLimit
from plugin.rules.dated import ByPeriod, Dated, read_table

SETTINGS = ("facility", "office")
PairEdit = tuple[str, str, str, int]
Limit = tuple[str, str, UnitLimit]
AddOn = tuple[str, str]


@dataclass(frozen=True, slots=True)
class EditRows:
    """The rows of the edit tables as read; pairs and limits begin with the setting whose claim they belong to."""

    pairs: tuple[Dated[PairEdit], ...]
    limits: tuple[Dated[Limit], ...]
    add_ons: tuple[Dated[AddOn], ...]


class EditsByDay:
    """The edit tables of a day for both claims."""

    def __init__(self, rows: EditRows) -> None:
        self._of_quarters = {Dated(row.first, row.last, None) for row in rows.pairs}
        self._quarters = sorted(row.first for row in self._of_quarters)
        self._pairs = ByPeriod(rows.pairs, _pairs_by_setting)
        self._limits = ByPeriod(rows.limits, _limits_by_setting)
        self._add_ons = ByPeriod(rows.add_ons, _primaries)

    def on(self, day: date) -> Mapping[str, EditTables]:
        """The tables of the day's quarter, else of the newest loaded quarter before it, else of the oldest.

        `EditTables.quarter` names the first day of the quarter that was used.
        """
        quarter = self._quarter_for(day)
        name = quarter.isoformat() if self._quarters else ""
        pairs, limits, add_ons = self._pairs.on(quarter), self._limits.on(quarter), self._add_ons.on(quarter)
        return {s: EditTables(name, add_ons, pairs[s], limits[s]) for s in SETTINGS}

    def age_on(self, day: date) -> TableAge | None:
        """The quarter used on a day that lies in no loaded one; None where the day's own quarter is loaded."""
        if any(row.holds_on(day) for row in self._of_quarters):
            return None
        return TableAge("claim edits", self._quarter_for(day))

    def _quarter_for(self, day: date) -> date:
        return max((q for q in self._quarters if q <= day), default=min(self._quarters, default=date.min))


def read_edit_tables(folder: Path) -> EditRows:
    """Read the edit tables of `folder`. Raises BadTable with file and line."""
    pair_columns = ("setting", "column1", "column2", "indicator")
    limit_columns = ("setting", "code", "units", "indicator")
    return EditRows(
        pairs=read_table(folder / "pairs.csv", pair_columns, _pair, lambda row: row[:3]),
        limits=read_table(folder / "limits.csv", limit_columns, _limit, lambda row: row[:2]),
        add_ons=read_table(folder / "add_ons.csv", ("add_on", "primary"), _add_on, lambda row: row),
    )


def _pair(cells: Mapping[str, str]) -> PairEdit:
    return _setting(cells), cells["column1"], cells["column2"], _one_of(cells["indicator"], (0, 1))


def _limit(cells: Mapping[str, str]) -> Limit:
    if not cells["units"].isdecimal():
        raise ValueError(f"{cells['units']!r} is no number of units")
    return _setting(cells), cells["code"], UnitLimit(int(cells["units"]), _one_of(cells["indicator"], (1, 2, 3)))


def _add_on(cells: Mapping[str, str]) -> AddOn:
    return cells["add_on"], cells["primary"]


def _setting(cells: Mapping[str, str]) -> str:
    if cells["setting"] not in SETTINGS:
        raise ValueError(f"{cells['setting']!r} is no setting; they are {' and '.join(SETTINGS)}")
    return cells["setting"]


def _one_of(text: str, allowed: tuple[int, ...]) -> int:
    if not text.isdecimal() or int(text) not in allowed:
        raise ValueError(f"the indicator {text!r} is none of {', '.join(map(str, allowed))}")
    return int(text)


def _pairs_by_setting(rows: list[PairEdit]) -> Mapping[str, Mapping[tuple[str, str], int]]:
    return {s: {(one, two): indicator for setting, one, two, indicator in rows if setting == s} for s in SETTINGS}


def _limits_by_setting(rows: list[Limit]) -> Mapping[str, Mapping[str, UnitLimit]]:
    return {s: {code: limit for setting, code, limit in rows if setting == s} for s in SETTINGS}


def _primaries(rows: list[AddOn]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for add_on, primary in rows:
        found[add_on].add(primary)
    return {add_on: frozenset(primaries) for add_on, primaries in found.items()}

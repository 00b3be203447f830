"""Dated rows of the CSV tables, and what they amount to on a day."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

from plugin.rules.errors import BadTable

T = TypeVar("T")
V = TypeVar("V")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value and the days on which it holds; both ends count, an open end is date.max."""

    first: date
    last: date
    value: T

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its span."""
        return self.first <= day <= self.last


class ByPeriod(Generic[T, V]):
    """Rows made into one value a period, a period being a run of days on which no row begins or ends.

    Built when first asked for and kept, so that all days of a quarter share one table.
    """

    def __init__(self, rows: Iterable[Dated[T]], build: Callable[[list[T]], V]) -> None:
        self._rows = tuple(rows)
        self._build = build
        begins = {row.first for row in self._rows}
        ends = {row.last + ONE_DAY for row in self._rows if row.last < date.max}
        self._changes = sorted(begins | ends)
        self._built: dict[int, V] = {}

    def on(self, day: date) -> V:
        """The value on a day."""
        period = bisect_right(self._changes, day)
        if period not in self._built:
            self._built[period] = self._build([row.value for row in self._rows if row.holds_on(day)])
        return self._built[period]


def read_table(
    path: Path, columns: tuple[str, ...], parse: Callable[[Mapping[str, str]], T], key: Callable[[T], Hashable]
) -> tuple[Dated[T], ...]:
    """A CSV table with `columns`, `from` and `to` (its last day; empty = open).

    Raises BadTable with the line for other columns, a value `parse` refuses with ValueError, a wrong day, and two rows
    of one `key` on one day.
    """
    rows: list[tuple[int, Dated[T]]] = []
    for line, cells in _lines(path, (*columns, "from", "to")):
        try:
            first, last = _day(cells["from"]), _day(cells["to"]) if cells["to"] else date.max
            if last < first:
                raise ValueError("the row ends before it begins")
            rows.append((line, Dated(first, last, parse(cells))))
        except ValueError as error:
            raise BadTable(path, line, str(error)) from None
    _check_overlap(path, rows, key)
    return tuple(row for _, row in rows)


def read_plain(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV table without days, with their lines. Raises BadTable."""
    return _lines(path, columns)


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = tuple(next(reader, ()))
        if header != columns:
            raise BadTable(path, 1, f"the columns are {', '.join(header)} and should be {', '.join(columns)}")
        for cells in reader:
            if len(cells) != len(columns):
                raise BadTable(path, reader.line_num, f"{len(cells)} values under {len(columns)} columns")
            yield reader.line_num, dict(zip(columns, cells, strict=True))


@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day; write 2026-01-31") from None


def _check_overlap(path: Path, rows: list[tuple[int, Dated[T]]], key: Callable[[T], Hashable]) -> None:
    spans: dict[Hashable, list[tuple[date, date, int]]] = defaultdict(list)
    for line, row in rows:
        spans[key(row.value)].append((row.first, row.last, line))
    for name, found in spans.items():
        found.sort()
        for (_, last, _), (first, _, line) in pairwise(found):
            if first <= last:
                raise BadTable(path, line, f"{name} stands twice on {first}")

"""What a kind of official file is: its columns, how a row is read, and when its editions begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from plugin.reference.cells import CODE
from plugin.reference.quarters import Quarter
from plugin.reference.rows import Row
from plugin.reference.sheet import Columns
from plugin.reference.unpacking import Content

Cells = Mapping[str, str]
Lines = Iterator[tuple[int, dict[str, str]]]
EVERY_QUARTER = frozenset({1, 2, 3, 4})


@dataclass(frozen=True, slots=True)
class Flagged:
    """A row that is kept although something in it is wrong."""

    row: Row
    fault: str
    detail: str


@dataclass(frozen=True, slots=True)
class FixedWidth:
    """Records of fixed columns without a header; `begins` is what a first line looks like."""

    begins: re.Pattern[str]
    fields: Mapping[str, slice]
    shortest: int

    def fits(self, line: str) -> bool:
        """Whether a line is such a record."""
        return self.begins.match(line) is not None


def unchanged(lines: Lines) -> Lines:
    """Rows as they stand."""
    return lines


def no_day(_: Row) -> date | None:
    """A row without a day of its own."""
    return None


def no_quarter(_: str) -> Iterable[Quarter]:
    """A file of one quarter."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file by the `name` it is loaded under.

    `row` makes a row of tidied cells, raising cells.Unreadable for one to leave out. `began` is a day of a row that
    cannot lie after the file's quarter; where every edition is `renewed`, the newest such day lies in the year before.
    `quarter_column` with `quarters` tell the quarter of each row where one file holds several. `editions` are the
    quarters of a year in which a new edition begins, which covers the days up to the next. `parts` is in how many files
    CMS publishes one quarter. `foreign` words in name or header mean another kind.
    """

    name: str
    title: str
    row_type: type[Row]
    columns: Columns
    row: Callable[[Cells], Row | Flagged]
    code: re.Pattern[str] = CODE
    began: Callable[[Row], date | None] = no_day
    renewed: bool = False
    quarter_column: str = ""
    quarters: Callable[[str], Iterable[Quarter]] = no_quarter
    editions: frozenset[int] = EVERY_QUARTER
    parts: int = 1
    foreign: re.Pattern[str] | None = None
    fixed: FixedWidth | None = None
    joined: Callable[[Lines], Lines] = field(default=unchanged)

    def edition_of(self, day: date) -> Quarter:
        """The quarter whose edition covers a day."""
        quarter = Quarter.of(day)
        while quarter.number not in self.editions:
            quarter = quarter.previous
        return quarter

    def is_fixed(self, content: Content) -> bool:
        """Whether a file is one of fixed records rather than a table with a header."""
        first = next((line for line in content.lines() if line.strip()), "")
        return self.fixed is not None and self.fixed.fits(first)

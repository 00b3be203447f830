"""One official file of a kind and a quarter, read row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from plugin.reference.cells import Unreadable, tidy
from plugin.reference.entries import Entry
from plugin.reference.errors import BadReference, UnreadableFile, WrongFile, WrongQuarter
from plugin.reference.kind import Cells, FixedWidth, Flagged, Kind, Lines
from plugin.reference.kinds import KINDS
from plugin.reference.quarters import Quarter
from plugin.reference.sheet import MISFIT, Sheet, find_sheet
from plugin.reference.stated import settled_quarter
from plugin.reference.unpacking import Content, Progress, unpacked

PART = re.compile(r"-f([1-9])(?![0-9a-z])", re.IGNORECASE)
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file about to be read. `quarter` is None where each row names its own; `part` is which of the files of one
    quarter it is, 0 where one file is the whole quarter."""

    kind: Kind
    content: Content
    sheet: Sheet | None
    quarter: Quarter | None
    asked: Quarter | None
    part: int

    def entries(self, progress: Progress | None = None) -> Iterator[Entry]:
        """Every row, kept, flagged or left out. Raises BadReference with the line where the file cannot be used; what
        was read before it is then not to be kept."""
        if progress:
            self.content.watch = progress
        began, newest, some = self.kind.began, None, False
        for entry in self._rows():
            some = some or entry.row is not None
            day = began(entry.row) if entry.row and self.quarter else None
            if day and self.quarter and day > self.quarter.last:
                raise WrongQuarter(self.content.name, f"the row is of {day}, after {self.quarter}", entry.line)
            newest = max(newest or day, day) if day else newest
            yield entry
        if not some:
            about = f" of {self.asked}" if self.asked else ""
            raise WrongFile(self.content.name, f"no row{about} that can be used")
        if self.kind.renewed and newest and self.quarter and newest + A_YEAR < self.quarter.first:
            raise WrongQuarter(self.content.name, f"its newest row is of {newest}, long before {self.quarter}")

    def _rows(self) -> Iterator[Entry]:
        kind = self.kind
        lines = self.sheet.rows() if self.sheet else _records(self.content, kind.fixed)
        begun, quarter = False, None
        for line, cells in kind.joined(lines):
            code = cells.get(kind.columns.code, "")
            has_code = kind.code.fullmatch(code) is not None
            begun = begun or has_code or bool(code)  # further lines of a header stand below other columns alone
            if not begun:
                continue
            if self.quarter is None and (has_code or quarter is None):
                quarter = _quarter_of(kind, cells, line, self.content.name)
            if self.asked is None or quarter == self.asked:
                left_out = Entry(line, None, "no code where a code belongs", repr(code), quarter)
                yield _entry(kind, line, cells, quarter) if has_code else left_out


@contextmanager
def opened(kind: Kind, path: Path, asked: Quarter | None = None) -> Iterator[Reading]:
    """A file of the kind, for as long as the block lasts. Raises UnreadableFile, WrongFile or WrongQuarter."""
    with unpacked(path) as content:
        sheet = None if kind.is_fixed(content) else _sheet(kind, content)
        banner = sheet.banner if sheet else ""
        heading = sheet.heading if sheet else ""
        foreign = kind.foreign.search(f"{content.name}\n{banner}\n{heading}") if kind.foreign else None
        if foreign:
            raise WrongFile(content.name, f"says {foreign[0]!r}, so it is no file of {kind.name}")
        own = bool(sheet and kind.quarter_column in sheet.places)
        quarter = None if own else settled_quarter(kind, content.name, banner, heading, asked)
        if quarter and quarter.number not in kind.editions:
            quarter = kind.edition_of(quarter.first)
        part = PART.search(content.name) if kind.parts > 1 else None
        yield Reading(kind, content, sheet, quarter, asked if own else None, int(part[1]) if part else 0)


def _sheet(kind: Kind, content: Content) -> Sheet:
    try:
        return find_sheet(content, kind.columns)
    except WrongFile:
        for other in KINDS.values():
            if other.columns.needed != kind.columns.needed and _has(other, content):
                raise WrongFile(content.name, f"has the columns of {other.name}, not of {kind.name}") from None
        raise


def _has(kind: Kind, content: Content) -> bool:
    try:
        find_sheet(content, kind.columns)
    except BadReference:
        return kind.is_fixed(content)
    return True


def _records(content: Content, fixed: FixedWidth | None) -> Lines:
    """The records of a file without header."""
    assert fixed is not None
    last, whole = None, True
    for number, line in enumerate(content.lines(), 1):
        record = line.rstrip("\r\n")
        if not tidy(record):
            continue
        if last:
            yield last
        last = number, {name: tidy(record[place]) for name, place in fixed.fields.items()}
        whole = line.endswith("\n") and len(record) >= fixed.shortest
    if last and not whole:
        raise UnreadableFile(content.name, "the file ends within this record: it is cut", last[0])
    if last:
        yield last


def _quarter_of(kind: Kind, cells: Cells, line: int, name: str) -> Quarter:
    said = cells.get(kind.quarter_column, "")
    found = list(kind.quarters(said))
    if len(found) != 1:
        raise WrongQuarter(name, f"{said!r} is no quarter", line)
    return found[0]


def _entry(kind: Kind, line: int, cells: Cells, quarter: Quarter | None) -> Entry:
    if MISFIT in cells:
        return Entry(line, None, cells[MISFIT], cells[kind.columns.code], quarter)
    if any(column not in cells for column in kind.columns.needed):
        return Entry(line, None, "fewer cells than the header has", cells[kind.columns.code], quarter)
    try:
        read = kind.row(cells)
    except Unreadable as problem:
        return Entry(line, None, problem.fault, problem.detail, quarter)
    if isinstance(read, Flagged):
        return Entry(line, read.row, read.fault, read.detail, quarter)
    return Entry(line, read, quarter=quarter)

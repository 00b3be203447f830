"""A table of cells with its header found by the names of its columns, wherever it stands."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plugin.reference.cells import tidy
from plugin.reference.errors import UnreadableFile, WrongFile
from plugin.reference.unpacking import Content

FIRST_ROWS = 60
MOST_HEADER_ROWS = 5
BLANK = " \t\xa0\x1a"  # the last is the sign with which old programs end a file
MISFIT = "*"  # where a row says that it does not fit its header
Cells = list[str]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a kind of file has: our name, and the names it goes by, in lower case letters and digits.

    A year in front is no part of a name; a name that comes again is "name#2". `code` is the column that holds a code in
    every row of data.
    """

    code: str
    needed: Mapping[str, Names]
    also: Mapping[str, Names]

    def places(self, names: Cells) -> dict[str, int]:
        """Where each of our columns stands among the names of a header."""
        found = {}
        for column, spellings in {**self.needed, **self.also}.items():
            place = next((names.index(name) for name in spellings if name in names), None)
            if place is not None:
                found[column] = place
        return found

    def missing(self, names: Cells) -> list[str]:
        """The needed columns a header lacks."""
        found = self.places(names)
        return [spellings[0] for column, spellings in self.needed.items() if column not in found]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file cut into rows below its header. `banner` is the text above it, `heading` the header as written."""

    content: Content
    separator: str
    places: Mapping[str, int]
    width: int
    banner: str
    heading: str
    header_line: int

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row of data with its line: the cells it has, tidied, and MISFIT where it is wider than the header.

        Raises UnreadableFile where the file is cut or broken.
        """
        last_needed = max(self.places.values())
        pending: tuple[int, Cells] | None = None
        ends_blank = False
        for line, cells in _cut(self.content, self.separator):
            ends_blank = not any(cell.strip(BLANK) for cell in cells)
            if line <= self.header_line or ends_blank:
                continue
            if pending:
                yield self._row(*pending)
            pending = line, cells
        if pending:
            line, cells = pending
            open_end = not self.content.whole_last_line and not ends_blank
            if (open_end and len(cells) <= last_needed + 1) or 1 < len(cells) <= last_needed:
                raise UnreadableFile(self.content.name, "the file ends within this row: it is cut", line)
            yield self._row(line, cells)

    def _row(self, line: int, cells: Cells) -> tuple[int, dict[str, str]]:
        row = {name: tidy(cells[at]) for name, at in self.places.items() if at < len(cells)}
        if any(cell.strip(BLANK) for cell in cells[self.width :]):
            row[MISFIT] = "more cells than the header has"
        return line, row


def find_sheet(content: Content, columns: Columns) -> Sheet:
    """The table of a file by the header that has all needed columns. Raises WrongFile, naming what is missing."""
    best: tuple[int, int, list[str]] | None = None
    for separator in (",", "\t"):
        above: list[tuple[int, Cells]] = []
        for line, cells in _first_rows(content, separator):
            above = [*above, (line, cells)]
            for height in range(1, min(MOST_HEADER_ROWS, len(above)) + 1):
                names = _names([row for _, row in above[-height:]])
                missing = columns.missing(names)
                if not missing:
                    banner = "\n".join(" ".join(filter(None, map(tidy, row))) for _, row in above[:-1])
                    return Sheet(content, separator, columns.places(names), len(names), banner, " | ".join(cells), line)
                if best is None or len(missing) < best[0]:
                    best = len(missing), line, missing
    lacks = len(columns.needed)
    if best and best[0] <= lacks / 2:
        what = f"the header lacks the column{'s' if len(best[2]) > 1 else ''} {', '.join(best[2])}"
        raise WrongFile(content.name, what, best[1])
    wanted = ", ".join(spellings[0] for spellings in columns.needed.values())
    raise WrongFile(content.name, f"no header with the columns {wanted} among the first {FIRST_ROWS} rows")


def _first_rows(content: Content, separator: str) -> Iterator[tuple[int, Cells]]:
    rows = _cut(content, separator)
    for _ in range(FIRST_ROWS):
        try:
            yield next(rows)
        except (StopIteration, UnreadableFile):
            return


def _cut(content: Content, separator: str) -> Iterator[tuple[int, Cells]]:
    """Rows with the line each begins on."""
    if separator == "\t":
        for number, line in enumerate(content.lines(), 1):
            yield number, [cell.strip().strip('"') for cell in line.rstrip("\r\n").split("\t")]
        return
    reader = csv.reader(content.lines(), strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            cut = "unexpected end" in str(problem)
            what = "the file ends within quotes: it is cut" if cut else f"the row is broken ({problem})"
            raise UnreadableFile(content.name, what, before + 1) from None
        yield before + 1, cells
        before = reader.line_num


def _names(rows: list[Cells]) -> Cells:
    """The names of a header of one or several rows, each column's words from above to below."""
    width = max(map(len, rows))
    joined = (" ".join(row[at] for row in rows if at < len(row)) for at in range(width))
    names: Cells = []
    seen: dict[str, int] = {}
    for words in joined:
        name = re.sub(r"^20\d\d ", "", " ".join(re.findall(r"[a-z0-9]+", words.lower())))
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return names

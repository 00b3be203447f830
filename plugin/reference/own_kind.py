"""A kind of list a site makes itself, read row by row: a row that is wrong is left out and named by its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from plugin.reference.cells import Unreadable
from plugin.reference.errors import WrongFile
from plugin.reference.kind import Cells
from plugin.reference.sheet import MISFIT, Columns, Sheet, find_sheet
from plugin.reference.unpacking import Content, unpacked

R = TypeVar("R")
TWICE = "contradicts another row of the list"


@dataclass(frozen=True, slots=True)
class OwnKind(Generic[R]):
    """A kind of list by the `name` it is loaded under. `row` makes a row of tidied cells, raising cells.Unreadable;
    `contradicts` says whether two rows cannot both hold, of those that share a `key`. The faults of a `private` kind
    name line and column alone: its cells are about patients."""

    name: str
    title: str
    columns: Columns
    row: Callable[[Cells], R]
    key: Callable[[R], object]
    contradicts: Callable[[R, R], bool]
    private: bool = False


@dataclass(frozen=True, slots=True)
class OwnFault:
    """A row that is left out: its line, what is wrong in words that are the same for all such rows, and this value."""

    line: int
    fault: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OwnRead(Generic[R]):
    """A list as read: its rows with their lines, those left out, and how many stood there a second time."""

    content: Content
    rows: tuple[tuple[int, R], ...]
    faults: tuple[OwnFault, ...]
    again: int


@contextmanager
def opened_list(kind: OwnKind[R], path: Path) -> Iterator[Callable[[], OwnRead[R]]]:
    """What reads a list. Raises UnreadableFile or WrongFile, with the line; nothing of the list is then to be kept."""
    with unpacked(path) as content:
        sheet = find_sheet(content, kind.columns)
        yield lambda: _read(kind, content, sheet)


def _read(kind: OwnKind[R], content: Content, sheet: Sheet) -> OwnRead[R]:
    rows: list[tuple[int, R]] = []
    faults: list[OwnFault] = []
    for line, cells in sheet.rows():
        try:
            rows.append((line, _row(kind, cells)))
        except Unreadable as problem:
            faults.append(OwnFault(line, problem.fault, "" if kind.private else problem.detail))
    single, again, odd = _without_twins(kind, rows)
    faults += [OwnFault(line, TWICE) for line in odd]
    if not single:
        first = f" (line {faults[0].line}: {faults[0].fault})" if faults else ""
        raise WrongFile(content.name, f"no row that can be used{first}")
    return OwnRead(content, tuple(single), tuple(sorted(faults, key=lambda fault: fault.line)), again)


def _row(kind: OwnKind[R], cells: Cells) -> R:
    if MISFIT in cells:
        raise Unreadable(cells[MISFIT], "")
    if any(column not in cells for column in kind.columns.needed):
        raise Unreadable("fewer cells than the header has", "")
    return kind.row(cells)


def _without_twins(
    kind: OwnKind[R], rows: list[tuple[int, R]]
) -> tuple[list[tuple[int, R]], int, set[int]]:  # fmt: skip
    """Each row once, how many were the same again, and the lines of those of which two cannot both hold."""
    by_key: dict[object, list[tuple[int, R]]] = {}
    again, odd = 0, set()
    for line, row in rows:
        alike = by_key.setdefault(kind.key(row), [])
        if any(row == other for _, other in alike):
            again += 1
            continue
        clashing = [at for at, other in alike if kind.contradicts(row, other)]
        odd.update([line, *clashing] if clashing else [])
        alike.append((line, row))
    kept = sorted((pair for alike in by_key.values() for pair in alike), key=lambda pair: pair[0])
    return [pair for pair in kept if pair[0] not in odd], again, odd

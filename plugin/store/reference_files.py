"""Which official files are loaded, and how one is loaded: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text, update

from plugin.reference.entries import Entry
from plugin.reference.errors import OtherContent, WrongFile
from plugin.reference.loaded import LoadedFile
from plugin.reference.printable import printable
from plugin.reference.quarters import Quarter
from plugin.reference.rows import KEYS, Row
from plugin.store.bulk import Bulk
from plugin.store.reference_tables import REFERENCE_FILE, TABLES

BATCH = 2000
MOST_REPEATS = 20_000
SAME = "the same row again"
CONTRADICTS = "contradicts another row of the same key"
OWN = ("id", "file", "line", "flag")


@dataclass(frozen=True, slots=True)
class Origin:
    """The file rows come from. `part` is which of the files of a quarter, 0 for a file that is the whole quarter;
    `sha256` is of its text."""

    kind: str
    part: int
    sha256: str
    name: str


@dataclass(slots=True)
class _Open:
    """A quarter being loaded."""

    id: int
    rows: int = 0
    flagged: int = 0
    left_out: int = 0
    waiting: list[tuple[Any, ...]] = field(default_factory=list)


class Loading:
    """One load within one transaction; `repeats` are the rows found to stand twice, once it is done."""

    def __init__(self, connection: Connection, origin: Origin, row_type: type[Row], at: int, replace: bool) -> None:
        self._connection, self._origin, self._at, self._replace = connection, origin, at, replace
        self._row_type, self._table = row_type, TABLES[row_type]
        names = [column.name for column in self._table.columns if column.name not in OWN]
        self._names, self._values = names, attrgetter(*names)
        self._bulk = Bulk(connection, self._table, ("file", "line", "flag", *names))
        self._open: dict[Quarter, _Open | None] = {}
        self.repeats: list[Entry] = []

    def take(self, entries: Iterable[Entry], quarter: Quarter | None) -> None:
        """Keep the rows, in `quarter` or in the one each names. Raises OtherContent, and whatever `entries` raises."""
        if self._connection.dialect.name == "postgresql":  # of two loads at once the second sees what the first did
            self._connection.execute(text("LOCK TABLE reference_file IN SHARE ROW EXCLUSIVE MODE"))
        for entry in entries:
            belongs = entry.quarter or quarter
            assert belongs is not None
            if belongs not in self._open:
                self._open[belongs] = self._begin(belongs)
            opened = self._open[belongs]
            if opened is not None:
                self._keep(opened, entry)
            elif quarter is not None:
                return  # it is all there already
        for opened in self._open.values():
            if opened is not None:
                self._end(opened)

    def already(self) -> frozenset[Quarter]:
        """The quarters that were there with the same content."""
        return frozenset(quarter for quarter, opened in self._open.items() if opened is None)

    def quarters(self) -> frozenset[Quarter]:
        """All quarters of the file."""
        return frozenset(self._open)

    def _begin(self, quarter: Quarter) -> _Open | None:
        """A place for the quarter's rows, or None where the same content is there."""
        file, origin = REFERENCE_FILE.c, self._origin
        at_hand = select(file.id, file.part, file.sha256, file.name)
        found = self._connection.execute(at_hand.where(file.kind == origin.kind, file.quarter == str(quarter))).all()
        if any(there.part == origin.part and there.sha256 == origin.sha256 for there in found):
            return None
        twin = next((there for there in found if there.sha256 == origin.sha256), None)
        if twin is not None:
            what = f"is the same file as {printable(twin.name)}, loaded as part {twin.part} of {quarter}"
            raise OtherContent(
                origin.name, what, hint="Nothing was changed. Load the file of the part that is missing."
            )
        others = [there for there in found if 0 in (there.part, origin.part) or there.part == origin.part]
        if others and not self._replace:
            raise OtherContent(
                origin.name, f"{origin.kind} of {quarter} is loaded already, from {printable(others[0].name)}"
            )
        for other in others:
            self._connection.execute(delete(self._table).where(self._table.c.file == other.id))
            self._connection.execute(delete(REFERENCE_FILE).where(file.id == other.id))
        facts = {"kind": origin.kind, "quarter": str(quarter), "part": origin.part, "sha256": origin.sha256}
        facts |= {"name": printable(origin.name, 300), "loaded_at": self._at, "rows": 0, "flagged": 0, "left_out": 0}
        key = self._connection.execute(insert(REFERENCE_FILE).values(facts)).inserted_primary_key
        assert key is not None
        return _Open(int(key[0]))

    def _keep(self, opened: _Open, entry: Entry) -> None:
        if entry.row is None:
            opened.left_out += 1
            return
        opened.rows += 1
        opened.flagged += bool(entry.fault)
        opened.waiting.append((opened.id, entry.line, entry.fault[:100], *self._values(entry.row)))
        if len(opened.waiting) == BATCH:
            self._write(opened)

    def _write(self, opened: _Open) -> None:
        self._bulk.write(opened.waiting)
        opened.waiting.clear()

    def _end(self, opened: _Open) -> None:
        self._write(opened)
        for key in self._repeated_keys(opened.id):
            self._settle(opened, key)
        counts = {"rows": opened.rows, "flagged": opened.flagged, "left_out": opened.left_out}
        self._connection.execute(update(REFERENCE_FILE).where(REFERENCE_FILE.c.id == opened.id).values(counts))

    def _repeated_keys(self, file: int) -> list[tuple[Any, ...]]:
        columns = [self._table.c[name] for name in KEYS[self._row_type]]
        grouped = select(*columns).where(self._table.c.file == file).group_by(*columns).having(func.count() > 1)
        found = [tuple(row) for row in self._connection.execute(grouped.limit(MOST_REPEATS + 1))]
        if len(found) > MOST_REPEATS:
            raise WrongFile(self._origin.name, "its rows stand twice: two files seem to be joined in it")
        return found

    def _settle(self, opened: _Open, key: tuple[Any, ...]) -> None:
        """Of rows with one key that say the same keep the first; those that differ are flagged, all of them."""
        table, names = self._table, KEYS[self._row_type]
        same_key = [table.c[name].is_not_distinct_from(value) for name, value in zip(names, key, strict=True)]
        rows = self._connection.execute(
            select(table).where(table.c.file == opened.id, *same_key).order_by(table.c.line)
        ).all()
        facts = [tuple(getattr(row, name) for name in self._names) for row in rows]
        what = " ".join(str(part) for part in key if part is not None)
        if len(set(facts)) > 1:
            self._connection.execute(
                update(table).where(table.c.id.in_([row.id for row in rows])).values(flag=CONTRADICTS)
            )
            opened.flagged += sum(not row.flag for row in rows)
            self.repeats += [Entry(row.line, None, CONTRADICTS, what) for row in rows]
            return
        for row in rows[1:]:
            self._connection.execute(delete(table).where(table.c.id == row.id))
            opened.rows, opened.left_out = opened.rows - 1, opened.left_out + 1
            opened.flagged -= bool(row.flag)
            self.repeats.append(Entry(row.line, None, SAME, f"{what}, first in line {rows[0].line}"))


def loaded_files(connection: Connection, kind: str | None = None) -> Iterator[LoadedFile]:
    """The files in the store, by kind, quarter and part."""
    c = REFERENCE_FILE.c
    wanted = select(c.kind, c.quarter, c.part, c.sha256, c.name, c.loaded_at, c.rows, c.flagged, c.left_out)
    if kind is not None:
        wanted = wanted.where(c.kind == kind)
    for row in connection.execute(wanted.order_by(c.kind, c.quarter, c.part)):
        yield LoadedFile(row.kind, Quarter.parse(row.quarter), *row[2:])

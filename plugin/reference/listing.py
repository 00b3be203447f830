"""What is loaded, what was shipped, and what is missing, as lines a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from plugin.reference.findings import Findings
from plugin.reference.kind import Kind
from plugin.reference.kinds import KINDS
from plugin.reference.loaded import LoadedFile
from plugin.reference.printable import printable
from plugin.reference.quarters import Quarter

FEW_ROWS = 0.8


@dataclass(frozen=True, slots=True)
class Shipped:
    """A table that comes with the product: the days its rows cover (`last` date.max where it is open), and the kinds of
    official file that would replace it."""

    title: str
    kinds: tuple[str, ...]
    first: date
    last: date
    rows: int


def load_report(
    kind: Kind, done: Iterable[LoadedFile], findings: Findings, all_files: Iterable[LoadedFile]
) -> Iterator[str]:
    """What a load did, a line for each quarter, then a line for each fault."""
    files = list(done)
    others = [other for other in all_files if other.quarter not in {file.quarter for file in files}]
    for file in files:
        if not file.fresh:
            yield f"{kind.title} of {_named(file)} is already loaded with the same content."
            continue
        read = file.rows + file.left_out
        flagged = f" ({file.flagged:,} of them flagged)" if file.flagged else ""
        yield (
            f"{kind.title} of {_named(file)}: {read:,} rows read, {file.rows:,} kept{flagged}, "
            f"{file.left_out:,} left out."
        )
        yield from _far_fewer(file, others)
        yield from _loaded_for_another(file, others)
    yield from (f"  {sentence}" for sentence in findings.sentences())


def listed(
    files: Iterable[LoadedFile], shipped: Iterable[Shipped], missing: Iterable[tuple[str, Quarter]], day: date
) -> Iterator[str]:
    """All that is here, and what a day lacks."""
    loaded, tables = list(files), list(shipped)
    yield "Loaded official files" if loaded else "No official file is loaded yet."
    for file in loaded:
        at = datetime.fromtimestamp(file.loaded_at, UTC).date()
        flagged = f", {file.flagged:,} flagged" if file.flagged else ""
        left_out = f", {file.left_out:,} left out" if file.left_out else ""
        rows = f"{file.rows:,} rows{flagged}{left_out}"
        yield f"  {file.kind} {_named(file)}: {rows}, on {at}, from {printable(file.name)}"
    yield "Shipped with Chairside"
    for table in tables:
        last = "no end" if table.last == date.max else str(table.last)
        yield f"  {table.title}: {table.rows:,} rows, {table.first} to {last}"
    lacking = list(missing)
    yield f"Missing on {day}" if lacking else f"Nothing is missing on {day}."
    newest = _newest(loaded)
    for name, quarter in lacking:
        yield f"  {_missing(KINDS[name], quarter, newest.get(name), loaded, tables)}"


def _missing(
    kind: Kind, quarter: Quarter, newest: Quarter | None, loaded: list[LoadedFile], shipped: list[Shipped]
) -> str:
    parts = sorted(file.part for file in loaded if (file.kind, file.quarter) == (kind.name, quarter))
    if parts:
        absent = [str(number) for number in range(1, kind.parts + 1) if number not in parts]
        which = f"{' and '.join(absent)} {'is' if len(absent) == 1 else 'are'}"
        return f"{kind.name} of {quarter} is not whole: of its {kind.parts} files {which} not loaded."
    sentence = f"{kind.name} of {quarter} is not loaded"
    if newest:
        return f"{sentence}; the newest that is loaded is of {newest}."
    table = next((table for table in shipped if kind.name in table.kinds), None)
    if table is None:
        return f"{sentence}, and none is shipped."
    ends = "has no end" if table.last == date.max else f"ends on {table.last}"
    return f"{sentence}; the shipped table ({table.title}) {ends}."


def _newest(loaded: list[LoadedFile]) -> Mapping[str, Quarter]:
    return {file.kind: file.quarter for file in sorted(loaded, key=lambda file: file.quarter)}


def _named(file: LoadedFile) -> str:
    return f"{file.quarter} part {file.part}" if file.part else str(file.quarter)


def _far_fewer(file: LoadedFile, others: list[LoadedFile]) -> Iterator[str]:
    """A file cut between two lines looks whole; beside its neighbour it does not."""
    near = {file.quarter.previous, file.quarter.next}
    beside = [o for o in others if o.kind == file.kind and o.part == file.part and o.quarter in near]
    for other in beside:
        if file.rows < FEW_ROWS * other.rows:
            yield f"  This is far fewer than the {other.rows:,} rows of {other.quarter}: check that the file is whole."


def _loaded_for_another(file: LoadedFile, others: list[LoadedFile]) -> Iterator[str]:
    """One file under two quarters is most often a quarter mistyped."""
    for other in others:
        if (other.kind, other.sha256) == (file.kind, file.sha256):
            yield f"  The same content is loaded for {other.quarter} too: check that the quarter is right."

"""What was found wrong in a file while it was read, counted, with the first lines of each fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugin.reference.entries import Entry
from plugin.reference.printable import printable

EXAMPLES = 3


class Findings:
    """The faults of one file by their words."""

    def __init__(self) -> None:
        self.read = 0
        self._flagged: dict[str, list[str]] = {}
        self._left_out: dict[str, list[str]] = {}
        self._counts: dict[tuple[bool, str], int] = {}

    def watching(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The same entries, each looked at as it passes."""
        for entry in entries:
            self.read += 1
            if entry.fault:
                self.note(entry, kept=entry.row is not None)
            yield entry

    def note(self, entry: Entry, kept: bool) -> None:
        """Count a fault."""
        examples = (self._flagged if kept else self._left_out).setdefault(entry.fault, [])
        if len(examples) < EXAMPLES:
            examples.append(f"line {entry.line} ({printable(entry.detail, 60)})")
        self._counts[kept, entry.fault] = self._counts.get((kept, entry.fault), 0) + 1

    def sentences(self) -> Iterator[str]:
        """A line for each fault: how often, what, and where first."""
        for kept, word, faults in ((True, "kept and flagged", self._flagged), (False, "left out", self._left_out)):
            for fault, examples in faults.items():
                count = self._counts[kept, fault]
                more = ", ..." if count > len(examples) else ""
                yield f"{count:,} {word}: {fault}: {', '.join(examples)}{more}"

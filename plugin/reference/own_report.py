"""What a load of a site's own list did, and which lists are here, as lines a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from plugin.reference.own_kind import OwnFault
from plugin.reference.own_loaded import OwnList
from plugin.reference.printable import printable

EXAMPLES = 10


def fault_lines(faults: Sequence[OwnFault], again: int) -> Iterator[str]:
    """A line for each fault, with the lines of the list that have it, and one for the rows that stand twice."""
    by_fault: dict[str, list[OwnFault]] = {}
    for fault in faults:
        by_fault.setdefault(fault.fault, []).append(fault)
    for words, found in by_fault.items():
        details = [f" ({printable(fault.detail, 60)})" if fault.detail else "" for fault in found]
        shown = [f"line {fault.line}{detail}" for fault, detail in zip(found, details, strict=True)][:EXAMPLES]
        more = ", ..." if len(found) > EXAMPLES else ""
        yield f"  {len(found):,} left out: {words}: {', '.join(shown)}{more}"
    if again:
        yield f"  {again:,} left out: the same row again"


def own_lists(lists: Iterable[OwnList]) -> Iterator[str]:
    """The lists that are loaded; of patients only how many rows."""
    loaded = list(lists)
    yield "Loaded lists of this site" if loaded else "No list of this site is loaded."
    for each in loaded:
        at = datetime.fromtimestamp(each.loaded_at, UTC).date()
        days = f", {each.first} to {each.last or 'no end'}" if each.first else ""
        name = f", from {printable(each.name)}" if each.name else ""
        yield f"  {each.kind} {printable(each.about)}: {each.rows:,} rows{days}, on {at}{name}"

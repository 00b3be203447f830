"""Small official files, loaded as rows: what a proposal makes of them is tested, not how a file is read."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from plugin.reference.entries import Entry
from plugin.reference.quarters import Quarter
from plugin.reference.rows import NdcRow, Row, StatusRow
from plugin.store.reference_files import Origin
from plugin.store.references import References

Q3 = Quarter(2026, 3)
ONE = Decimal(1)


def load(
    references: References, kind: str, *rows: Row, quarter: Quarter = Q3, part: int = 0, again: bool = False
) -> str:
    """Load rows as a file of a kind and quarter; the digest of its text. `again` replaces what is there."""
    text = sha256(repr(rows).encode()).hexdigest()
    entries = [Entry(line, row) for line, row in enumerate(rows, 2)]
    references.load(Origin(kind, part, text, f"{kind}.csv"), quarter, entries, 1_782_864_000, again)
    return text


def package(ndc: str, code: str, units: str, *, size: str = "1", items: str = "1", whole: str = "") -> NdcRow:
    """A row of the crosswalk: units in one item, mL in it (1 for powder), items in the package."""
    all_units = Decimal(whole) if whole else Decimal(units) * Decimal(items)
    return NdcRow(code, ndc, "A maker", "A drug", "", Decimal(size), Decimal(items), Decimal(units), all_units)


def status(code: str, letter: str) -> StatusRow:
    """A row of Addendum B."""
    return StatusRow(code, letter, "", None, None, None)

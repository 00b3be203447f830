"""The HCPCS Level II file: the fixed records CMS publishes, or the sheet of the same release saved as CSV."""

from __future__ import annotations

import re
from datetime import date

from plugin.reference.cells import LEVEL_TWO, Unreadable, day, tidy, word
from plugin.reference.kind import Cells, FixedWidth, Flagged, Kind, Lines
from plugin.reference.rows import CodeRow, Row
from plugin.reference.sheet import Columns

FURTHER_WORDS = frozenset({"4", "8"})
MODIFIER = frozenset({"7", "8"})


def _joined(lines: Lines) -> Lines:
    """One row a code: a long description goes on in records of their own."""
    held: tuple[int, dict[str, str]] | None = None
    for line, cells in lines:
        if held and cells.get("recid") in FURTHER_WORDS and cells.get("code") == held[1].get("code"):
            held[1]["long_description"] += f" {cells.get('long_description', '')}"
            continue
        if held:
            yield held
        held = line, cells
    if held:
        yield held


def _code(cells: Cells) -> Row | Flagged:
    code = cells["code"]
    if cells["recid"] in MODIFIER or not LEVEL_TWO.fullmatch(code):
        raise Unreadable("a modifier or a code of another code set", code)
    added = day(cells["added"], "the day it was added")
    if added is None:
        raise Unreadable("no day on which the code was added", code)
    row = CodeRow(
        code=code,
        short_description=cells["short_description"],
        long_description=tidy(cells["long_description"]),
        coverage=word(cells["coverage"], "the coverage code"),
        added=added,
        action_effective=day(cells["action_effective"], "the day of the last action"),
        ended=day(cells["ended"], "the day it ended"),
        action=word(cells["action"], "the action code"),
    )
    if row.ended and row.ended < row.added:
        return Flagged(row, "the code ends before it begins", f"{code}: {row.added} to {row.ended}")
    return row


def _added(row: Row) -> date | None:
    return row.added if isinstance(row, CodeRow) else None


HCPCS = Kind(
    name="hcpcs",
    title="HCPCS Level II codes",
    row_type=CodeRow,
    columns=Columns(
        code="code",
        needed={
            "code": ("code", "hcpc", "hcpcs code"),
            "recid": ("recid",),
            "long_description": ("long description",),
            "short_description": ("short description",),
            "coverage": ("cov",),
            "added": ("add dt",),
            "action_effective": ("act eff dt",),
            "ended": ("term dt",),
            "action": ("action cd",),
        },
        also={},
    ),
    row=_code,
    code=re.compile(r"[0-9A-Z]{2}|[0-9A-Z]\d{3}[0-9A-Z]", re.ASCII),
    began=_added,
    renewed=True,
    fixed=FixedWidth(
        begins=re.compile(r"(?:[A-V]\d{4}|   [0-9A-Z]{2})\d{5}[3478]", re.ASCII),
        fields={
            "code": slice(0, 5),
            "recid": slice(10, 11),
            "long_description": slice(11, 91),
            "short_description": slice(91, 119),
            "coverage": slice(229, 230),
            "added": slice(268, 276),
            "action_effective": slice(276, 284),
            "ended": slice(284, 292),
            "action": slice(292, 293),
        },
        shortest=12,
    ),
    joined=_joined,
)

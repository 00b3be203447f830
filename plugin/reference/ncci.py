"""The Medicare NCCI files: procedure pairs, medically unlikely edits, add-on codes (R-EDT-01, R-DRG-10)."""

from __future__ import annotations

import re
from datetime import date

from plugin.reference.cells import Unreadable, day, is_code, one_of, whole
from plugin.reference.kind import Cells, Flagged, Kind
from plugin.reference.rows import AddOnRow, PairRow, Row, UnitLimitRow
from plugin.reference.sheet import Columns

FILES_A_QUARTER = 4
FOR_HOSPITALS = re.compile(r"ccioph|hospital|(?<![a-z])DME(?![a-z])", re.IGNORECASE)
FOR_PRACTITIONERS = re.compile(r"ccipra|practitioner|(?<![a-z])DME(?![a-z])", re.IGNORECASE)
CODE_NAMES = ("hcpcs cpt code", "hcpcs code", "hcpcs")
INDICATOR_NAMES = ("mue adjudication indicator", "mai")


def _pair(cells: Cells) -> Row | Flagged:
    if not is_code(cells["column2"]):
        raise Unreadable("column 2 is no code", repr(cells["column2"]))
    row = PairRow(
        column1=cells["column1"],
        column2=cells["column2"],
        effective=day(cells.get("effective", ""), "the effective date"),
        deleted=day(cells["deleted"], "the deletion date"),
        indicator=one_of(cells["indicator"], "019", "the modifier indicator"),
    )
    if row.effective and row.deleted and row.deleted < row.effective:
        return Flagged(row, "the edit ends before it begins", f"{row.column1}/{row.column2}")
    return row


def _effective(row: Row) -> date | None:
    return row.effective if isinstance(row, PairRow | AddOnRow) else None


def _unit_limit(cells: Cells) -> Row:
    return UnitLimitRow(
        hcpcs=cells["hcpcs"],
        units=whole(cells["units"], "the MUE value"),
        indicator=one_of(cells["indicator"], "123", "the adjudication indicator"),
    )


def _add_on(cells: Cells) -> Row | Flagged:
    primary = cells["primary"]
    if not is_code(primary) and primary != "CCCCC":
        raise Unreadable("the primary is no code", repr(primary))
    ends = [day(cells.get(name, ""), "a deletion date") for name in ("deleted", "add_on_deleted", "primary_deleted")]
    row = AddOnRow(
        add_on=cells["add_on"],
        primary=primary,
        kind=one_of(cells["kind"], "123", "the type of add-on"),
        effective=day(cells.get("effective", ""), "the effective date"),
        deleted=min((end for end in ends if end), default=None),
    )
    if (row.kind == 2) != (primary == "CCCCC") and row.kind != 3:
        return Flagged(row, "the type does not fit the primary", f"{row.add_on}: type {row.kind} with {primary}")
    return row


PAIR_COLUMNS = Columns(
    code="column1",
    needed={
        "column1": ("column 1", "column1", "column 1 code"),
        "column2": ("column 2", "column2", "column 2 code"),
        "deleted": ("deletion", "deletion date", "deletion date no data"),
        "indicator": ("modifier", "modifier indicator", "modifier 0 not allowed 1 allowed 9 not applicable"),
    },
    also={"effective": ("effective", "effective date")},
)


def _pairs(name: str, whose: str, foreign: re.Pattern[str]) -> Kind:
    return Kind(
        name=name,
        title=f"NCCI procedure pairs, {whose}",
        row_type=PairRow,
        columns=PAIR_COLUMNS,
        row=_pair,
        began=_effective,
        parts=FILES_A_QUARTER,
        foreign=foreign,
    )


def _limits(name: str, whose: str, value: str, foreign: re.Pattern[str]) -> Kind:
    return Kind(
        name=name,
        title=f"NCCI unit limits (MUE), {whose}",
        row_type=UnitLimitRow,
        columns=Columns(
            code="hcpcs",
            needed={"hcpcs": CODE_NAMES, "units": (value, "mue value"), "indicator": INDICATOR_NAMES},
            also={},
        ),
        row=_unit_limit,
        foreign=foreign,
    )


PAIRS_PRACTITIONER = _pairs("pairs-practitioner", "practitioner", FOR_HOSPITALS)
PAIRS_HOSPITAL = _pairs("pairs-hospital", "outpatient hospital", FOR_PRACTITIONERS)
MUE_PRACTITIONER = _limits("mue-practitioner", "practitioner", "practitioner services mue values", FOR_HOSPITALS)
MUE_HOSPITAL = _limits(
    "mue-hospital", "outpatient hospital", "outpatient hospital services mue values", FOR_PRACTITIONERS
)
ADD_ON_CODES = Kind(
    name="add-on-codes",
    title="NCCI add-on codes",
    row_type=AddOnRow,
    columns=Columns(
        code="add_on",
        needed={
            "add_on": ("add on code",),
            "primary": ("primary code",),
            "kind": ("aoc edit type", "aoc type"),
        },
        also={
            "effective": ("aoc edit effdt", "aoc edit eff dt", "aoc edit effdt julian", "aoc edit eff dt julian"),
            "deleted": ("aoc edit deldt", "aoc edit del dt", "aoc edit deldt julian", "aoc edit del dt julian"),
            "add_on_deleted": ("aoc deldt", "aoc del dt", "aoc deldt julian", "aoc del dt julian"),
            "primary_deleted": (
                "primary code deldt",
                "primary code del dt",
                "primary code deldt julian",
                "primary code del dt julian",
            ),
        },
    ),
    row=_add_on,
    began=_effective,
)

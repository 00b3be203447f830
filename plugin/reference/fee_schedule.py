"""The relative value file of the physician fee schedule (PPRRVU): national relative values and conversion factor."""

from __future__ import annotations

from plugin.reference.cells import amount, word
from plugin.reference.kind import Cells, Flagged, Kind
from plugin.reference.quarters import quarters_in
from plugin.reference.rows import FeeRow, Row
from plugin.reference.sheet import Columns


def _fee(cells: Cells) -> Row | Flagged:
    row = FeeRow(
        hcpcs=cells["hcpcs"],
        modifier=word(cells["modifier"], "the modifier"),
        status=word(cells["status"], "the status code"),
        work=amount(cells["work"], "the work value"),
        practice_office=amount(cells["practice_office"], "the practice expense in the office"),
        practice_facility=amount(cells["practice_facility"], "the practice expense in a facility"),
        malpractice=amount(cells["malpractice"], "the malpractice value"),
        total_office=amount(cells["total_office"], "the total in the office"),
        total_facility=amount(cells["total_facility"], "the total in a facility"),
        global_days=word(cells["global_days"], "the global days"),
        conversion=amount(cells["conversion"], "the conversion factor"),
    )
    off = [
        name
        for name, practice, total in (
            ("office", row.practice_office, row.total_office),
            ("facility", row.practice_facility, row.total_facility),
        )
        if row.work + practice + row.malpractice != total
    ]
    if off:
        detail = f"{row.hcpcs}{'-' if row.modifier else ''}{row.modifier} ({', '.join(off)})"
        return Flagged(row, "the total is not the sum of its parts", detail)
    return row


FEE_SCHEDULE = Kind(
    name="fee-schedule",
    title="physician fee schedule, relative values",
    row_type=FeeRow,
    columns=Columns(
        code="hcpcs",
        needed={
            "hcpcs": ("hcpcs",),
            "modifier": ("mod",),
            "status": ("status code", "status"),
            "work": ("work rvu",),
            "practice_office": ("non fac pe rvu", "nonfac pe rvu"),
            "practice_facility": ("facility pe rvu", "fac pe rvu"),
            "malpractice": ("mp rvu",),
            "total_office": ("non facility total", "nonfac total"),
            "total_facility": ("facility total", "fac total"),
            "global_days": ("glob days",),
            "conversion": ("conv factor",),
        },
        also={"rvu_file": ("rvu file",)},
    ),
    row=_fee,
    quarter_column="rvu_file",
    quarters=quarters_in,
)

"""OPPS Addendum B: how Medicare pays a hospital outpatient department for each code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from plugin.reference.cells import Unreadable, maybe_amount, word
from plugin.reference.kind import Cells, Kind
from plugin.reference.quarters import Quarter
from plugin.reference.rows import Row, StatusRow
from plugin.reference.sheet import Columns

INDICATOR = re.compile(r"[A-Z]\d?", re.ASCII)


def _status(cells: Cells) -> Row:
    status = cells["status"].upper()
    if not INDICATOR.fullmatch(status):
        raise Unreadable("no status indicator", f"{cells['hcpcs']} {cells['status']!r}")
    return StatusRow(
        hcpcs=cells["hcpcs"],
        status=status,
        apc=word(cells.get("apc", ""), "APC"),
        payment_rate=maybe_amount(cells["payment_rate"], "Payment Rate"),
        minimum_copayment=maybe_amount(cells.get("minimum_copayment", ""), "Minimum Unadjusted Copayment"),
        adjusted_copayment=maybe_amount(cells.get("adjusted_copayment", ""), "Adjusted Beneficiary Copayment"),
    )


def _quarters(text: str) -> Iterable[Quarter]:
    try:
        return (Quarter.parse(text),)
    except ValueError:
        return ()


ADDENDUM_B = Kind(
    name="opps-addendum-b",
    title="OPPS Addendum B",
    row_type=StatusRow,
    columns=Columns(
        code="hcpcs",
        needed={
            "hcpcs": ("hcpcs code", "hcpcs"),
            "status": ("si", "status indicator"),
            "payment_rate": ("payment rate",),
        },
        also={
            "quarter": ("quarter",),
            "apc": ("apc",),
            "minimum_copayment": ("minimum unadjusted copayment",),
            "adjusted_copayment": ("adjusted beneficiary copayment",),
        },
    ),
    row=_status,
    quarter_column="quarter",
    quarters=_quarters,
)

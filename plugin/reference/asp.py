"""The Medicare Part B drug pricing files: the packages of each code, and what a unit of it is paid at most."""

from __future__ import annotations

import re

from plugin.reference.cells import above_zero, maybe_amount, ndc_digits, percentage, tidy
from plugin.reference.kind import Cells, Flagged, Kind
from plugin.reference.rows import NdcRow, PaymentLimitRow, Row
from plugin.reference.sheet import Columns

OTHER_CROSSWALKS = re.compile(r"(?<![a-z])(?:AWP|OPPS|NOC)[\W_]+(?:NDC|crosswalk)", re.IGNORECASE)


def _package(cells: Cells) -> Row | Flagged:
    row = NdcRow(
        hcpcs=cells["hcpcs"],
        ndc=ndc_digits(cells["ndc"]),
        labeler=cells["labeler"],
        drug_name=cells["drug_name"],
        dosage=cells["dosage"],
        pkg_size=above_zero(cells["pkg_size"], "PKG SIZE"),
        pkg_qty=above_zero(cells["pkg_qty"], "PKG QTY"),
        billunits=above_zero(cells["billunits"], "BILLUNITS"),
        billunits_pkg=above_zero(cells["billunits_pkg"], "BILLUNITSPKG"),
    )
    if row.pkg_qty * row.billunits != row.billunits_pkg:
        detail = f"{row.hcpcs} {row.ndc}: {row.pkg_qty} x {row.billunits} against {row.billunits_pkg}"
        return Flagged(row, "the units of the package are not those of its items", detail)
    return row


def _limit(cells: Cells) -> Row | Flagged:
    row = PaymentLimitRow(
        hcpcs=cells["hcpcs"],
        dosage=tidy(cells["dosage"]),
        payment_limit=maybe_amount(cells["payment_limit"], "Payment Limit"),
        coinsurance_pct=percentage(cells.get("coinsurance_pct", ""), "Co-insurance Percentage"),
        notes=tidy(cells.get("notes", "")),
    )
    if not row.payment_limit:
        return Flagged(row, "no payment limit", f"{row.hcpcs} {cells['payment_limit']!r}")
    return row


CROSSWALK = Kind(
    name="asp-crosswalk",
    title="ASP NDC-HCPCS crosswalk",
    row_type=NdcRow,
    columns=Columns(
        code="hcpcs",
        needed={
            "hcpcs": ("hcpcs code", "code", "hcpcs"),
            "ndc": ("ndc2", "ndc"),
            "drug_name": ("drug name",),
            "dosage": ("hcpcs dosage",),
            "pkg_size": ("pkg size",),
            "pkg_qty": ("pkg qty",),
            "billunits": ("billunits",),
            "billunits_pkg": ("billunitspkg", "billunits pkg"),
            "labeler": ("labeler name",),
        },
        also={},
    ),
    row=_package,
    foreign=OTHER_CROSSWALKS,
)

LIMITS = Kind(
    name="asp-limits",
    title="Medicare Part B payment limits",
    row_type=PaymentLimitRow,
    columns=Columns(
        code="hcpcs",
        needed={
            "hcpcs": ("hcpcs code", "hcpcs"),
            "dosage": ("hcpcs code dosage", "hcpcs dosage"),
            "payment_limit": ("payment limit",),
        },
        also={"coinsurance_pct": ("co insurance percentage", "coinsurance pct"), "notes": ("notes",)},
    ),
    row=_limit,
)

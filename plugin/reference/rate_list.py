"""A site's list of what payers pay by contract, in exact dollars."""

from __future__ import annotations

from plugin.reference.cells import Unreadable
from plugin.reference.kind import Cells
from plugin.reference.own_cells import code_in, day_in, in_order, needed_day, number_in, text_in
from plugin.reference.own_kind import OwnKind
from plugin.reference.own_rows import RateRow, overlap
from plugin.reference.policy_list import modifier_in
from plugin.reference.sheet import Columns

LONGEST_NAME = 200
# How sites write what one rate pays, as the words of engine.contract.RateBasis.
BASES = {"unit": "unit", "per unit": "unit", "each unit": "unit", "line": "line", "per line": "line", "flat": "line"}


def _rate(cells: Cells) -> RateRow:
    code, rate = code_in(cells, "code"), number_in(cells, "rate")
    basis = BASES.get(" ".join(cells["basis"].casefold().split()))
    if not code or rate is None:
        raise Unreadable(f"{'rate' if code else 'code'} is empty", "")
    if basis is None:
        raise Unreadable("basis is neither unit nor line", repr(cells["basis"]))
    row = RateRow(
        payer=text_in(cells, "payer", LONGEST_NAME),
        code=code,
        modifier=modifier_in(cells, "modifier"),
        rate=rate,
        basis=basis,
        first=needed_day(cells, "from"),
        last=day_in(cells, "to"),
    )
    in_order(row.first, row.last, "from and to")
    return row


def about_payer(row: RateRow) -> str:
    """What a list is about: the payer."""
    return row.payer


CONTRACT_RATES: OwnKind[RateRow] = OwnKind(
    name="contract-rates",
    title="contract rates",
    columns=Columns(
        code="code",
        needed={
            "payer": ("payer",),
            "code": ("code", "hcpcs", "hcpcs code", "cpt"),
            "rate": ("rate",),
            "basis": ("basis", "unit basis", "per"),
            "from": ("from", "effective"),
        },
        also={"modifier": ("modifier", "mod"), "to": ("to",)},
    ),
    row=_rate,
    key=lambda row: (row.payer.casefold(), row.code, row.modifier),
    contradicts=overlap,
)

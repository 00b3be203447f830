"""A site's list of coverage policies: which diagnoses each policy of a contractor lists for a drug code (R-DX-06)."""

from __future__ import annotations

import re

from plugin.reference.cells import Unreadable
from plugin.reference.kind import Cells
from plugin.reference.own_cells import code_in, day_in, diagnoses_in, in_order, needed_day, text_in
from plugin.reference.own_kind import OwnKind
from plugin.reference.own_rows import PolicyRow, overlap
from plugin.reference.sheet import Columns

LONGEST_NAME, LONGEST_NUMBER = 100, 32
MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)


def modifier_in(cells: Cells, column: str) -> str:
    """A modifier of two characters, or "" for an empty cell."""
    said = cells.get(column, "").upper()
    if said and not MODIFIER.fullmatch(said):
        raise Unreadable(f"{column} is no modifier", repr(said))
    return said


def _policy(cells: Cells) -> PolicyRow:
    code, diagnoses = code_in(cells, "hcpcs"), diagnoses_in(cells, "diagnosis")
    if not code or len(diagnoses) != 1:
        raise Unreadable("the row has not one code and one diagnosis", "")
    row = PolicyRow(
        contractor=text_in(cells, "contractor", LONGEST_NAME),
        policy=text_in(cells, "policy", LONGEST_NUMBER),
        hcpcs=code,
        diagnosis=diagnoses[0],
        first=needed_day(cells, "from"),
        last=day_in(cells, "to"),
        attestation=modifier_in(cells, "attestation"),
    )
    in_order(row.first, row.last, "from and to")
    return row


COVERAGE_POLICY: OwnKind[PolicyRow] = OwnKind(
    name="coverage-policy",
    title="coverage policies",
    columns=Columns(
        code="hcpcs",
        needed={
            "contractor": ("contractor",),
            "policy": ("policy", "policy number", "article id"),
            "hcpcs": ("hcpcs", "hcpcs code"),
            "diagnosis": ("diagnosis", "icd10", "icd10 code"),
            "from": ("from", "effective", "article version effective"),
        },
        also={"to": ("to",), "attestation": ("attestation",)},
    ),
    row=_policy,
    key=lambda row: (row.contractor.casefold(), row.policy.casefold(), row.hcpcs, row.diagnosis),
    contradicts=lambda one, other: overlap(one, other) and one.attestation != other.attestation,
)


def about_policy(row: PolicyRow) -> str:
    """What a list is about: the contractor and its policy."""
    return f"{row.contractor} {row.policy}"

"""A site's list of prior authorizations: about patients, so that a fault names the line and the column and no more."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugin.reference.cells import Unreadable
from plugin.reference.kind import Cells
from plugin.reference.own_cells import (
    code_in,
    diagnoses_in,
    in_order,
    ndc_in,
    needed_day,
    npi_in,
    number_in,
    places_in,
    text_in,
    whole_in,
)
from plugin.reference.own_kind import OwnKind
from plugin.reference.sheet import Columns

LONGEST = 200
APPROVED, NOT_SAID = "approved", "not said"
# What sites write in the column of the decision, as the words of chart.authorization.Decision in capitals.
DECISIONS = {
    "": "UNKNOWN", "approved": "APPROVED", "certified": "APPROVED", "partially approved": "APPROVED",
    "modified": "APPROVED", "not needed": "NOT_NEEDED", "not required": "NOT_NEEDED", "no auth": "NOT_NEEDED",
    "no auth required": "NOT_NEEDED", "needed": "NEEDED", "required": "NEEDED", "pending": "PENDING",
    "pended": "PENDING", "submitted": "PENDING", "in review": "PENDING", "denied": "REFUSED", "refused": "REFUSED",
    "rejected": "REFUSED", "cancelled": "CANCELLED", "canceled": "CANCELLED", "voided": "CANCELLED",
    "withdrawn": "CANCELLED",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuthorizationRow:
    """One authorization for one drug. Units are billing units of the drug's code; what is empty is not recorded.

    `decision` is the name of a Decision, `said` the cells it was read from, as JSON: what is sealed and kept.
    """

    mrn: str
    number: str
    decision: str
    payer: str
    hcpcs: str
    ndc: str
    product: str
    diagnoses: tuple[str, ...]
    begins: date
    ends: date
    units: Decimal | None
    units_used: Decimal | None
    units_per_dose: Decimal | None
    doses: int | None
    doses_used: int | None
    places: tuple[str, ...]
    npi: str
    said: str


def authorization_of(said: str) -> AuthorizationRow:
    """The row that was kept as `said`."""
    cells: dict[str, str] = json.loads(said)
    return _authorization(cells)


def _authorization(cells: Cells) -> AuthorizationRow:
    hcpcs, ndc, product = code_in(cells, "hcpcs"), ndc_in(cells, "ndc"), cells.get("product", "")
    if not (hcpcs or ndc or product):
        raise Unreadable("hcpcs, ndc and product are all empty", "")
    if len(product) > LONGEST or len(cells.get("payer", "")) > LONGEST:
        raise Unreadable("product or payer is too long", "")
    begins, ends = needed_day(cells, "begins"), needed_day(cells, "ends")
    in_order(begins, ends, "begins and ends")
    return AuthorizationRow(
        mrn=text_in(cells, "mrn", LONGEST),
        number=text_in(cells, "number", LONGEST),
        decision=_decision(cells),
        payer=cells.get("payer", ""),
        hcpcs=hcpcs,
        ndc=ndc,
        product=product,
        diagnoses=diagnoses_in(cells, "diagnoses"),
        begins=begins,
        ends=ends,
        units=number_in(cells, "units"),
        units_used=number_in(cells, "units_used"),
        units_per_dose=number_in(cells, "units_per_dose"),
        doses=whole_in(cells, "doses"),
        doses_used=whole_in(cells, "doses_used"),
        places=places_in(cells, "places"),
        npi=npi_in(cells, "npi"),
        said=json.dumps(dict(sorted(cells.items())), ensure_ascii=False),
    )


def _decision(cells: Cells) -> str:
    """A list without the column is one of approvals; an empty cell in the column approves nothing."""
    said = " ".join(cells.get("decision", APPROVED).casefold().split())
    if said not in DECISIONS:
        raise Unreadable("decision is no word that is known", repr(said))
    return DECISIONS[said]


def _drug(row: AuthorizationRow) -> tuple[str, str, str]:
    return row.hcpcs, row.ndc, row.product.casefold()


def _contradict(one: AuthorizationRow, other: AuthorizationRow) -> bool:
    """A number is of one patient, and says one thing of a drug."""
    return one.mrn != other.mrn or _drug(one) == _drug(other)


AUTHORIZATIONS = OwnKind(
    name="authorizations",
    title="authorizations",
    columns=Columns(
        code="number",
        needed={
            "mrn": ("mrn", "medical record number", "patient mrn"),
            "number": ("number", "authorization number", "auth number"),
            "begins": ("begins", "begin date", "start date", "from"),
            "ends": ("ends", "end date", "expiration date", "to"),
        },
        also={
            "hcpcs": ("hcpcs", "hcpcs code"),
            "ndc": ("ndc",),
            "product": ("product", "drug"),
            "decision": ("decision", "status"),
            "payer": ("payer",),
            "diagnoses": ("diagnoses", "diagnosis"),
            "units": ("units", "units approved"),
            "units_used": ("units used",),
            "units_per_dose": ("units per dose",),
            "doses": ("doses", "doses approved"),
            "doses_used": ("doses used",),
            "places": ("places", "place of service"),
            "npi": ("npi",),
        },
    ),
    row=_authorization,
    key=lambda row: row.number.casefold(),
    contradicts=_contradict,
    private=True,
)

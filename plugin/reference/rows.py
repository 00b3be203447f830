"""The rows of official files. Amounts are exact decimals, money is in dollars, empty text means that none is given.

Each row has a unique key among the rows of its quarter, KEYS; two rows of one key that differ contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NdcRow:
    """A package of the ASP crosswalk. `billunits` are the HCPCS units in one item, `billunits_pkg` those in the whole
    package of `pkg_qty` items; `pkg_size` is the amount in one item (mL, or 1 for a powder vial)."""

    hcpcs: str
    ndc: str
    labeler: str
    drug_name: str
    dosage: str
    pkg_size: Decimal
    pkg_qty: Decimal
    billunits: Decimal
    billunits_pkg: Decimal


@dataclass(frozen=True, slots=True)
class PaymentLimitRow:
    """The Medicare Part B payment limit of one HCPCS unit; None where CMS gives none."""

    hcpcs: str
    dosage: str
    payment_limit: Decimal | None
    coinsurance_pct: Decimal | None
    notes: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A HCPCS Level II code: first and last day of its life, the latter None while it lives."""

    code: str
    short_description: str
    long_description: str
    coverage: str
    added: date
    action_effective: date | None
    ended: date | None
    action: str


@dataclass(frozen=True, slots=True)
class StatusRow:
    """The OPPS status indicator and national payment rate of a code; None where nothing is paid separately."""

    hcpcs: str
    status: str
    apc: str
    payment_rate: Decimal | None
    minimum_copayment: Decimal | None
    adjusted_copayment: Decimal | None


@dataclass(frozen=True, slots=True)
class PairRow:
    """A procedure-to-procedure edit: column 1 is paid. `indicator` 0 no modifier opens it, 1 one may, 9 does not apply.
    `effective` is None where the file does not say, `deleted` (its last day) while it is active."""

    column1: str
    column2: str
    effective: date | None
    deleted: date | None
    indicator: int


@dataclass(frozen=True, slots=True)
class UnitLimitRow:
    """A medically unlikely edit; `indicator` 1 is by line, 2 by day absolutely, 3 by day with appeal (R-DRG-10)."""

    hcpcs: str
    units: int
    indicator: int


@dataclass(frozen=True, slots=True)
class AddOnRow:
    """An add-on code and a code it may stand beside. Kind 1 lists all primaries, 3 some, 2 leaves them to the
    contractor (primary CCCCC)."""

    add_on: str
    primary: str
    kind: int
    effective: date | None
    deleted: date | None


@dataclass(frozen=True, slots=True)
class FeeRow:
    """Relative values of a code in the physician fee schedule, national; an amount is a total times `conversion`."""

    hcpcs: str
    modifier: str
    status: str
    work: Decimal
    practice_office: Decimal
    practice_facility: Decimal
    malpractice: Decimal
    total_office: Decimal
    total_facility: Decimal
    global_days: str
    conversion: Decimal


@dataclass(frozen=True, slots=True)
class DiagnosisRow:
    """An ICD-10-CM code with its dot; only a billable one may stand on a claim."""

    code: str
    description: str
    billable: bool


Row = NdcRow | PaymentLimitRow | CodeRow | StatusRow | PairRow | UnitLimitRow | AddOnRow | FeeRow | DiagnosisRow

KEYS: dict[type[Row], tuple[str, ...]] = {
    NdcRow: ("ndc", "hcpcs"),
    PaymentLimitRow: ("hcpcs",),
    CodeRow: ("code",),
    StatusRow: ("hcpcs",),
    PairRow: ("column1", "column2", "effective", "deleted"),
    UnitLimitRow: ("hcpcs",),
    AddOnRow: ("add_on", "primary"),
    FeeRow: ("hcpcs", "modifier"),
    DiagnosisRow: ("code",),
}

"""The rows of a site's own lists: each says from which day to which it holds (`last` None while it has no end)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A diagnosis that a contractor's coverage policy lists for a drug code (R-DX-06). `attestation` is the modifier by
    which the policy wants attested that its criteria are met (R-MOD-11), "" for none."""

    contractor: str
    policy: str
    hcpcs: str
    diagnosis: str
    first: date
    last: date | None
    attestation: str


@dataclass(frozen=True, slots=True)
class RateRow:
    """What a payer, by name or class, pays by contract: dollars for a billing unit or for a line (`basis`)."""

    payer: str
    code: str
    modifier: str
    rate: Decimal
    basis: str
    first: date
    last: date | None


OwnRow = PolicyRow | RateRow


def overlap(one: OwnRow, other: OwnRow) -> bool:
    """Whether two rows hold on days in common."""
    return one.first <= (other.last or date.max) and other.first <= (one.last or date.max)

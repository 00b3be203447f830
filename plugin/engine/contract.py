"""What a payer pays a site by contract for a code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class RateBasis(StrEnum):
    """What one amount of a contract pays."""

    UNIT = "unit"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class ContractRate:
    """An amount in dollars for one billing unit of a code, or for its line whatever the units."""

    amount: Decimal
    basis: RateBasis

    def of(self, units: int) -> Decimal:
        """What is paid for a line of so many units."""
        return self.amount * units if self.basis is RateBasis.UNIT else self.amount


# By payer (a class of payer or a name, as `payer_key` writes it), then by code and modifier ("" for none).
ContractRates = dict[str, dict[tuple[str, str], ContractRate]]


def payer_key(payer: str) -> str:
    """The name or class of a payer as rates are kept under: small letters, single blanks."""
    return " ".join(payer.casefold().split())

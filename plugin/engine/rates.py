"""What is paid for a unit of each code: tables filled from what a site has loaded, empty where nothing is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plugin.engine.contract import ContractRate


@dataclass(frozen=True, slots=True)
class RateTable:
    """One loaded table: dollars for one unit of a code, and the payment status the table gives each code.

    `edition` says which one it is, such as 2026Q1. A code without an amount is not in `per_unit`.
    """

    edition: str
    per_unit: Mapping[str, Decimal]
    status: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rates:
    """The tables that cover one day, None where none is loaded.

    `limits` are Medicare's payment limits of drugs, `fees` its physician fee schedule outside hospitals, `hospital` its
    payment of hospital outpatient services. `contract` holds what the payer of the visit agreed to, by code and
    modifier ("" for none).
    """

    limits: RateTable | None = None
    fees: RateTable | None = None
    hospital: RateTable | None = None
    contract: Mapping[tuple[str, str], ContractRate] | None = None


RatesOn = Callable[[date], Rates]
"""The rates of a date of service."""


def no_rates(_: date) -> Rates:
    """Nothing is loaded."""
    return Rates()

"""The rates of a day from the loaded files: of the codes that are asked about, and of the payer of the visit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date
from decimal import Decimal
from typing import TypeVar

from plugin.engine.contract import ContractRate, payer_key
from plugin.engine.rates import Rates, RateTable
from plugin.reference.errors import QuarterNotLoaded
from plugin.reference.kinds import KINDS
from plugin.reference.rows import FeeRow
from plugin.store.references import References

T = TypeVar("T")


def rates_on(references: References, day: date, codes: Set[str], payers: Sequence[str]) -> Rates:
    """What is loaded for a day of these codes; a table that is not loaded for it is None.

    `payers` are the names and the class of the payer of the visit: what is agreed under the first goes before.
    """
    return Rates(
        limits=limits_on(references, day, codes),
        fees=_loaded(lambda: _fees(references, day, codes)),
        hospital=_loaded(lambda: _hospital(references, day, codes)),
        contract=_contract(references, day, payers),
    )


def _contract(
    references: References, day: date, payers: Sequence[str]
) -> Mapping[tuple[str, str], ContractRate] | None:
    """What one of these payers agreed to; None where no contract of any of them is loaded for the day."""
    loaded = references.rates_on(day)
    agreed: dict[tuple[str, str], ContractRate] = {}
    for payer in reversed(payers):
        agreed.update(loaded.get(payer_key(payer), {}))
    return agreed or None


def _loaded(table: Callable[[], T]) -> T | None:
    try:
        return table()
    except QuarterNotLoaded:
        return None


def limits_on(references: References, day: date, codes: Set[str] | None) -> RateTable | None:
    """The payment limits of a day, of these codes or of all; None where none are loaded for it."""
    return _loaded(lambda: RateTable(_edition("asp-limits", day), references.limits_on(day, codes)))


def _fees(references: References, day: date, codes: Set[str]) -> RateTable:
    """The national amounts outside facilities, by relative values and conversion factor of the edition of the day."""
    rows = {code: row for (code, modifier), row in references.fee_on(day, codes).items() if not modifier}
    amounts = {code: _fee(row) for code, row in rows.items()}
    return RateTable(_edition("fee-schedule", day), amounts, {code: row.status for code, row in rows.items()})


def _fee(row: FeeRow) -> Decimal:
    return row.total_office * row.conversion


def _hospital(references: References, day: date, codes: Set[str]) -> RateTable:
    rows = references.status_on(day, codes)
    amounts = {code: row.payment_rate for code, row in rows.items() if row.payment_rate is not None}
    return RateTable(_edition("opps-addendum-b", day), amounts, {code: row.status for code, row in rows.items()})


def _edition(kind: str, day: date) -> str:
    return str(KINDS[kind].edition_of(day))

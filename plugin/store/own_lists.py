"""A site's own lists: what a day has of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, or_, select

from plugin.engine.contract import ContractRate, ContractRates, RateBasis, payer_key
from plugin.reference.own_loaded import OwnList
from plugin.reference.own_rows import PolicyRow, RateRow
from plugin.store.own_tables import OWN_LIST, OWN_ROWS

R = TypeVar("R", PolicyRow, RateRow)
OWN = ("id", "list", "line")


def own_lists(connection: Connection) -> Iterator[OwnList]:
    """The lists in the store, by kind and what they are about."""
    c = OWN_LIST.c
    wanted = select(c.kind, c.about, c.sha256, c.name, c.loaded_at, c.rows, c.first, c.last)
    for row in connection.execute(wanted.order_by(c.kind, c.about)):
        yield OwnList(*row)


def rates_on(connection: Connection, day: date) -> ContractRates:
    """The contract rates of a day, by payer, then by code and modifier."""
    found: ContractRates = {}
    for row in _rows(connection, RateRow, day):
        rates = found.setdefault(payer_key(row.payer), {})
        rates[row.code, row.modifier] = ContractRate(row.rate, RateBasis(row.basis))
    return found


def _rows(connection: Connection, row_type: type[R], day: date) -> Iterator[R]:
    """The rows that hold on a day."""
    table = OWN_ROWS[row_type]
    columns = [column for column in table.columns if column.name not in OWN]
    holds = (table.c.first <= day, or_(table.c.last.is_(None), table.c.last >= day))
    for values in connection.execute(select(*columns).where(*holds).order_by(table.c.id)):
        yield row_type(*values)

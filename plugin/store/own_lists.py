"""A site's own lists: how one is loaded, all of it or nothing, and what a day has of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, or_, select, text

from plugin.engine.contract import ContractRate, ContractRates, RateBasis, payer_key
from plugin.engine.rulebook import CoveragePolicy
from plugin.reference.errors import OtherContent
from plugin.reference.own_loaded import OwnList
from plugin.reference.own_rows import PolicyRow, RateRow
from plugin.reference.policy_list import COVERAGE_POLICY
from plugin.reference.printable import printable
from plugin.store.bulk import Bulk
from plugin.store.own_tables import OWN_LIST, OWN_ROWS, POLICY

R = TypeVar("R", PolicyRow, RateRow)
OTHER = "Nothing was changed. If this is the new list, load it again with --replace."
OWN = ("id", "list", "line")
Numbered = Sequence[tuple[int, R]]


@dataclass(frozen=True, slots=True)
class OwnOrigin:
    """The file that rows come from: the kind of list, its name, and when it is loaded (seconds since 1970)."""

    kind: str
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class LoadedPolicies:
    """The policies of a day by contractor, in small letters, and code. `decided` are all for which a list of the day
    speaks, also where it has no diagnosis any more: what ships says nothing about them."""

    in_force: Mapping[tuple[str, str], CoveragePolicy]
    decided: frozenset[tuple[str, str]]


def load_own(
    connection: Connection, origin: OwnOrigin, lists: Mapping[str, Numbered[R]], *, replacing: bool
) -> frozenset[str]:
    """Keep the rows of each list by what it is about; those that were not there before with the same rows.

    Raises OtherContent where another list is about the same, unless `replacing`.
    """
    if connection.dialect.name == "postgresql":  # of two loads at once the second sees what the first did
        connection.execute(text("LOCK TABLE own_list IN SHARE ROW EXCLUSIVE MODE"))
    c = OWN_LIST.c
    known = {
        row.about.casefold(): row
        for row in connection.execute(select(c.id, c.about, c.sha256, c.name).where(c.kind == origin.kind))
    }
    fresh = set()
    for about, rows in lists.items():
        before, digest = known.get(about.casefold()), _digest(rows)
        if before and before.sha256 == digest:
            continue
        if before and not replacing:
            what = f"{origin.kind} of {printable(about)} is loaded already, from {printable(before.name)}"
            raise OtherContent(origin.name, what, hint=OTHER)
        if before:
            table = OWN_ROWS[type(rows[0][1])]
            connection.execute(delete(table).where(table.c.list == before.id))
            connection.execute(delete(OWN_LIST).where(c.id == before.id))
        _insert(connection, origin, about, digest, rows)
        fresh.add(about)
    return frozenset(fresh)


def _insert(connection: Connection, origin: OwnOrigin, about: str, digest: str, rows: Numbered[R]) -> None:
    lasts = [row.last for _, row in rows]
    last = None if None in lasts else max(day for day in lasts if day)
    file = insert(OWN_LIST).values(
        kind=origin.kind,
        about=about,
        sha256=digest,
        name=printable(origin.name, 300),
        loaded_at=origin.at,
        rows=len(rows),
        first=min(row.first for _, row in rows),
        last=last,
    )
    key = connection.execute(file).inserted_primary_key
    assert key is not None
    table = OWN_ROWS[type(rows[0][1])]
    names: list[str] = [column.name for column in table.columns if column.name not in OWN]
    values: Callable[[object], tuple[Any, ...]] = attrgetter(*names)
    list_id = int(key[0])
    Bulk(connection, table, ["list", "line", *names]).write((list_id, line) + values(kept) for line, kept in rows)  # noqa: RUF005  # mypy loses the star


def _digest(rows: Numbered[R]) -> str:
    return sha256("\n".join(sorted(repr(row) for _, row in rows)).encode()).hexdigest()


def policies_on(connection: Connection, day: date) -> LoadedPolicies:
    """The coverage policies of a day, from the lists whose days it is one of."""
    c, of_list = POLICY.c, OWN_LIST.c
    columns = [column for column in POLICY.columns if column.name not in OWN]
    wanted = select(*columns).join(OWN_LIST, c.list == of_list.id).where(*_holds(OWN_LIST, day))
    found: dict[tuple[str, str], list[PolicyRow]] = defaultdict(list)
    decided = set()
    for values in connection.execute(wanted.where(of_list.kind == COVERAGE_POLICY.name).order_by(c.id)):
        row = PolicyRow(*values)
        key = row.contractor.lower(), row.hcpcs
        decided.add(key)
        if row.first <= day <= (row.last or date.max):
            found[key].append(row)
    return LoadedPolicies({key: _together(rows) for key, rows in found.items()}, frozenset(decided))


def _together(rows: list[PolicyRow]) -> CoveragePolicy:
    """What all policies of a contractor for one code say: a diagnosis that one of them lists is listed."""
    return CoveragePolicy(
        policy=" and ".join(sorted({row.policy for row in rows})),
        diagnoses=frozenset(row.diagnosis for row in rows),
        attestation=frozenset(row.attestation for row in rows) - {""},
    )


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
    for values in connection.execute(select(*columns).where(*_holds(table, day)).order_by(table.c.id)):
        yield row_type(*values)


def _holds(table: Table, day: date) -> tuple[ColumnElement[bool], ...]:
    return table.c.first <= day, or_(table.c.last.is_(None), table.c.last >= day)

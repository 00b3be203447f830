"""Official reference files: loaded whole or not at all, and asked by the day of service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Table, select

from plugin.engine.contract import ContractRates
from plugin.engine.rulebook import EditTables, UnitLimit
from plugin.reference.entries import Entry
from plugin.reference.errors import QuarterNotLoaded
from plugin.reference.kind import Kind
from plugin.reference.kinds import KINDS
from plugin.reference.loaded import LoadedFile
from plugin.reference.own_loaded import OwnList
from plugin.reference.own_rows import PolicyRow, RateRow
from plugin.reference.quarters import Quarter
from plugin.reference.rows import (
    AddOnRow,
    CodeRow,
    DiagnosisRow,
    FeeRow,
    NdcRow,
    PairRow,
    PaymentLimitRow,
    StatusRow,
    UnitLimitRow,
)
from plugin.store.database import Database
from plugin.store.own_lists import LoadedPolicies, OwnOrigin, load_own, own_lists, policies_on, rates_on
from plugin.store.reference_files import CONTRADICTS, OWN, Loading, Origin, loaded_files
from plugin.store.reference_tables import REFERENCE_FILE, TABLES

R = TypeVar("R", NdcRow, PaymentLimitRow, CodeRow, StatusRow, PairRow, UnitLimitRow, AddOnRow, FeeRow, DiagnosisRow)
Own = TypeVar("Own", PolicyRow, RateRow)
CLAIMS = {"facility": "hospital", "office": "practitioner"}
ALL_PRIMARIES_LISTED = 1


@dataclass(frozen=True, slots=True)
class Load:
    """What a load did: the file of each quarter (`fresh` where it was not there before) and the rows it has twice."""

    files: tuple[LoadedFile, ...]
    repeats: tuple[Entry, ...]


class References:
    """The official files of all quarters.

    What is asked for a day comes from the edition that covers it; rows that contradict each other answer nothing.
    Raises QuarterNotLoaded where that edition, or a part of it, is not there. Beside them stand the site's own lists;
    without `own` the database is of an older version that has no tables for these.
    """

    def __init__(self, database: Database, *, own: bool = True) -> None:
        self._database, self._own = database, own

    def load(
        self, origin: Origin, quarter: Quarter | None, entries: Iterable[Entry], at: int, replacing: bool = False
    ) -> Load:
        """Keep a file's rows in one transaction, those of `quarter` or of the quarter each names.

        A quarter that is there with the same text stays as it is. Raises OtherContent where it has another text, unless
        `replacing`; whatever is raised while `entries` are read leaves all tables as they were.
        """
        kind = KINDS[origin.kind]
        with self._database.begin() as connection:
            loading = Loading(connection, origin, kind.row_type, at, replacing)
            loading.take(entries, quarter)
            touched = [
                replace(file, fresh=file.quarter not in loading.already())
                for file in loaded_files(connection, origin.kind)
                if file.quarter in loading.quarters() and file.part == origin.part
            ]
        return Load(tuple(touched), tuple(loading.repeats))

    def files(self) -> tuple[LoadedFile, ...]:
        """All loaded files."""
        with self._database.read() as connection:
            return tuple(loaded_files(connection))

    def own_lists(self) -> tuple[OwnList, ...]:
        """The site's own lists that are loaded."""
        if not self._own:
            return ()
        with self._database.read() as connection:
            return tuple(own_lists(connection))

    def load_own(self, origin: OwnOrigin, lists: Mapping[str, Sequence[tuple[int, Own]]], replacing: bool) -> Set[str]:
        """Keep lists by what each is about, in one transaction; those that were not there before with the same rows.

        Raises OtherContent where another list is about the same, unless `replacing`; then all stays as it was.
        """
        with self._database.begin() as connection:
            return load_own(connection, origin, lists, replacing=replacing)

    def policies_on(self, day: date) -> LoadedPolicies:
        """The coverage policies of a day, from the site's own lists."""
        if not self._own:
            return LoadedPolicies({}, frozenset())
        with self._database.read() as connection:
            return policies_on(connection, day)

    def missing_on(self, day: date, kinds: Iterable[str] = tuple(KINDS)) -> tuple[tuple[str, Quarter], ...]:
        """The kinds of which nothing complete is loaded for a day, each with the quarter that is needed."""
        with self._database.read() as connection:
            needed = [(KINDS[name], KINDS[name].edition_of(day)) for name in kinds]
            return tuple((kind.name, quarter) for kind, quarter in needed if not _files(connection, kind, quarter))

    def ndc_on(self, day: date) -> Mapping[str, tuple[NdcRow, ...]]:
        """The packages of each NDC of eleven digits; one may belong to several codes (R-DRG-12)."""
        found: dict[str, list[NdcRow]] = defaultdict(list)
        for row in self._on(day, "asp-crosswalk", NdcRow):
            found[row.ndc].append(row)
        return {ndc: tuple(rows) for ndc, rows in found.items()}

    def limits_on(self, day: date, among: Set[str] | None = None) -> Mapping[str, Decimal]:
        """The Part B payment limit of one unit of each code, in dollars; codes without one are not in it."""
        rows = self._on(day, "asp-limits", PaymentLimitRow, among)
        return {row.hcpcs: row.payment_limit for row in rows if row.payment_limit}

    def status_on(self, day: date, among: Set[str] | None = None) -> Mapping[str, StatusRow]:
        """The OPPS status of each code."""
        return {row.hcpcs: row for row in self._on(day, "opps-addendum-b", StatusRow, among)}

    def fee_on(self, day: date, among: Set[str] | None = None) -> Mapping[tuple[str, str], FeeRow]:
        """The relative values of each code and modifier ("" for none)."""
        return {(row.hcpcs, row.modifier): row for row in self._on(day, "fee-schedule", FeeRow, among)}

    def rates_on(self, day: date) -> ContractRates:
        """What each payer pays by contract on a day, by payer (a name or a class, `contract.payer_key`) and by code and
        modifier ("" for none). Empty where no contract is loaded; rates that contradict each other are not in it."""
        if not self._own:
            return {}
        with self._database.read() as connection:
            return rates_on(connection, day)

    def icd10_on(self, day: date) -> Mapping[str, DiagnosisRow]:
        """Each diagnosis code of the edition in force."""
        return {row.code: row for row in self._on(day, "icd10cm", DiagnosisRow)}

    def billable_diagnoses_on(self, day: date) -> frozenset[str]:
        """The diagnosis codes of the edition in force that may stand on a claim."""
        return frozenset(row.code for row in self._on(day, "icd10cm", DiagnosisRow) if row.billable)

    def edits_on(self, day: date, among: Set[str] | None = None) -> Mapping[str, EditTables]:
        """The claim edits in force for a facility's and an office's claim (R-EDT-01).

        Only pairs, limits and add-ons of codes in `among`, where it is given: the whole files hold millions of pairs.
        """
        with self._database.read() as connection:
            files = _Edits(connection, day, among)
            missing = files.missing()
            if missing:
                raise QuarterNotLoaded(missing)
            quarter, add_ons = Quarter.of(day).first.isoformat(), files.add_ons()
            return {
                setting: EditTables(quarter, add_ons, files.pairs(whose), files.limits(whose))
                for setting, whose in CLAIMS.items()
            }

    def pairs_on(self, day: date, setting: str, among: Set[str] | None = None) -> Mapping[tuple[str, str], int]:
        """The pair edits of one setting's claim alone, whatever else is loaded."""
        with self._database.read() as connection:
            return _Edits(connection, day, among).pairs(CLAIMS[setting])

    def unit_limits_on(self, day: date, setting: str, among: Set[str] | None = None) -> Mapping[str, UnitLimit]:
        """The unit limits of one setting's claim alone, whatever else is loaded."""
        with self._database.read() as connection:
            return _Edits(connection, day, among).limits(CLAIMS[setting])

    def add_ons_on(self, day: date, among: Set[str] | None = None) -> Mapping[str, frozenset[str]]:
        """The add-on codes with their primaries alone, whatever else is loaded."""
        with self._database.read() as connection:
            return _Edits(connection, day, among).add_ons()

    def codes(self) -> Iterator[tuple[Quarter, CodeRow]]:
        """The HCPCS codes of every loaded edition, oldest edition first."""
        with self._database.read() as connection:
            for file in list(loaded_files(connection, "hcpcs")):
                for row in _rows(connection, KINDS["hcpcs"], file.quarter, CodeRow):
                    yield file.quarter, row

    def _on(self, day: date, name: str, row_type: type[R], among: Set[str] | None = None) -> Iterator[R]:
        """The rows of the edition that covers a day, of the HCPCS codes in `among` alone where it is given."""
        kind = KINDS[name]
        limits = [] if among is None else [TABLES[row_type].c.hcpcs.in_(among)]
        with self._database.read() as connection:
            yield from _rows(connection, kind, kind.edition_of(day), row_type, *limits)


class _Edits:
    """The edits of a day, in one look at the database."""

    def __init__(self, connection: Connection, day: date, among: Set[str] | None) -> None:
        self._connection, self._day, self._among = connection, day, among

    def missing(self) -> list[tuple[str, Quarter]]:
        """The files of the day's quarter that are not there."""
        names = [f"{what}-{whose}" for what in ("pairs", "mue") for whose in CLAIMS.values()]
        quarter = Quarter.of(self._day)
        return [
            (name, quarter) for name in (*names, "add-on-codes") if not _files(self._connection, KINDS[name], quarter)
        ]

    def pairs(self, whose: str) -> Mapping[tuple[str, str], int]:
        """Pairs in force with their indicator, 0 or 1."""
        rows = self._rows(f"pairs-{whose}", PairRow, "column1", "column2")
        return {(r.column1, r.column2): r.indicator for r in rows if self._holds(r) and r.indicator in (0, 1)}

    def limits(self, whose: str) -> Mapping[str, UnitLimit]:
        """Unit limits."""
        rows = self._rows(f"mue-{whose}", UnitLimitRow, "hcpcs")
        return {row.hcpcs: UnitLimit(row.units, row.indicator) for row in rows}

    def add_ons(self) -> Mapping[str, frozenset[str]]:
        """Add-on codes whose primaries are all listed, with them."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("add-on-codes", AddOnRow, "add_on"):
            if row.kind == ALL_PRIMARIES_LISTED and self._holds(row):
                found[row.add_on].add(row.primary)
        return {code: frozenset(primaries) for code, primaries in found.items()}

    def _rows(self, name: str, row_type: type[R], *codes: str) -> Iterator[R]:
        columns = TABLES[row_type].c
        limits = [] if self._among is None else [columns[code].in_(self._among) for code in codes]
        return _rows(self._connection, KINDS[name], Quarter.of(self._day), row_type, *limits)

    def _holds(self, row: PairRow | AddOnRow) -> bool:
        return (row.effective or self._day) <= self._day <= (row.deleted or self._day)


def _files(connection: Connection, kind: Kind, quarter: Quarter) -> list[int]:
    """The files of a quarter where it is there whole, else none."""
    c = REFERENCE_FILE.c
    wanted = select(c.id, c.part).where(c.kind == kind.name, c.quarter == str(quarter))
    found = {row.part: row.id for row in connection.execute(wanted)}
    whole = set(found) == {0} or set(found) == set(range(1, kind.parts + 1))
    return list(found.values()) if whole else []


def _rows(
    connection: Connection, kind: Kind, quarter: Quarter, row_type: type[R], *limits: ColumnElement[bool]
) -> Iterator[R]:
    files = _files(connection, kind, quarter)
    if not files:
        raise QuarterNotLoaded([(kind.name, quarter)])
    table: Table = TABLES[row_type]
    columns = [column for column in table.columns if column.name not in OWN]
    wanted = select(*columns).where(table.c.file.in_(files), table.c.flag != CONTRADICTS, *limits)
    for values in connection.execution_options(yield_per=2000).execute(wanted.order_by(table.c.file, table.c.line)):
        yield row_type(*values)

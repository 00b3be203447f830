"""Official files that are loaded decide the days they cover; what is not loaded stays as it ships (R-EDT-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Protocol, TypeVar

from plugin.engine.rulebook import CoveragePolicy, DrugTable, EditTables, TableAge, UnitLimit
from plugin.errors import ChairsideError
from plugin.reference.errors import QuarterNotLoaded
from plugin.reference.kinds import KINDS
from plugin.reference.loaded import LoadedFile
from plugin.reference.own_loaded import OwnList
from plugin.reference.policy_list import COVERAGE_POLICY
from plugin.reference.quarters import Quarter
from plugin.reference.rows import NdcRow, StatusRow
from plugin.rules.official_packages import Packages, packages

T = TypeVar("T")
Coverage = Mapping[tuple[str, str], CoveragePolicy]
PAIRS = {"facility": "pairs-hospital", "office": "pairs-practitioner"}
LIMITS = {"facility": "mue-hospital", "office": "mue-practitioner"}
ADD_ONS, STATUS, CROSSWALK, DIAGNOSES = "add-on-codes", "opps-addendum-b", "asp-crosswalk", "icd10cm"
USED = (*PAIRS.values(), *LIMITS.values(), ADD_ONS, STATUS, CROSSWALK, DIAGNOSES)
QUARTERS_KEPT = 8
POLICIES = COVERAGE_POLICY.name
EDITIONS_KEPT = 2  # some 70,000 codes each


class Policies(Protocol):
    """Coverage policies by contractor, in small letters, and code; `decided` are all that loaded lists speak of."""

    @property
    def in_force(self) -> Coverage:
        """Those of the day."""

    @property
    def decided(self) -> Set[tuple[str, str]]:
        """The contractors and codes for which nothing that ships counts."""


class Official(Protocol):
    """Where loaded official files are asked; whatever is asked of a kind that is not there raises QuarterNotLoaded."""

    def files(self) -> tuple[LoadedFile, ...]:
        """All loaded files, as they are now."""

    def pairs_on(self, day: date, setting: str, among: Set[str] | None = None) -> Mapping[tuple[str, str], int]:
        """Pair edits of a setting's claim."""

    def unit_limits_on(self, day: date, setting: str, among: Set[str] | None = None) -> Mapping[str, UnitLimit]:
        """Unit limits of a setting's claim."""

    def add_ons_on(self, day: date, among: Set[str] | None = None) -> Mapping[str, frozenset[str]]:
        """Add-on codes with their primaries."""

    def status_on(self, day: date) -> Mapping[str, StatusRow]:
        """OPPS status of each code."""

    def ndc_on(self, day: date) -> Mapping[str, tuple[NdcRow, ...]]:
        """The rows of each NDC in the crosswalk."""

    def own_lists(self) -> tuple[OwnList, ...]:
        """All lists of the site itself that are loaded, as they are now."""

    def policies_on(self, day: date) -> Policies:
        """The coverage policies of these lists."""

    def billable_diagnoses_on(self, day: date) -> frozenset[str]:
        """The ICD-10-CM codes, with their dots, that may be billed."""


@dataclass(frozen=True, slots=True, order=True)
class Used:
    """A loaded file by its content, or a list of the site with what it is about in place of its quarter."""

    kind: str
    quarter: str
    part: int
    sha256: str


Covering = tuple[Used, ...]
Loaded = tuple[tuple[LoadedFile, ...], tuple[OwnList, ...]]
Seen = tuple[Loaded, dict[date, Covering]]


class FilesChanged(ChairsideError):
    """A file was loaded or replaced while the tables of a day were read: they have to be read again."""

    sentence = "Official files are being loaded at this moment. Try again when that is done."
    hint = "Another process loads one file after another; nothing is wrong with them."


def covering(files: Iterable[LoadedFile], day: date, lists: Iterable[OwnList] = ()) -> Covering:
    """The files that decide a day: of each kind its edition of that day, where all its parts are there; and the
    coverage policies of the site that have the day among theirs."""
    found: dict[str, list[Used]] = {kind: [] for kind in USED}
    for file in files:
        if file.kind in found and file.quarter == KINDS[file.kind].edition_of(day):
            found[file.kind].append(Used(file.kind, str(file.quarter), file.part, file.sha256))
    whole = [used for kind, parts in found.items() if _whole(kind, parts) for used in parts]
    own = [Used(POLICIES, each.about, 0, each.sha256) for each in lists if each.kind == POLICIES and _holds(each, day)]
    return tuple(sorted([*whole, *own]))


def kinds_of(files: Covering) -> frozenset[str]:
    """The kinds that are loaded for the day."""
    return frozenset(file.kind for file in files)


def digest_with(shipped: str, files: Covering) -> str:
    """The name of what ships together with the loaded files of a day; that of what ships where there are none."""
    if not files:
        return shipped
    lines = [shipped, *(f"{file.kind} {file.quarter} {file.part} {file.sha256}" for file in files)]
    total = sha256("\n".join(lines).encode()).hexdigest()
    return f"sha256:{total}"


def edit_ages(age: TableAge | None, setting: str, loaded: frozenset[str]) -> tuple[TableAge, ...]:
    """What of the claim edits of a setting is still of another quarter: all of them, or the parts not loaded."""
    parts = {PAIRS[setting]: "pair edits", LIMITS[setting]: "unit limits", ADD_ONS: "add-on codes"}
    lacking = [name for kind, name in parts.items() if kind not in loaded]
    if age is None or not lacking:
        return ()
    return (age,) if len(lacking) == len(parts) else tuple(TableAge(name, age.quarter) for name in lacking)


class OfficialTables:
    """The tables of a day with its loaded files in place of what ships; each file is read when a day first needs it.

    Of claim edits and payment status only `known` codes are read. With `watch` a file loaded meanwhile counts at once,
    else those count that were there when first asked.
    """

    def __init__(self, official: Official, known: frozenset[str], *, watch: bool) -> None:
        self._official, self._known, self._watch = official, known, watch
        self._seen: Seen | None = None
        self._alike: dict[str, object] = {}
        self._status = lru_cache(QUARTERS_KEPT)(self._read_status)
        self._rows = lru_cache(QUARTERS_KEPT)(self._read_rows)
        self._diagnoses = lru_cache(EDITIONS_KEPT)(self._read_diagnoses)
        self._packages: dict[tuple[object, ...], tuple[DrugTable, Packages]] = {}

    def covering(self, day: date) -> Covering:
        """The loaded files that decide a day."""
        (files, lists), of_days = self._look() if self._watch or self._seen is None else self._seen
        if day not in of_days:
            of_days[day] = covering(files, day, lists)
        return of_days[day]

    def check(self, files: Covering, day: date) -> None:
        """Raises FilesChanged unless these files still decide the day."""
        (now, lists), _ = self._look()
        if covering(now, day, lists) != files:
            raise FilesChanged

    def edits(self, files: Covering, day: date, shipped: Mapping[str, EditTables]) -> Mapping[str, EditTables]:
        """The claim edits of both claims. Raises FilesChanged."""
        loaded = kinds_of(files)
        try:
            add_ons = self._add_ons(day) if ADD_ONS in loaded else None
            return {setting: self._claim(setting, day, loaded, add_ons, old) for setting, old in shipped.items()}
        except QuarterNotLoaded:
            self._seen = None
            raise FilesChanged from None

    def drugs(self, files: Covering, day: date, shipped: DrugTable) -> DrugTable:
        """The drug table with payment status, package codes and containers of the day. Raises FilesChanged."""
        status, crosswalk = (tuple(file for file in files if file.kind == kind) for kind in (STATUS, CROSSWALK))
        table = shipped
        try:
            if status:
                table = replace(table, status=self._status(status, Quarter.of(day).first))
            if crosswalk:
                sold = self._sold(crosswalk, day, shipped)
                table = replace(table, ndc=sold.ndc, ndc_before=sold.ndc_before, containers=sold.containers)
        except QuarterNotLoaded:
            self._seen = None
            raise FilesChanged from None
        return table

    def diagnosis_codes(self, files: Covering, day: date) -> frozenset[str] | None:
        """The ICD-10-CM codes that may be billed on a day; None where no list is loaded for it. Raises FilesChanged."""
        lists = tuple(file for file in files if file.kind == DIAGNOSES)
        try:
            return self._diagnoses(lists, KINDS[DIAGNOSES].edition_of(day).first) if lists else None
        except QuarterNotLoaded:
            self._seen = None
            raise FilesChanged from None

    def coverage(self, files: Covering, day: date, shipped: Coverage) -> Coverage:
        """The coverage policies of a day: those of loaded lists, and what ships for all they do not speak of.

        Raises FilesChanged.
        """
        if POLICIES not in kinds_of(files):
            return shipped
        loaded = self._official.policies_on(day)
        self.check(files, day)
        return {**{key: each for key, each in shipped.items() if key not in loaded.decided}, **loaded.in_force}

    def _look(self) -> Seen:
        loaded, seen = (self._official.files(), self._official.own_lists()), self._seen
        if seen is None or loaded != seen[0]:
            # Files and what follows from them change together: another thread may be reading the former ones.
            seen = self._seen = (loaded, {})
        return seen

    def _claim(
        self, setting: str, day: date, loaded: frozenset[str], add_ons: Mapping[str, frozenset[str]] | None,
        shipped: EditTables,
    ) -> EditTables:  # fmt: skip
        table = shipped if add_ons is None else replace(shipped, add_ons=add_ons)
        if PAIRS[setting] in loaded:
            pairs = self._same(PAIRS[setting], self._official.pairs_on(day, setting, self._known))
            table = replace(table, pairs=pairs, quarter=Quarter.of(day).first.isoformat())
        if LIMITS[setting] in loaded:
            limits = self._same(LIMITS[setting], self._official.unit_limits_on(day, setting, self._known))
            table = replace(table, limits=limits)
        return table

    def _add_ons(self, day: date) -> Mapping[str, frozenset[str]]:
        return self._same(ADD_ONS, self._official.add_ons_on(day, self._known))

    def _same(self, kind: str, table: T) -> T:
        """One object for all days on which a table is the same: few edits begin or end within a quarter."""
        if self._alike.get(kind) == table:
            return self._alike[kind]  # type: ignore[return-value]
        self._alike[kind] = table
        return table

    def _sold(self, files: Covering, day: date, shipped: DrugTable) -> Packages:
        # Days of one period share the parts of the shipped table, so that these tell whether anything differs.
        parts = (shipped.units, shipped.ndc, shipped.ndc_before, shipped.containers, shipped.single_dose)
        key = (files, *map(id, parts))
        kept = self._packages.get(key)
        if kept is None:
            if len(self._packages) >= QUARTERS_KEPT:
                self._packages.clear()
            kept = (shipped, packages(self._rows(files, Quarter.of(day).first), shipped))
            self._packages[key] = kept
        return kept[1]

    def _read_status(self, _: Covering, day: date) -> Mapping[str, str]:
        return {code: row.status for code, row in self._official.status_on(day).items() if code in self._known}

    def _read_rows(self, _: Covering, day: date) -> Mapping[str, tuple[NdcRow, ...]]:
        return self._official.ndc_on(day)

    def _read_diagnoses(self, _: Covering, day: date) -> frozenset[str]:
        return self._official.billable_diagnoses_on(day)


def _whole(kind: str, parts: list[Used]) -> bool:
    there = {file.part for file in parts}
    return there == {0} or there == set(range(1, KINDS[kind].parts + 1))


def _holds(each: OwnList, day: date) -> bool:
    return (each.first or date.min) <= day <= (each.last or date.max)

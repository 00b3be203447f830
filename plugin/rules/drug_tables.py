"""The drug tables: names, classes, HCPCS codes and their units, NDC crosswalk, payment status."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from plugin.chart.administration import Amount
from plugin.engine.identify import plain_words
from plugin.engine.rulebook import Drug, DrugTable, HcpcsUnit, TableAge
from plugin.engine.sold import SoldContainer
from plugin.rules.container_tables import ContainersByDay, read_container_table, read_single_dose_codes
from plugin.rules.dated import ByPeriod, Dated, read_plain, read_table
from plugin.rules.errors import BadTable
from plugin.rules.route_tables import CodeRoutes, RouteModifier, read_code_routes, read_route_modifiers
from plugin.rules.rxnorm_table import read_rxnorm, read_rxnorm_products
from plugin.rules.snomed_table import read_snomed

CODED_IN_FAMILIES = frozenset({"chemo", "complex", "unsettled", "hormonal", "therapeutic", "hydration"})
GROUPS = CODED_IN_FAMILIES | {"blood", "vaccine", "contrast", "flush", "local"}
UNITS = frozenset(
    {"mg", "mL", "[iU]", "[USP'U]", "unit", "meq", "mmol", "vial", "dose", "combination", "million [PFU]"}
)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DrugTables:
    """The rows of all drug tables as read. `names` are further names (brands, salts, abbreviations) with their drug."""

    drugs: tuple[Dated[Drug], ...]
    names: tuple[Pair, ...]
    units: tuple[Dated[HcpcsUnit], ...]
    ndc: tuple[Dated[Pair], ...]
    status: tuple[Dated[Pair], ...]
    rxnorm: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    containers: tuple[Dated[SoldContainer], ...] = ()
    single_dose: tuple[Dated[str], ...] = ()
    route_rules: tuple[Dated[RouteModifier], ...] = ()
    routes: Mapping[str, CodeRoutes] = field(default_factory=dict)
    rxnorm_products: Mapping[str, str] = field(default_factory=dict)
    snomed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def crosswalk_until(self) -> date:
        """Last day of the newest quarter of the NDC crosswalk; later days use that quarter."""
        return max((row.last for row in self.ndc if row.last < date.max), default=date.min)


class DrugsByDay:
    """The drug tables as a DrugTable of a day."""

    def __init__(self, tables: DrugTables) -> None:
        self._last_crosswalk = tables.crosswalk_until
        starts = [row.first for row in tables.ndc]
        self._first_crosswalk, self._newest_crosswalk = min(starts, default=date.min), max(starts, default=date.min)
        products = [
            (f"{unit.drug} {p}", unit.drug) for unit in (row.value for row in tables.units) for p in unit.products
        ]
        self._further_names = (*tables.names, *products)
        self._drugs = ByPeriod(tables.drugs, self._named)
        self._units = ByPeriod(tables.units, _by_code_and_drug)
        self._ndc = ByPeriod(tables.ndc, _grouped)
        self._status = ByPeriod(tables.status, dict)
        self._rxnorm, self._rxnorm_products = tables.rxnorm, tables.rxnorm_products
        self._snomed = tables.snomed
        self._containers = ContainersByDay(tables.containers)
        self._single_dose = ByPeriod(tables.single_dose, frozenset)
        self._route_rules = ByPeriod(tables.route_rules, _by_contractor_and_code)
        self._spans = _spans(tables.units)
        self._ever, self._brands = _ever(tables.units), _brands(tables.units)
        begun = [Dated(row.first, date.max, row) for row in tables.ndc]
        self._ndc_before = ByPeriod(begun, _newest_of_each_ndc)
        self._stated = {code: routes.stated for code, routes in tables.routes.items() if routes.stated}
        self._listed = {code: routes.listed for code, routes in tables.routes.items() if routes.listed}

    def on(self, day: date) -> DrugTable:
        """The table of a day; after the last quarter of the crosswalk its last known codes go on."""
        by_name, aliases = self._drugs.on(day)
        units, by_drug = self._units.on(day)
        quarter = min(day, self._last_crosswalk)
        ndc = self._ndc.on(quarter)
        return DrugTable(
            by_name, aliases, units, by_drug, ndc=ndc, rxnorm=self._rxnorm, status=self._status.on(day),
            containers=self._containers.on(day), single_dose=self._single_dose.on(day),
            route_rules=self._route_rules.on(day), spans=self._spans, ever=self._ever,
            ndc_before=self._ndc_before.on(quarter), routes=self._stated, listed_routes=self._listed,
            brands=self._brands, rxnorm_products=self._rxnorm_products, snomed=self._snomed,
        )  # fmt: skip

    def age_on(self, day: date) -> TableAge | None:
        """The quarter of the crosswalk used on a day outside all loaded ones; None where the day lies in one."""
        if self._first_crosswalk <= day <= self._last_crosswalk or self._last_crosswalk == date.min:
            return None
        nearest = self._first_crosswalk if day < self._first_crosswalk else self._newest_crosswalk
        return TableAge("NDC crosswalk", nearest)

    def _named(self, drugs: list[Drug]) -> tuple[Mapping[str, Drug], Mapping[str, tuple[str, ...]]]:
        by_name = {drug.name: drug for drug in drugs}
        further = [(name, drug) for name, drug in self._further_names if drug in by_name]
        return by_name, _grouped([*((name, name) for name in by_name), *further])


def read_drug_tables(folder: Path) -> DrugTables:
    """Read the drug tables of `folder`. Raises BadTable with file and line."""
    drugs = read_table(folder / "drugs.csv", ("name", "group", "injection_code", "basis"), _drug, lambda d: d.name)
    known = frozenset(row.value.name for row in drugs)
    unit_columns = ("code", "drug", "amount", "unit", "products", "narrow")
    units = read_table(folder / "hcpcs.csv", unit_columns, lambda cells: _unit(cells, known), lambda u: u.code)
    codes = frozenset(row.value.code for row in units)
    brands = frozenset(brand for row in units for brand in row.value.products)
    rxnorm = read_rxnorm(folder, known)
    return DrugTables(
        drugs=drugs,
        names=_names(folder / "names.csv", known),
        units=units,
        ndc=read_table(folder / "ndc.csv", ("ndc", "code"), _ndc, lambda pair: pair),
        status=read_table(folder / "status.csv", ("code", "status"), _status, lambda pair: pair[0]),
        rxnorm=rxnorm,
        rxnorm_products=read_rxnorm_products(folder, rxnorm, brands),
        snomed=read_snomed(folder, known),
        containers=read_container_table(folder, [row.value for row in units]),
        single_dose=read_single_dose_codes(folder),
        route_rules=read_route_modifiers(folder, codes),
        routes=read_code_routes(folder, codes),
    )


def _drug(cells: Mapping[str, str]) -> Drug:
    if cells["group"] not in GROUPS:
        raise ValueError(f"{cells['group']!r} is no class; the classes are {', '.join(sorted(GROUPS))}")
    return Drug(_plain(cells["name"]), cells["group"], cells["injection_code"], cells["basis"])


def _unit(cells: Mapping[str, str], known: frozenset[str]) -> HcpcsUnit:
    if cells["drug"] not in known:
        raise ValueError(f"{cells['drug']!r} is not in drugs.csv")
    if cells["unit"] not in UNITS:
        raise ValueError(f"{cells['unit']!r} is no unit; the units are {', '.join(sorted(UNITS))}")
    if cells["narrow"] not in ("0", "1"):
        raise ValueError("narrow is 0 or 1")
    try:
        amount = Decimal(cells["amount"])
    except InvalidOperation:
        raise ValueError(f"{cells['amount']!r} is no amount") from None
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"an amount of {amount} cannot be a unit")
    products = tuple(_plain(p) for p in cells["products"].split(";") if p)
    return HcpcsUnit(cells["code"], cells["drug"], Amount(amount, cells["unit"]), products, cells["narrow"] == "1")


def _ndc(cells: Mapping[str, str]) -> Pair:
    if len(cells["ndc"]) != 11 or not cells["ndc"].isdecimal():
        raise ValueError(f"{cells['ndc']!r} is no NDC of eleven digits")
    return cells["ndc"], cells["code"]


def _status(cells: Mapping[str, str]) -> Pair:
    return cells["code"], cells["status"]


def _names(path: Path, known: frozenset[str]) -> tuple[Pair, ...]:
    names: list[Pair] = []
    for line, cells in read_plain(path, ("name", "drug")):
        if cells["drug"] not in known:
            raise BadTable(path, line, f"{cells['drug']!r} is not in drugs.csv")
        if cells["name"] != plain_words(cells["name"]):
            raise BadTable(path, line, f"write the name as {plain_words(cells['name'])!r}")
        names.append((cells["name"], cells["drug"]))
    return tuple(names)


def _plain(name: str) -> str:
    if name != plain_words(name):
        raise ValueError(f"write the name as {plain_words(name)!r}")
    return name


def _by_code_and_drug(units: list[HcpcsUnit]) -> tuple[Mapping[str, HcpcsUnit], Mapping[str, tuple[HcpcsUnit, ...]]]:
    by_drug: dict[str, list[HcpcsUnit]] = defaultdict(list)
    for unit in units:
        by_drug[unit.drug].append(unit)
    return {unit.code: unit for unit in units}, {drug: tuple(found) for drug, found in by_drug.items()}


def _by_contractor_and_code(rules: list[RouteModifier]) -> Mapping[tuple[str, str], str]:
    return {(row.contractor.lower(), row.code): row.rule.value for row in rules}


def _spans(units: tuple[Dated[HcpcsUnit], ...]) -> Mapping[str, tuple[tuple[date, date], ...]]:
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for row in units:
        found[row.value.code].append((row.first, row.last))
    return {code: tuple(sorted(days)) for code, days in found.items()}


def _ever(units: tuple[Dated[HcpcsUnit], ...]) -> Mapping[str, tuple[HcpcsUnit, ...]]:
    found: dict[str, dict[HcpcsUnit, None]] = defaultdict(dict)
    for row in units:
        found[row.value.code][row.value] = None
    return {code: tuple(each) for code, each in found.items()}


def _brands(units: tuple[Dated[HcpcsUnit], ...]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for unit in (row.value for row in units):
        for product in unit.products:
            found[unit.drug][product].add(unit.code)
    return {drug: {name: frozenset(codes) for name, codes in names.items()} for drug, names in found.items()}


def _newest_of_each_ndc(rows: list[Dated[Pair]]) -> Mapping[str, tuple[str, ...]]:
    """The codes each package code had in the last quarter that lists it."""
    last: dict[str, date] = {}
    for row in rows:
        ndc = row.value[0]
        last[ndc] = max(last.get(ndc, date.min), row.last)
    return _grouped([row.value for row in rows if row.last == last[row.value[0]]])


def _grouped(pairs: list[Pair]) -> Mapping[str, tuple[str, ...]]:
    grouped: dict[str, dict[str, None]] = defaultdict(dict)
    for key, value in pairs:
        grouped[key][value] = None
    return {key: tuple(values) for key, values in grouped.items()}

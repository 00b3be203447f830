"""The official crosswalk of a quarter: the codes of each NDC, and what its container holds as far as that is clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from plugin.chart.administration import Amount, ContainerKind
from plugin.engine.rulebook import DrugTable, HcpcsUnit
from plugin.engine.sold import ContainerTable, SoldContainer
from plugin.reference.rows import NdcRow
from plugin.rules.container_tables import container_table

ONE = Decimal(1)
DENSEST = Decimal(500)  # mg in a mL: no liquid of the shipped table holds more
ROUNDED_AWAY = Decimal("0.01")
Rows = Mapping[str, tuple[NdcRow, ...]]


@dataclass(frozen=True, slots=True)
class Packages:
    """The three parts of a DrugTable that come from a crosswalk."""

    ndc: Mapping[str, tuple[str, ...]]
    ndc_before: Mapping[str, tuple[str, ...]]
    containers: ContainerTable


def packages(rows: Rows, shipped: DrugTable) -> Packages:
    """A loaded crosswalk in place of the shipped one, for the codes that are valid on the day.

    An NDC that it lists under codes the product has never heard of alone has none: its former code is not taken.
    """
    ndc = {
        digits: codes
        for digits, found in rows.items()
        if (codes := tuple(sorted({row.hcpcs for row in found if row.hcpcs in shipped.units})))
    }
    unheard = {digits for digits, found in rows.items() if not any(row.hcpcs in shipped.spans for row in found)}
    before = {digits: codes for digits, codes in shipped.ndc_before.items() if digits not in unheard}
    return Packages(ndc, before, container_table(list(_Sold(shipped).of(rows))))


class _Sold:
    """The containers of a crosswalk, beside those that ship."""

    def __init__(self, shipped: DrugTable) -> None:
        self._table = shipped
        self._of_code: dict[str, list[SoldContainer]] = defaultdict(list)
        for container in (each for found in shipped.containers.by_ndc.values() for each in found):
            self._of_code[container.code].append(container)

    def of(self, rows: Rows) -> Iterator[SoldContainer]:
        """One container for each row that is clear, in the order of NDC and code."""
        for digits in sorted(rows):
            for row in sorted(rows[digits], key=lambda row: row.hcpcs):
                unit = self._table.units.get(row.hcpcs)
                found = self._container(row, unit) if unit else None
                if found:
                    yield found

    def _container(self, row: NdcRow, unit: HcpcsUnit) -> SoldContainer | None:
        """What the row sells, in the unit of the code; None where that is unclear or contradicts what is known."""
        sold = [
            each
            for each in self._table.containers.by_ndc.get(row.ndc, ())
            if (each.drug, each.label.unit) == (unit.drug, unit.per.unit)
        ]
        own = [each for each in sold if each.code == unit.code]
        if own:
            return _as_printed(own[0], row, unit)
        if row.hcpcs in (*self._table.ndc.get(row.ndc, ()), *self._table.ndc_before.get(row.ndc, ())):
            return None  # the shipped table has this pair and left its container out as unclear
        if len({(each.label, each.volume_ml, each.ndc_unit) for each in sold}) == 1:
            return _as_printed(replace(sold[0], code=unit.code), row, unit)  # the same vial under its former code
        return _new(row, unit, self._of_code[unit.code], single_dose=unit.code in self._table.single_dose)


def _as_printed(known: SoldContainer, row: NdcRow, unit: HcpcsUnit) -> SoldContainer | None:
    """A known container, if the file prints its units; where it prints another size, its volume is not known."""
    if not _prints(known.label.value, unit.per.value, row.billunits):
        return None
    if known.ndc_unit and row.pkg_size not in (ONE, known.volume_ml):
        return replace(known, volume_ml=None, ndc_unit="")
    return known


def _new(row: NdcRow, unit: HcpcsUnit, siblings: list[SoldContainer], *, single_dose: bool) -> SoldContainer | None:
    """A container of an NDC that does not ship; a code none of whose containers ships is unclear: it may be oral."""
    label = _label(row, unit, siblings) if siblings and _adds_up(row) else None
    if label is None or (unit.per.unit == "mL" and label != row.pkg_size):
        return None
    ndc_unit, volume = _measure(row, unit, label, siblings)
    kind = ContainerKind.SINGLE_DOSE if single_dose else None
    amount = Amount(label, unit.per.unit)
    return SoldContainer(row.ndc, unit.drug, unit.code, amount, volume, ndc_unit, "", kind, _items(row))


def _label(row: NdcRow, unit: HcpcsUnit, siblings: Iterable[SoldContainer]) -> Decimal | None:
    """The labelled amount; CMS rounds units, so where containers of the code hold parts of one, one must agree."""
    exact, per = row.billunits * unit.per.value, unit.per.value
    labels = {each.label.value for each in siblings}
    if all(label % per == 0 for label in labels):
        return _plain(exact)
    agreed = [label for label in labels if _prints(label, per, row.billunits)]
    near = [label for label in agreed if abs(label - exact) <= label * ROUNDED_AWAY]
    return near[0] if len(agreed) == len(near) == 1 else None


def _measure(
    row: NdcRow, unit: HcpcsUnit, label: Decimal, siblings: Iterable[SoldContainer]
) -> tuple[str, Decimal | None]:
    """How the NDC is counted: in mL by a size other than 1; a size of 1 as two containers of this amount are."""
    if row.pkg_size != ONE:
        impossible = unit.per.unit == "mg" and label / row.pkg_size > DENSEST
        return ("", None) if impossible else ("ML", _plain(row.pkg_size))
    alike = [(each.ndc_unit, each.volume_ml) for each in siblings if each.label.value == label]
    same = len(alike) > 1 and len(set(alike)) == 1 and alike[0][1] in (None, ONE)
    return alike[0] if same else ("", None)


def _prints(label: Decimal, per: Decimal, printed: Decimal) -> bool:
    """Whether a label amount gives the units that the file prints, rounded as CMS does or up to whole ones."""
    units = label / per
    return printed in (units.quantize(printed, ROUND_HALF_UP), units.to_integral_value(ROUND_CEILING))


def _adds_up(row: NdcRow) -> bool:
    return row.pkg_qty * row.billunits == row.billunits_pkg


def _items(row: NdcRow) -> int | None:
    return int(row.pkg_qty) if row.pkg_qty == row.pkg_qty.to_integral_value() else None


def _plain(value: Decimal) -> Decimal:
    return Decimal(f"{value.normalize():f}")

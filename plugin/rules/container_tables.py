"""The containers a drug is sold in: what each holds, in what unit its NDC is counted, whether it is single-dose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from plugin.chart.administration import Amount, ContainerKind
from plugin.engine.rulebook import HcpcsUnit
from plugin.engine.sold import ContainerTable, SoldContainer
from plugin.rules.dated import ByPeriod, Dated, read_table

COLUMNS = ("ndc", "drug", "code", "amount", "unit", "volume_ml", "ndc_unit", "form", "dose_type", "items")
NDC_UNITS = frozenset({"", "UN", "ML"})
FORMS = frozenset({"", "vial", "bulk vial", "syringe", "cartridge", "ampule", "bag", "bottle", "kit"})
Measure = tuple[str, str, str]


class ContainersByDay:
    """The rows as the ContainerTable of a day."""

    def __init__(self, rows: tuple[Dated[SoldContainer], ...]) -> None:
        self._last_quarter = max((row.last for row in rows if row.last < date.max), default=date.max)
        self._tables = ByPeriod(rows, container_table)

    def on(self, day: date) -> ContainerTable:
        """The table of a day; after the last loaded quarter its containers go on, before the first none are known."""
        return self._tables.on(min(day, self._last_quarter))


def read_container_table(folder: Path, units: Collection[HcpcsUnit]) -> tuple[Dated[SoldContainer], ...]:
    """Read containers.csv of `folder`; drug and unit of each row must be those of its code in `units`.

    Raises BadTable with file and line.
    """
    measures = {(u.code, u.drug, u.per.unit) for u in units}
    return read_table(
        folder / "containers.csv", COLUMNS, lambda cells: _container(cells, measures), lambda c: (c.ndc, c.code)
    )


def read_single_dose_codes(folder: Path) -> tuple[Dated[str], ...]:
    """Read single_dose.csv: codes whose drugs are sold in single-dose containers only (R-DRG-06). Raises BadTable."""
    return read_table(folder / "single_dose.csv", ("code",), lambda cells: cells["code"], lambda code: code)


def _container(cells: Mapping[str, str], measures: Collection[Measure]) -> SoldContainer:
    if len(cells["ndc"]) != 11 or not cells["ndc"].isdecimal():
        raise ValueError(f"{cells['ndc']!r} is no NDC of eleven digits")
    if (cells["code"], cells["drug"], cells["unit"]) not in measures:
        raise ValueError(f"{cells['code']} is not the code of {cells['drug']} in {cells['unit']}")
    if cells["ndc_unit"] not in NDC_UNITS:
        raise ValueError(f"{cells['ndc_unit']!r} is no unit of an NDC; write UN, ML or nothing")
    if cells["form"] not in FORMS:
        raise ValueError(f"{cells['form']!r} is no container; they are {', '.join(sorted(FORMS - {''}))}")
    if bool(cells["volume_ml"]) != (cells["ndc_unit"] == "ML"):
        raise ValueError("a volume belongs to a container counted in ML, and to no other")
    return SoldContainer(
        ndc=cells["ndc"],
        drug=cells["drug"],
        code=cells["code"],
        label=Amount(_positive(cells["amount"]), cells["unit"]),
        volume_ml=_positive(cells["volume_ml"]) if cells["volume_ml"] else None,
        ndc_unit=cells["ndc_unit"],
        form=cells["form"],
        kind=_kind(cells["dose_type"]),
        items=_items(cells["items"]),
    )


def _positive(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no amount") from None
    if not value.is_finite() or value <= 0:
        raise ValueError(f"a container cannot hold {text}")
    return value


def _kind(text: str) -> ContainerKind | None:
    if not text:
        return None
    try:
        return ContainerKind(text)
    except ValueError:
        raise ValueError(f"{text!r} is neither single-dose nor multi-dose") from None


def _items(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{text!r} is no number of containers")
    return int(text)


def container_table(containers: list[SoldContainer]) -> ContainerTable:
    """Containers as they are asked for: by NDC, and by drug with the smallest first."""
    by_ndc: dict[str, list[SoldContainer]] = defaultdict(list)
    by_drug: dict[str, list[SoldContainer]] = defaultdict(list)
    for container in containers:
        by_ndc[container.ndc].append(container)
    for container in sorted(containers, key=lambda c: (c.label.unit, c.label.value, c.ndc, c.code)):
        by_drug[container.drug].append(container)
    return ContainerTable(_frozen(by_ndc), _frozen(by_drug))


def _frozen(groups: Mapping[str, list[SoldContainer]]) -> Mapping[str, tuple[SoldContainer, ...]]:
    return {name: tuple(found) for name, found in groups.items()}

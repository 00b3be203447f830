"""The tables that come with Chairside, seen beside the official files: their days, and the life of each drug code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from plugin.engine.rulebook import HcpcsUnit
from plugin.reference.code_changes import CodeSpan
from plugin.reference.listing import Shipped
from plugin.rules.dated import Dated
from plugin.rules.drug_tables import read_drug_tables
from plugin.rules.edit_tables import read_edit_tables
from plugin.rules.editions import CODES, STATUS, read_editions
from plugin.rules.library import HERE

T = TypeVar("T")
TABLES = HERE / "tables"


def shipped_tables() -> Iterator[Shipped]:
    """Each shipped table for which there is an official file."""
    drugs, edits, editions = read_drug_tables(TABLES), read_edit_tables(TABLES), read_editions(TABLES)
    codes = _shipped("drug codes and their units", ("hcpcs",), drugs.units)
    yield replace(codes, last=editions.last_day(CODES))
    yield _shipped("NDC crosswalk", ("asp-crosswalk",), drugs.ndc)
    yield replace(_shipped("OPPS status", ("opps-addendum-b",), drugs.status), last=editions.last_day(STATUS))
    yield _shipped("procedure pairs", ("pairs-practitioner", "pairs-hospital"), edits.pairs)
    yield _shipped("unit limits", ("mue-practitioner", "mue-hospital"), edits.limits)
    yield _shipped("add-on codes", ("add-on-codes",), edits.add_ons)


def code_spans() -> list[CodeSpan]:
    """The drug codes of the shipped table, each with its drug, its unit and its days."""
    return [_span(row) for row in read_drug_tables(TABLES).units]


def _shipped(title: str, kinds: tuple[str, ...], rows: Sequence[Dated[T]]) -> Shipped:
    return Shipped(title, kinds, min(row.first for row in rows), max(row.last for row in rows), len(rows))


def _span(row: Dated[HcpcsUnit]) -> CodeSpan:
    unit = row.value
    return CodeSpan(
        code=unit.code,
        first=row.first,
        last=None if row.last == date.max else row.last,
        drug=unit.drug,
        unit=f"{unit.per.value} {unit.per.unit}",
        products=unit.products,
        narrow=unit.narrow,
    )

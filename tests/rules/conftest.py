"""A folder of rules to write cards into, and the tables as shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import plugin.rules.library
from plugin.engine.rulebook import DrugTable, EditTables
from plugin.rules.drug_tables import DrugsByDay, DrugTables, read_drug_tables
from plugin.rules.edit_tables import EditRows, EditsByDay, read_edit_tables

SHIPPED = Path(plugin.rules.library.__file__).parent
CARD = """\
id: R-ADM-43
title: One more unit for each hour begun past the half
stage: codes
standing: settled
says: >
  Each hour after the first counts from its thirty-first minute.
versions:
  - from: 2006-01-01
    cites: [{source: manual, section: "1.50", checked_on: 2026-11-23}]
    parameters: {first_ends: 90, codes: {chemo: 96415, therapeutic: 96366}}
denials: [CO-151]
examples:
  - name: Ninety-one minutes earn one more unit
    given: [{drug: ceftriaxone, route: iv_infusion, start: 09:00, stop: 10:31}]
    expect: [{code: 96365, units: 1}, {code: 96366, units: 1}]
"""
SOURCES = """\
manual: {title: The manual, publisher: The publisher, url: "https://example.org/manual"}
"""


class RulesFolder:
    """Cards and sources on disk, with the shipped tables beside them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("sources.yaml", SOURCES)
        (root / "tables").symlink_to(SHIPPED / "tables")

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def card(self, text: str = CARD, name: str = "codes/R-ADM-43") -> Path:
        return self.write(f"cards/{name}.yaml", text)


@pytest.fixture
def folder(tmp_path: Path) -> RulesFolder:
    return RulesFolder(tmp_path)


@pytest.fixture(scope="session")
def drug_rows() -> DrugTables:
    return read_drug_tables(SHIPPED / "tables")


@pytest.fixture(scope="session")
def drugs(drug_rows: DrugTables) -> DrugsByDay:
    return DrugsByDay(drug_rows)


@pytest.fixture(scope="session")
def today(drugs: DrugsByDay) -> DrugTable:
    return drugs.on(date(2026, 3, 4))


@pytest.fixture(scope="session")
def edit_rows() -> EditRows:
    return read_edit_tables(SHIPPED / "tables")


@pytest.fixture(scope="session")
def office(edit_rows: EditRows) -> EditTables:
    return EditsByDay(edit_rows).on(date(2026, 3, 4))["office"]


@pytest.fixture(scope="session")
def facility(edit_rows: EditRows) -> EditTables:
    return EditsByDay(edit_rows).on(date(2026, 3, 4))["facility"]

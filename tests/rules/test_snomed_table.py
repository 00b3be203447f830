"""SNOMED CT codes lead to the drugs they name, and a code that is not one never gets into the table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from plugin.engine.rulebook import DrugTable
from plugin.rules.errors import BadTable
from plugin.rules.snomed_table import is_concept, read_snomed

from .conftest import SHIPPED


@pytest.fixture(scope="module")
def snomed(today: DrugTable) -> Mapping[str, tuple[str, ...]]:
    return read_snomed(SHIPPED / "tables", today.by_name)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("386891004", ("infliximab",)),
        ("409406007", ("bevacizumab",)),
        ("372538008", ("irinotecan", "irinotecan liposomal")),
    ],
)
def test_a_code_leads_to_its_drugs(snomed: Mapping[str, tuple[str, ...]], code: str, names: tuple[str, ...]) -> None:
    assert snomed[code] == names


def test_the_table_of_the_day_has_them(today: DrugTable) -> None:
    assert today.snomed["386905002"] == ("carboplatin",)


def test_every_row_says_where_and_when_it_was_read() -> None:
    with (SHIPPED / "tables" / "snomed.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    said = (SHIPPED / "tables" / "README.md").read_text(encoding="utf-8")
    assert rows
    assert all(row["source"] and f"`{row['source']}`" in said for row in rows)


def test_every_code_has_its_check_digit() -> None:
    with (SHIPPED / "tables" / "snomed.csv").open(encoding="utf-8") as file:
        assert [row["code"] for row in csv.DictReader(file) if not is_concept(row["code"])] == []


@pytest.mark.parametrize("digit", "012356789")
def test_any_other_last_digit_is_refused(digit: str) -> None:
    assert is_concept("386891004")
    assert not is_concept(f"38689100{digit}")


@pytest.mark.parametrize("code", ["", "38689100", "386981004", "0386891004", "38689100a", "٣٨٦٨٩١٠٠٤", "1779416013"])
def test_what_is_no_code_of_a_concept_is_refused(code: str) -> None:
    assert not is_concept(
        code
    )  # too short, two digits exchanged, a leading zero, a letter, other digits, a description


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("386891005,infliximab,X,2026-01-01", "is no SNOMED CT code"),
        ("386891004,inflixmab,X,2026-01-01", "is not in drugs.csv"),
        ("386891004,infliximab,,2026-01-01", "has no source"),
        ("386891004,infliximab,X,soon", "is no day"),
        ("386891004,infliximab,X,2026-01-01\n386891004,infliximab,X,2026-01-01", "stands twice"),
    ],
)
def test_a_bad_row_stops_the_load_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    (tmp_path / "snomed.csv").write_text(f"code,drug,source,checked_on\n{row}\n", encoding="utf-8")
    with pytest.raises(BadTable, match=words):
        read_snomed(tmp_path, {"infliximab"})

"""Whatever a file holds, it is read or refused with a sentence; nothing else happens."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.reference.errors import BadReference
from plugin.reference.kinds import KINDS
from plugin.reference.rows import NdcRow
from tests.reference import published
from tests.reference.published import entries_of, rows_of, written

ANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
AMOUNTS = st.decimals(Decimal("0.001"), Decimal("99999"), places=3)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=20)


@pytest.mark.parametrize("kind", KINDS)
@ANY
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, kind: str, content: bytes) -> None:
    path = written(tmp_path, "x.csv", content)
    with suppress(BadReference):
        entries_of(kind, path, "2026Q1")


@ANY
@given(rows=st.lists(st.lists(WORDS, min_size=10, max_size=13), max_size=5))
def test_any_rows_below_a_header_are_kept_or_left_out_one_by_one(tmp_path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = written(tmp_path, "x.csv", published.crosswalk(published.IRON, further="") + text.getvalue())
    found = entries_of("asp-crosswalk", path)
    assert sum(entry.row is not None for entry in found) >= 1
    assert len(found) <= 1 + len(rows)


@ANY
@given(labeler=WORDS, size=AMOUNTS, quantity=AMOUNTS, units=AMOUNTS)
def test_a_row_comes_back_with_the_digits_it_was_written_with(
    tmp_path: Path, labeler: str, size: Decimal, quantity: Decimal, units: Decimal
) -> None:
    text = io.StringIO()
    cells = ["J0129", "Words", labeler, "00003-2187-13", "Orencia", "10 MG", size, quantity, units, quantity * units]
    csv.writer(text).writerow(cells)
    (row,) = rows_of("asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(text.getvalue().rstrip("\r\n"))))
    assert isinstance(row, NdcRow)
    assert (row.pkg_size, row.pkg_qty, row.billunits) == (size, quantity, units)
    assert row.labeler == " ".join(labeler.split())

"""A row with a fault is kept with a flag or left out, with its line; the others are kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plugin.reference.rows import AddOnRow, NdcRow, PaymentLimitRow
from tests.reference import published
from tests.reference.published import entries_of, written

FIRST_ROW = {"asp-crosswalk": 5, "asp-limits": 5, "opps-addendum-b": 3, "pairs-practitioner": 7, "fee-schedule": 5}


def test_a_package_that_is_not_its_items_is_kept_and_flagged(tmp_path: Path) -> None:
    row = "J0290,Ampicillin,Sandoz,00781-3400-95,Ampicillin,500 MG,1,10,0.25,3"
    (entry,) = entries_of("asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(row)))
    assert isinstance(entry.row, NdcRow)
    assert (entry.line, entry.fault) == (5, "the units of the package are not those of its items")
    assert entry.detail == "J0290 00781340095: 10 x 0.25 against 3"


def test_a_limit_the_publisher_does_not_give_is_kept_and_flagged(tmp_path: Path) -> None:
    (entry,) = entries_of(
        "asp-limits", written(tmp_path, "x.csv", published.limits("A9606,Radium,1 UCI,N/A,20,,,,,,,"))
    )
    assert isinstance(entry.row, PaymentLimitRow)
    assert (entry.row.payment_limit, entry.fault) == (None, "no payment limit")


def test_a_code_that_ends_before_it_begins_is_kept_and_flagged(tmp_path: Path) -> None:
    text = published.hcpcs_record("J9999", "3", "x", "x", "20250401", "20250331") + "\r\n"
    (entry,) = entries_of("hcpcs", written(tmp_path, "HCPC2026_JAN.txt", text))
    assert (entry.row is not None, entry.fault) == (True, "the code ends before it begins")


@pytest.mark.parametrize(
    ("kind", "row", "fault"),
    [
        ("asp-crosswalk", "Q4100,Skin,X,888867413689,X,1 SQ CM,1,1,1,1", "no NDC of eleven digits"),
        ("asp-crosswalk", "J1,Short,X,00003-2187-13,X,10 MG,1,1,25,25", "no code where a code belongs"),
        ("asp-crosswalk", "J0129,X,X,00003-2187-13,X,10 MG,1,1,21.3125?,25", "BILLUNITS is no number"),
        ("asp-crosswalk", "J0129,X,X,00003-2187-13,X,10 MG,1,-1,25,25", "PKG QTY is no number"),
        ("asp-crosswalk", "J0129,X,X,00003-2187-13,X,10 MG,1,0,25,25", "PKG QTY is zero"),
        ("asp-crosswalk", "J0129,X,X,00003-2187-13", "fewer cells than the header has"),
        ("asp-crosswalk", "J0129,Inj, x,X,00003-2187-13,X,10 MG,1,1,1,25,25,7,8,9", "more cells than the header has"),
        ("asp-limits", "J0129,X,10 MG,12.3.4,20,,,,,,,", "Payment Limit is no number"),
        ("opps-addendum-b", "J1100,X,,,, ,,,,,,,", "no status indicator"),
        ("opps-addendum-b", "J1100,X,N,a very long group of payment,,5,,,,,,,", "APC is too long"),
        ("opps-addendum-b", "J1100,X,N,,,about 5,,,,,,,", "Payment Rate is no number"),
        ("pairs-practitioner", "96413\tXX\t\t20060101\t*\t1\tX", "column 2 is no code"),
        ("pairs-practitioner", "96413\t96365\t\t20061301\t*\t1\tX", "the effective date is no day"),
        ("pairs-practitioner", "96413\t96365\t\t20060101\t*\t2\tX", "the modifier indicator is none of 0, 1, 9"),
        ("fee-schedule", "96413,,X,A,,1E3,3.35,,3.35,,0.06,3.69,3.69,5,XXX,32.3", "the work value is no number"),
    ],
)
def test_a_row_that_cannot_be_read_is_left_out_with_its_line(tmp_path: Path, kind: str, row: str, fault: str) -> None:
    write = {
        "asp-crosswalk": lambda *rows: published.crosswalk(*rows, further=""),
        "asp-limits": published.limits,
        "opps-addendum-b": published.addendum_b,
        "pairs-practitioner": published.pairs,
        "fee-schedule": published.fee_schedule,
    }[kind]
    good = write().splitlines()[-1]
    name = {"opps-addendum-b": "October 2025 Addendum B.csv", "pairs-practitioner": "ccipra-v302r0-f1.txt"}
    found = entries_of(kind, written(tmp_path, name.get(kind, "x.csv"), write(good, row, good)))
    assert [(entry.line, entry.fault) for entry in found if entry.row is None] == [(FIRST_ROW[kind] + 1, fault)]
    assert len(found) == 3


def test_a_total_that_is_not_the_sum_of_its_parts_is_flagged(tmp_path: Path) -> None:
    row = "96413,,X,A,,0.28,3.35,,3.35,NA,0.06,3.70,3.69,5,XXX,32.3465"
    (entry,) = entries_of("fee-schedule", written(tmp_path, "x.csv", published.fee_schedule(row)))
    assert (entry.fault, entry.detail) == ("the total is not the sum of its parts", "96413 (office)")


def test_an_add_on_type_that_does_not_fit_its_primary_is_flagged(tmp_path: Path) -> None:
    text = published.add_on_codes("2\t96415\t\t96413\t\t2013091\t\t")
    (entry,) = entries_of("add-on-codes", written(tmp_path, "AOC_V2024Q3-MCR.txt", text))
    assert (entry.row is not None, entry.fault) == (True, "the type does not fit the primary")


def test_hard_blanks_and_stray_bytes_become_plain_blanks(tmp_path: Path) -> None:
    row = "J0129,Abatacept,Bristol\xa0Myers,00003-2187-13,Orencia\x07,10\xa0 MG,1,1,25,25"
    path = written(tmp_path, "x.csv", published.crosswalk(row), "iso-8859-1")
    (entry,) = entries_of("asp-crosswalk", path)
    assert isinstance(entry.row, NdcRow)
    assert (entry.row.labeler, entry.row.drug_name, entry.row.dosage) == ("Bristol Myers", "Orencia", "10 MG")


def test_an_edit_that_ends_before_it_begins_is_flagged(tmp_path: Path) -> None:
    path = written(tmp_path, "ccipra-v302r0-f1.txt", published.pairs("96413\t96365\t\t20060101\t20050101\t1\tX"))
    (entry,) = entries_of("pairs-practitioner", path)
    assert (entry.row is not None, entry.fault) == (True, "the edit ends before it begins")


def _add_on(primary: str, effective: str) -> str:
    return published.add_on_codes(f"1\t96415\t\t{primary}\t\t{effective}\t\t")


def _hcpcs(code: str, added: str) -> str:
    return published.hcpcs_record(code, "3", "x", "x", added) + "\n"


GOOD_ROW = {
    "mue-practitioner": "96413,1,2 X,X\r\n",
    "add-on-codes": "1\t96415\t\t96413\t\t2013091\t\t\r\n",
    "icd10cm": "A00.0,Cholera,1\n",
    "hcpcs": _hcpcs("J1299", "20251001"),
}


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        ("mue-practitioner", published.unit_limits("96415,8.5,3 X,X"), "the MUE value is no whole number"),
        ("mue-practitioner", published.unit_limits("96415,8,4 X,X"), "the adjudication indicator is none of 1, 2, 3"),
        ("mue-practitioner", published.unit_limits("96415,8,31,X"), "the adjudication indicator is none of 1, 2, 3"),
        ("add-on-codes", _add_on("X", "2013091"), "the primary is no code"),
        ("add-on-codes", _add_on("96413", "2013400"), "the effective date is no day"),
        ("add-on-codes", _add_on("96413", "2013366"), "the effective date is no day"),
        ("icd10cm", "code,description,billable\nA00,Cholera,yes\n", "billable is neither 0 nor 1"),
        ("hcpcs", _hcpcs("J9999", ""), "no day on which the code was added"),
        ("hcpcs", _hcpcs("J9999", "20250230"), "the day it was added is no day"),
        ("hcpcs", _hcpcs("D0120", "20250101"), "a modifier or a code of another code set"),
    ],
)
def test_each_kind_leaves_out_what_it_cannot_read(tmp_path: Path, kind: str, text: str, fault: str) -> None:
    first, second = entries_of(kind, written(tmp_path, "file of 2026Q2.txt", text + GOOD_ROW[kind]))
    assert (first.row, first.fault, second.fault) == (None, fault, "")


def test_the_last_day_of_a_leap_year_is_its_366th(tmp_path: Path) -> None:
    (entry,) = entries_of("add-on-codes", written(tmp_path, "2026Q2.txt", _add_on("96413", "2024366")))
    assert isinstance(entry.row, AddOnRow)
    assert entry.row.effective == date(2024, 12, 31)


def test_notes_below_the_rows_are_left_out_and_named(tmp_path: Path) -> None:
    text = published.crosswalk(published.IRON, "Note: see the website,,,,,,,,,")
    last = entries_of("asp-crosswalk", written(tmp_path, "x.csv", text))[-1]
    assert (last.row, last.line, last.fault) == (None, 6, "no code where a code belongs")


def test_a_cell_of_several_lines_does_not_shift_the_lines_after_it(tmp_path: Path) -> None:
    row = 'J1885,Ketorolac,X,00404-9998-01,"Ketorolac\r\nTromethamine",15 MG,1,1,2,2'
    found = entries_of("asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(row, published.IRON)))
    assert [entry.line for entry in found] == [5, 7]
    assert isinstance(found[0].row, NdcRow)
    assert (found[0].row.drug_name, found[0].row.billunits) == ("Ketorolac Tromethamine", Decimal(2))

"""A file of each kind, in the layout in which it is published, becomes typed rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plugin.reference.kinds import KINDS
from plugin.reference.quarters import Quarter
from plugin.reference.reading import opened
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
from tests.reference import published
from tests.reference.published import entries_of, rows_of, written


def test_a_crosswalk_says_what_a_package_holds(tmp_path: Path) -> None:
    path = written(tmp_path, published.CROSSWALK_NAME, published.crosswalk())
    amounts = [Decimal(n) for n in ("5", "10", "100", "1000")]
    iron = NdcRow("J1756", "00517234010", "American Regent, Inc.", "Venofer", "1 MG", *amounts)
    assert iron in rows_of("asp-crosswalk", path)


def test_units_may_be_fractions(tmp_path: Path) -> None:
    (row,) = rows_of("asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(published.SIMULECT)))
    assert isinstance(row, NdcRow)
    assert row.billunits == Decimal("0.5")


def test_a_payment_limit_is_money_without_its_signs(tmp_path: Path) -> None:
    (row,) = rows_of("asp-limits", written(tmp_path, "x.csv", published.limits()))
    assert row == PaymentLimitRow(
        "J0129", "10 MG", Decimal("1044.310"), Decimal("20.000"), "Inflation-adjusted coinsurance"
    )


def test_the_records_of_a_hcpcs_code_are_joined_and_its_days_read(tmp_path: Path) -> None:
    rows = rows_of("hcpcs", written(tmp_path, "HCPC2026_JAN_ANWEB.txt", published.hcpcs_text()))
    words = ("Inj, eculizumab, 2 mg", "Injection, eculizumab, 2 mg")
    new = CodeRow("J1299", *words, "C", date(2025, 4, 1), date(2025, 4, 1), None, "N")
    assert rows[0] == new
    assert [(row.code, row.ended) for row in rows if isinstance(row, CodeRow)][1] == ("J1300", date(2025, 3, 31))


def test_further_words_of_another_code_are_not_joined(tmp_path: Path) -> None:
    text = published.hcpcs_record("J1299", "3", "Injection, eculizumab,", "x", "20260101") + "\r\n"
    text += published.hcpcs_record("J1300", "4", "10 mg") + "\r\n"
    first, stray = entries_of("hcpcs", written(tmp_path, "HCPC2026_JAN_ANWEB.txt", text))
    assert isinstance(first.row, CodeRow)
    assert (first.row.long_description, stray.row) == ("Injection, eculizumab,", None)


def test_a_modifier_of_the_hcpcs_file_is_left_out(tmp_path: Path) -> None:
    last = entries_of("hcpcs", written(tmp_path, "HCPC2026_JAN_ANWEB.txt", published.hcpcs_text()))[-1]
    assert (last.row, last.line, last.fault) == (None, 4, "a modifier or a code of another code set")


def test_the_hcpcs_sheet_saved_as_csv_reads_like_the_records(tmp_path: Path) -> None:
    names = "HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD"
    sheet = (
        f'{names}\r\nJ1299,100,3,"Injection, eculizumab,","Inj, eculizumab, 2 mg",C,20250401,20250401,,N\r\n'
        "J1299,200,4,2 mg,,,,,,\r\n"
    )
    records = written(tmp_path, "HCPC2026_JAN.txt", published.hcpcs_text())
    assert rows_of("hcpcs", written(tmp_path, "HCPC2026_JAN.csv", sheet))[0] == rows_of("hcpcs", records)[0]


def test_addendum_b_gives_status_and_rate(tmp_path: Path) -> None:
    path = written(tmp_path, "October 2025 Web Addendum B.10.31.25.csv", published.addendum_b())
    rows = rows_of("opps-addendum-b", path)
    assert rows[1:] == [
        StatusRow("J9271", "K", "1490", Decimal("1057.123"), Decimal("11.42"), Decimal("9.71")),
        StatusRow("J1100", "N", "", None, None, None),
    ]


def test_a_file_of_several_quarters_names_one_in_each_row(tmp_path: Path) -> None:
    text = "quarter,hcpcs,short_descriptor,si,payment_rate\n2025Q4,J1100,,N,\n2026Q1,J1100,,K,1.5\n"
    path = written(tmp_path, "history_2025Q4-2026Q1.csv", text)
    assert [entry.quarter for entry in entries_of("opps-addendum-b", path)] == [Quarter(2025, 4), Quarter(2026, 1)]
    assert [entry.line for entry in entries_of("opps-addendum-b", path, "2026Q1")] == [3]


def test_pairs_have_their_days_and_indicator(tmp_path: Path) -> None:
    rows = rows_of("pairs-practitioner", written(tmp_path, "ccipra-v302r0-f1.txt", published.pairs()))
    assert rows[0] == PairRow("96413", "96365", date(2006, 1, 1), None, 1)
    assert rows[2] == PairRow("96365", "J1642", date(2010, 1, 1), date(2024, 6, 30), 1)
    assert len(rows) == 4


def test_one_of_the_files_of_a_quarter_says_which_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "ccipra-v322r0-f3.txt", published.pairs())
    with opened(KINDS["pairs-practitioner"], path) as reading:
        assert (reading.part, reading.quarter) == (3, Quarter(2026, 3))


def test_unit_limits_have_the_first_digit_of_their_indicator(tmp_path: Path) -> None:
    path = written(tmp_path, "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", published.unit_limits())
    assert rows_of("mue-practitioner", path) == [UnitLimitRow("96415", 8, 3), UnitLimitRow("96413", 1, 2)]


def test_an_add_on_pair_ends_with_whatever_ends_first(tmp_path: Path) -> None:
    rows = rows_of("add-on-codes", written(tmp_path, "AOC_V2024Q3-MCR.txt", published.add_on_codes()))
    began = date(2013, 4, 1)
    assert rows == [
        AddOnRow("96415", "96413", 1, began, None),
        AddOnRow("96415", "96416", 1, began, date(2024, 6, 30)),
        AddOnRow("0054T", "CCCCC", 2, began, None),
    ]


def test_an_add_on_code_that_ends_before_its_pair_ends_the_pair(tmp_path: Path) -> None:
    text = published.add_on_codes("1\t96415\t2024091\t96413\t2024182\t2013091\t2024274\t")
    (row,) = rows_of("add-on-codes", written(tmp_path, "AOC_V2024Q3-MCR.txt", text))
    assert isinstance(row, AddOnRow)
    assert row.deleted == date(2024, 3, 31)


def test_a_header_spread_over_rows_names_the_relative_values(tmp_path: Path) -> None:
    (row,) = rows_of("fee-schedule", written(tmp_path, "PPRRVU25_JAN.csv", published.fee_schedule()))
    values = [Decimal(n) for n in ("0.28", "3.35", "3.35", "0.06", "3.69", "3.69")]
    assert row == FeeRow("96413", "", "A", *values, "XXX", Decimal("32.3465"))


def test_the_order_file_becomes_codes_with_dots(tmp_path: Path) -> None:
    rows = rows_of("icd10cm", written(tmp_path, "icd10cm-order-April-2026.txt", published.order_file()))
    assert rows[0] == DiagnosisRow("D50", "Iron deficiency anemia", False)
    assert [row.code for row in rows if isinstance(row, DiagnosisRow)] == ["D50", "D50.0", "T45.1X5A"]


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("opps-addendum-b", "October 2025 Web Addendum B.csv", published.addendum_b()),
        ("fee-schedule", "PPRRVU25_JAN.csv", published.fee_schedule()),
    ],
)
def test_the_words_beside_a_five_digit_code_are_not_taken(tmp_path: Path, kind: str, name: str, text: str) -> None:
    assert "licensed" not in repr(rows_of(kind, written(tmp_path, name, text)))


def test_a_diagnosis_edition_covers_the_days_up_to_the_next() -> None:
    days = [date(2025, 10, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30)]
    assert [str(KINDS["icd10cm"].edition_of(day)) for day in days] == ["2025Q4", "2025Q4", "2026Q2", "2026Q2"]

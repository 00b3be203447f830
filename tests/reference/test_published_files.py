"""The files of CMS and CDC themselves, as published and as cleaned: every row is read, every fault is named."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from plugin.reference.cells import NDC
from plugin.reference.entries import Entry
from plugin.reference.errors import WrongFile, WrongQuarter
from plugin.reference.rows import CodeRow, DiagnosisRow, NdcRow, PaymentLimitRow, Row, StatusRow, UnitLimitRow
from tests.reference.published import entries_of, rows_of
from tests.shared import SHARED, needs

DATA = SHARED / "data"
PUBLISHED = DATA / "as_published"
QUARTERS = [f"{year}Q{number}" for year in (2024, 2025) for number in (1, 2, 3, 4)] + ["2026Q1"]
NO_NDC = "no NDC of eleven digits"
ODD_PACKAGE = "the units of the package are not those of its items"
# Rows of the newest crosswalk whose package is not the sum of its items: CMS's own figures, kept and flagged.
ODD_PACKAGES_OF_2026Q1 = 194
pytestmark = needs("data")


def raw(name: str) -> list[dict[str, str]]:
    """The rows of a cleaned file, read without our readers."""
    path = DATA / name
    text = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    return list(csv.DictReader(text.decode().splitlines()))


def faults(entries: list[Entry]) -> Counter[tuple[bool, str]]:
    """How often each fault was found, by whether the row is kept."""
    return Counter((entry.row is not None, entry.fault) for entry in entries if entry.fault)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_crosswalk_row_with_an_ndc_is_kept_and_the_others_are_named(quarter: str) -> None:
    name = f"asp_ndc_hcpcs_crosswalk_{quarter}.csv"
    found, rows = entries_of("asp-crosswalk", DATA / name), raw(name)
    assert len(found) == len(rows)
    identifiers = sum(NDC.fullmatch(row["ndc"]) is None for row in rows)
    assert faults(found)[False, NO_NDC] == identifiers
    assert {key for key in faults(found) if not key[0]} <= {(False, NO_NDC), (False, "BILLUNITS is no number")}


def test_one_amount_of_the_second_quarter_of_2024_is_no_number() -> None:
    found = entries_of("asp-crosswalk", DATA / "asp_ndc_hcpcs_crosswalk_2024Q2.csv")
    wrong = [(entry.line, entry.detail) for entry in found if entry.fault == "BILLUNITS is no number"]
    assert wrong == [(4580, "'21.3125?'")]


def test_the_units_of_every_package_of_the_newest_crosswalk_are_those_of_its_items_or_flagged() -> None:
    found = entries_of("asp-crosswalk", DATA / "asp_ndc_hcpcs_crosswalk_2026Q1.csv")
    odd = [entry for entry in found if entry.fault == ODD_PACKAGE]
    for entry in found:
        if isinstance(entry.row, NdcRow) and entry not in odd:
            assert entry.row.pkg_qty * entry.row.billunits == entry.row.billunits_pkg
    print(*(f"line {entry.line}: {entry.detail}" for entry in odd), sep="\n")  # noqa: T201
    assert len(odd) == ODD_PACKAGES_OF_2026Q1
    assert "J0290 00781340095: 10 x 0.25 against 3" in {entry.detail for entry in odd}


@pytest.mark.parametrize("quarter", QUARTERS)
def test_between_104_and_149_ndcs_of_a_quarter_belong_to_several_codes(quarter: str) -> None:
    codes: dict[str, set[str]] = {}
    for row in rows_of("asp-crosswalk", DATA / f"asp_ndc_hcpcs_crosswalk_{quarter}.csv"):
        assert isinstance(row, NdcRow)
        codes.setdefault(row.ndc, set()).add(row.hcpcs)
    assert 104 <= sum(len(found) > 1 for found in codes.values()) <= 149


@pytest.mark.parametrize(
    ("name", "cleaned", "rows"),
    [
        ("January 2026 ASP NDC-HCPCS Crosswalk 121725.csv", "asp_ndc_hcpcs_crosswalk_2026Q1.csv", 7098),
        ("July 2024 ASP NDC-HCPCS Crosswalk 061824.csv", "asp_ndc_hcpcs_crosswalk_2024Q3.csv", 7145),
    ],
)
def test_a_crosswalk_as_published_reads_like_the_cleaned_one(name: str, cleaned: str, rows: int) -> None:
    assert len(entries_of("asp-crosswalk", PUBLISHED / name)) == rows
    published = rows_of("asp-crosswalk", PUBLISHED / name)
    assert published == [row for row in rows_of("asp-crosswalk", DATA / cleaned) if not _is_licensed(row)]


def test_payment_limits_as_published_read_like_the_cleaned_ones() -> None:
    published = rows_of("asp-limits", PUBLISHED / "January 2026 Medicare Part B Payment Limit File 121725.csv")
    cleaned = [row for row in rows_of("asp-limits", DATA / "asp_payment_limits_2026Q1.csv") if not _is_licensed(row)]
    assert published == cleaned
    assert PaymentLimitRow("A9573", "1 ML", Decimal("3.298"), Decimal("20.000"), "") in published


@pytest.mark.parametrize(
    "name", [*(f"asp_payment_limits_{q}.csv" for q in QUARTERS), "asp_payment_limits_2026Q4_partial.csv"]
)
def test_every_payment_limit_is_kept_and_missing_amounts_are_flagged(name: str) -> None:
    found = entries_of("asp-limits", DATA / name)
    assert len(found) == len(raw(name))
    assert all(entry.row for entry in found)
    assert 1 <= faults(found)[True, "no payment limit"] <= 4


@pytest.mark.parametrize("name", ["asp_noc_ndc_crosswalk_2025Q4.csv", "asp_noc_payment_limits_2025Q4.csv"])
def test_the_files_of_unlisted_drugs_are_other_files(name: str) -> None:
    kind = "asp-limits" if "limits" in name else "asp-crosswalk"
    with pytest.raises(WrongFile):
        entries_of(kind, DATA / name)


@pytest.mark.parametrize(
    ("release", "quarter", "codes"),
    [
        ("2017", "2017Q1", 6155), ("2018", "2018Q1", 6205), ("2019", "2019Q1", 6440), ("2020-04", None, 6728),
        ("2020-07", None, 6789), ("2020-10", None, 6825), ("2024-10_uppercase", None, 8091), ("2026-01", None, 8623),
    ],
)  # fmt: skip
def test_every_hcpcs_code_is_kept(release: str, quarter: str | None, codes: int) -> None:
    found = entries_of("hcpcs", DATA / f"hcpcs_level2_{release}.csv.gz", quarter)
    assert (len(found), faults(found)) == (codes, Counter())


@pytest.mark.parametrize("quarter", ["2017Q3", "2016Q4", "2020Q1"])
def test_a_hcpcs_file_of_a_year_does_not_pass_for_another(quarter: str) -> None:
    late = {"2016Q4": "2017", "2017Q3": "2018", "2020Q1": "2017"}[quarter]
    with pytest.raises(WrongQuarter):
        entries_of("hcpcs", DATA / f"hcpcs_level2_{late}.csv.gz", quarter)


def test_eculizumab_changes_its_code_and_unit() -> None:
    rows = rows_of("hcpcs", DATA / "hcpcs_level2_2026-01.csv.gz")
    lives = {row.code: (row.added, row.ended) for row in rows if isinstance(row, CodeRow)}
    assert lives["J1300"][1] == date(2025, 3, 31)
    assert lives["J1299"] == (date(2025, 4, 1), None)


@pytest.mark.parametrize(
    ("quarter", "codes"), [("2024Q1", 18109), ("2025Q1", 18562), ("2025Q3", 18704), ("2025Q4", 18798)]
)
def test_every_code_of_addendum_b_is_kept(quarter: str, codes: int) -> None:
    found = entries_of("opps-addendum-b", DATA / f"opps_addendum_b_{quarter}.csv.gz")
    assert (len(found), faults(found)) == (codes, Counter())


def test_the_history_of_addendum_b_agrees_with_the_whole_file_of_its_quarter() -> None:
    history = rows_of("opps-addendum-b", DATA / "opps_addendum_b_history_2021Q1-2026Q2.csv.gz", "2025Q4")
    whole = rows_of("opps-addendum-b", DATA / "opps_addendum_b_2025Q4.csv.gz")
    assert _paid(history) == _paid(whole)


@pytest.mark.parametrize(
    ("kind", "name", "edits", "units"),
    [
        ("mue-practitioner", "ncci_mue_practitioner_2024-07-01.csv", 14677, 4),
        ("mue-hospital", "ncci_mue_outpatient_hospital_2024-07-01.csv", 14628, 5),
    ],
)
def test_every_unit_limit_is_kept(kind: str, name: str, edits: int, units: int) -> None:
    rows = rows_of(kind, DATA / name)
    assert len(rows) == edits
    assert UnitLimitRow("96372", units, 3) in rows


def test_the_add_on_codes_need_their_quarter_and_are_all_kept() -> None:
    path = DATA / "ncci_add_on_codes_2024-06-03.csv"
    with pytest.raises(WrongQuarter, match="does not say"):
        entries_of("add-on-codes", path)
    found = entries_of("add-on-codes", path, "2024Q3")
    assert (len(found), faults(found)) == (7465, Counter())


def test_the_fee_schedule_of_five_releases_is_one_file() -> None:
    found = entries_of("fee-schedule", DATA / "mpfs_rvu_infusion_codes_2022A-2025D.csv")
    by_quarter = Counter(str(entry.quarter) for entry in found)
    assert by_quarter == {"2022Q1": 1167, "2023Q1": 1232, "2024Q1": 1346, "2025Q1": 1424, "2025Q4": 1512}
    assert faults(found) == Counter()


def test_the_diagnosis_codes_are_all_kept() -> None:
    rows = rows_of("icd10cm", DATA / "icd10cm_2026-04-01.csv.gz")
    assert len(rows) == 98_204
    assert sum(isinstance(row, DiagnosisRow) and row.billable for row in rows) == 74_711


def _is_licensed(row: Row) -> bool:
    return isinstance(row, NdcRow | PaymentLimitRow) and row.hcpcs[0].isdigit()


def _paid(rows: list[Row]) -> dict[str, tuple[str, Decimal | None]]:
    return {row.hcpcs: (row.status, row.payment_rate) for row in rows if isinstance(row, StatusRow)}

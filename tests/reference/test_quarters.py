"""A quarter is said by release months, first days and version numbers, and by nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.reference.quarters import Quarter, quarters_in


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("January 2026 ASP NDC-HCPCS Crosswalk 121725.csv", ["2026Q1"]),
        ("section 508 version of APR 2025 ASP Pricing File 032725.csv", ["2025Q2"]),
        ("Effective July 1, 2024 through September 30, 2024", ["2024Q3"]),
        ("Section 508 version of January_Web_2024_Addendum_B.04.24.24.csv", ["2024Q1"]),
        ("508 version of October 2025 Web Addendum B.10.31.25.csv", ["2025Q4"]),
        ("HCPC2026_JAN_ANWEB_01122026.txt", ["2026Q1"]),
        ("hcpcs_level2_2024-10_uppercase.csv.gz", ["2024Q4"]),
        ("MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", ["2024Q3"]),
        ("ccipra-v302r0-f1.TXT", ["2024Q3"]),
        ("ccioph-v330r0-f4.txt", ["2027Q1"]),
        ("AOC_V2024Q3-MCR.txt", ["2024Q3"]),
        ("PPRRVU25_JAN.csv", ["2025Q1"]),
        ("PPRRVU2025_Oct.csv", ["2025Q4"]),
        ("RVU25C.zip", ["2025Q3"]),
        ("2025 National Physician Fee Schedule Relative Value File January Release", ["2025Q1"]),
        ("icd10cm-order-April-2026.txt", ["2026Q2"]),
        ("opps_2021Q1-2026Q2.csv", ["2021Q1", "2026Q2"]),
        ("based on 3Q25 ASP data", []),
        ("copyright 2024 American Medical Association", []),
        ("RELEASED 12/23/2024", []),
        ("ncci_add_on_codes_2024-06-03.csv", []),
        ("through March 31, 2026", []),
        ("CY 2025", []),
        ("hcpcs_level2_2017.csv.gz", []),
    ],
)
def test_words_of_names_and_banners(words: str, said: list[str]) -> None:
    assert sorted(map(str, quarters_in(words))) == said


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_its_quarter_and_quarters_follow_each_other(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.next.first == quarter.last + timedelta(days=1)
    assert quarter.next.previous == quarter
    assert Quarter.parse(str(quarter)) == quarter
    assert quarters_in(f"file {quarter}.csv") == {quarter}


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "Q1 2026", "26Q1", "2026Q1x", "٢٠٢٦Q1"])
def test_what_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="write 2026Q1"):
        Quarter.parse(text)

"""Which loaded files decide a day, and the name they give to its rules (R-EDT-01)."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.engine.rulebook import TableAge
from plugin.reference.loaded import LoadedFile
from plugin.reference.quarters import Quarter
from plugin.rules.official import ADD_ONS, LIMITS, PAIRS, covering, digest_with, edit_ages, kinds_of

DAY, Q3 = date(2026, 8, 3), Quarter(2026, 3)
AGE = TableAge("claim edits", date(2024, 7, 1))


def file(kind: str, quarter: Quarter = Q3, part: int = 0, sha256: str = "aa", at: int = 1) -> LoadedFile:
    return LoadedFile(kind, quarter, part, sha256, f"{kind}.csv", at, rows=1, flagged=0, left_out=0)


def test_a_day_is_decided_by_the_files_of_its_own_quarter_alone() -> None:
    files = [file("opps-addendum-b"), file("asp-crosswalk", Quarter(2026, 2)), file("mue-hospital", Quarter(2026, 4))]
    assert kinds_of(covering(files, DAY)) == {"opps-addendum-b"}


def test_files_that_decide_no_proposal_are_not_named() -> None:
    assert covering([file("fee-schedule"), file("icd10cm"), file("asp-limits"), file("hcpcs")], DAY) == ()


@pytest.mark.parametrize(
    ("parts", "whole"), [((1, 2, 3), False), ((1, 2, 3, 4), True), ((0,), True), ((2, 3, 4), False)]
)
def test_pairs_count_when_their_four_files_are_there_or_one_that_is_all_of_them(
    parts: tuple[int, ...], whole: bool
) -> None:
    files = [file("pairs-hospital", part=part, sha256=f"a{part}") for part in parts]
    assert bool(covering(files, DAY)) is whole


def test_the_digest_goes_by_content_and_not_by_order_or_the_time_of_loading() -> None:
    one, two = file("mue-hospital"), file("asp-crosswalk", sha256="bb")
    name = digest_with("sha256:00", covering([one, two], DAY))
    assert name == digest_with("sha256:00", covering([two, file("mue-hospital", at=99)], DAY))
    assert name != digest_with("sha256:01", covering([one, two], DAY))
    assert name != digest_with("sha256:00", covering([one, file("asp-crosswalk", sha256="cc")], DAY))
    assert digest_with("sha256:00", ()) == "sha256:00"


def test_what_of_the_claim_edits_is_not_loaded_is_named() -> None:
    hospital = frozenset({PAIRS["facility"], LIMITS["facility"]})
    assert edit_ages(AGE, "facility", frozenset()) == (AGE,)
    assert edit_ages(AGE, "facility", hospital) == (TableAge("add-on codes", AGE.quarter),)
    assert edit_ages(AGE, "facility", hospital | {ADD_ONS}) == ()
    assert [age.table for age in edit_ages(AGE, "office", hospital | {ADD_ONS})] == ["pair edits", "unit limits"]
    assert edit_ages(None, "office", frozenset()) == ()

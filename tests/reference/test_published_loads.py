"""The official files loaded into a store say what the shipped tables say, and more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from plugin.reference.kinds import KINDS
from plugin.reference.quarters import Quarter
from plugin.reference.reading import opened
from plugin.rules.drug_tables import DrugsByDay, read_drug_tables
from plugin.rules.edit_tables import EditsByDay, read_edit_tables
from plugin.shipped_tables import TABLES
from plugin.store.database import Database
from plugin.store.reference_files import Origin
from plugin.store.references import Load, References
from tests.shared import SHARED, needs

FILES = {
    "asp-crosswalk": "asp_ndc_hcpcs_crosswalk_2026Q1.csv",
    "asp-limits": "as_published/January 2026 Medicare Part B Payment Limit File 121725.csv",
    "opps-addendum-b": "opps_addendum_b_2025Q4.csv.gz",
    "pairs-practitioner": "ncci_ptp_practitioner_2024-07-01_infusion.csv.gz",
    "pairs-hospital": "ncci_ptp_outpatient_hospital_2024-07-01_infusion.csv.gz",
    "mue-practitioner": "ncci_mue_practitioner_2024-07-01.csv",
    "mue-hospital": "ncci_mue_outpatient_hospital_2024-07-01.csv",
    "add-on-codes": "ncci_add_on_codes_2024-06-03.csv",
    "fee-schedule": "mpfs_rvu_infusion_codes_2022A-2025D.csv",
    "icd10cm": "icd10cm_2026-04-01.csv.gz",
}
EDITED = date(2024, 8, 1)
pytestmark = needs("data")


def load(references: References, kind: str, name: str) -> Load:
    quarter = Quarter(2024, 3) if kind == "add-on-codes" else None
    with opened(KINDS[kind], SHARED / "data" / name, quarter) as reading:
        origin = Origin(kind, reading.part, reading.content.sha256, reading.content.name)
        return references.load(origin, reading.quarter, reading.entries(), 1)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[References, dict[str, Load]]]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('store') / 'chairside.db'}")
    database.bring_up_to_date()
    references = References(database)
    yield references, {kind: load(references, kind, name) for kind, name in FILES.items()}
    database.close()


@pytest.fixture(scope="module")
def references(loaded: tuple[References, dict[str, Load]]) -> References:
    return loaded[0]


def test_the_only_rows_that_repeat_are_the_same_headings_of_diagnoses(
    loaded: tuple[References, dict[str, Load]],
) -> None:
    repeats = {kind: len(done.repeats) for kind, done in loaded[1].items() if done.repeats}
    assert repeats == {"icd10cm": 38}


@pytest.mark.parametrize(("kind", "rows"), [("pairs-practitioner", 264_317), ("pairs-hospital", 194_365)])
def test_all_pairs_are_there(loaded: tuple[References, dict[str, Load]], kind: str, rows: int) -> None:
    (file,) = loaded[1][kind].files
    assert (file.rows, file.flagged, file.left_out) == (rows, 0, 0)


@pytest.mark.parametrize("setting", ["facility", "office"])
def test_the_edits_of_the_shipped_codes_are_those_of_the_shipped_tables(references: References, setting: str) -> None:
    shipped = EditsByDay(read_edit_tables(TABLES)).on(EDITED)[setting]
    codes = {code for pair in shipped.pairs for code in pair} | set(shipped.limits) | set(shipped.add_ons)
    official = references.edits_on(EDITED, among=codes)[setting]
    assert official.quarter == shipped.quarter
    assert shipped.pairs.items() <= official.pairs.items()
    assert shipped.limits.items() <= official.limits.items()
    assert all(shipped.add_ons[code] <= official.add_ons[code] for code in shipped.add_ons)


def test_the_packages_of_the_shipped_codes_are_those_of_the_shipped_table(references: References) -> None:
    day = date(2026, 2, 1)
    shipped, official = DrugsByDay(read_drug_tables(TABLES)).on(day), references.ndc_on(day)
    differ = {n: codes for n, codes in shipped.ndc.items() if not set(codes) <= {row.hcpcs for row in official[n]}}
    assert (len(shipped.ndc) > 5000, differ) == (True, {})


def test_the_status_of_the_shipped_codes_is_that_of_the_shipped_table(references: References) -> None:
    day = date(2025, 11, 1)
    shipped, official = DrugsByDay(read_drug_tables(TABLES)).on(day), references.status_on(day)
    both = shipped.status.keys() & official.keys()
    assert len(both) > 1000
    assert {code: shipped.status[code] for code in both if shipped.status[code] != official[code].status} == {}


def test_a_payment_limit_is_exact(references: References) -> None:
    assert references.limits_on(date(2026, 3, 31))["A9573"] == Decimal("3.298")


def test_a_fee_is_its_total_times_the_conversion_factor(references: References) -> None:
    row = references.fee_on(date(2025, 2, 1))["96413", ""]
    assert row.total_office * row.conversion == Decimal("119.358585")


def test_a_diagnosis_is_billable_or_not(references: References) -> None:
    codes = references.icd10_on(date(2026, 9, 30))
    assert [codes[code].billable for code in ("A00", "A00.0")] == [False, True]


def test_the_same_files_again_change_nothing(loaded: tuple[References, dict[str, Load]]) -> None:
    references, first = loaded
    before = references.files()
    for kind in ("asp-crosswalk", "pairs-practitioner", "fee-schedule"):
        assert not any(file.fresh for file in load(references, kind, FILES[kind]).files)
        assert first[kind].files
    assert references.files() == before

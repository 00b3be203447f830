"""The official files of a quarter that ships, loaded, give the tables that ship: both were read by the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from plugin.engine.rulebook import Rulebook
from plugin.reference.kinds import KINDS
from plugin.reference.quarters import Quarter
from plugin.reference.reading import opened
from plugin.rules.library import Library, load_library
from plugin.store.database import Database
from plugin.store.reference_files import Origin
from plugin.store.references import References
from tests.engine.builders import library
from tests.shared import SHARED, needs

FILES = (
    ("asp-crosswalk", "asp_ndc_hcpcs_crosswalk_2024Q3.csv"),
    ("asp-crosswalk", "asp_ndc_hcpcs_crosswalk_2026Q1.csv"),
    ("opps-addendum-b", "opps_addendum_b_history_2021Q1-2026Q2.csv.gz"),
    ("pairs-practitioner", "ncci_ptp_practitioner_2024-07-01_infusion.csv.gz"),
    ("pairs-hospital", "ncci_ptp_outpatient_hospital_2024-07-01_infusion.csv.gz"),
    ("mue-practitioner", "ncci_mue_practitioner_2024-07-01.csv"),
    ("mue-hospital", "ncci_mue_outpatient_hospital_2024-07-01.csv"),
    ("add-on-codes", "ncci_add_on_codes_2024-06-03.csv"),
)
IN_2024, IN_2026 = date(2024, 8, 1), date(2026, 3, 4)
pytestmark = needs("data")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('store') / 'chairside.db'}")
    database.bring_up_to_date()
    references = References(database)
    for kind, name in FILES:
        quarter = Quarter(2024, 3) if kind == "add-on-codes" else None
        with opened(KINDS[kind], SHARED / "data" / name, quarter) as reading:
            origin = Origin(kind, reading.part, reading.content.sha256, reading.content.name)
            references.load(origin, reading.quarter, reading.entries(), 1)
    yield load_library(official=references)
    database.close()


@pytest.mark.parametrize("day", [IN_2024, IN_2026])
def test_packages_and_their_containers_are_those_that_ship(loaded: Library, day: date) -> None:
    shipped, official = library().on(day).drugs, loaded.on(day).drugs
    assert official is not shipped
    assert len(official.ndc) >= 5000
    assert official.ndc == shipped.ndc
    assert official.ndc_before == shipped.ndc_before
    assert official.containers.by_ndc == shipped.containers.by_ndc
    assert {name: set(found) for name, found in official.containers.by_drug.items()} == {
        name: set(found) for name, found in shipped.containers.by_drug.items()
    }


@pytest.mark.parametrize("day", [IN_2024, IN_2026])
def test_payment_status_is_the_one_that_ships(loaded: Library, day: date) -> None:
    assert loaded.on(day).drugs.status == library().on(day).drugs.status


@pytest.mark.parametrize("setting", ["facility", "office"])
def test_the_edits_hold_those_that_ship_and_only_pairs_with_drugs_beside_them(loaded: Library, setting: str) -> None:
    shipped, official = library().on(IN_2024).edits[setting], loaded.on(IN_2024).edits[setting]
    assert (official.limits, official.add_ons) == (shipped.limits, shipped.add_ons)
    more = {pair: official.pairs[pair] for pair in official.pairs.keys() - shipped.pairs.keys()}
    assert {pair: official.pairs[pair] for pair in shipped.pairs} == shipped.pairs
    assert all(pair[1].startswith("J") for pair in more)
    assert len(more) == {"facility": 0, "office": 27}[setting]


def test_what_is_of_another_quarter_is_told_by_its_own_name(loaded: Library) -> None:
    def told(book: Rulebook) -> list[tuple[str, date]]:
        return [(age.table, age.quarter) for age in book.outdated]

    assert told(loaded.on(IN_2024)) == []
    assert told(loaded.on(IN_2026)) == [("claim edits", date(2024, 7, 1))]
    assert loaded.on(IN_2024).digest != library().digest
    assert loaded.on(date(2025, 2, 1)).digest != loaded.on(IN_2024).digest

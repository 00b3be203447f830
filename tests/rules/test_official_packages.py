"""What a loaded crosswalk says of a package is used as far as it is clear; else its container is asked (R-DRG-04)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from plugin.chart.administration import ContainerKind
from plugin.engine.rulebook import DrugTable
from plugin.engine.sold import SoldContainer
from plugin.reference.rows import NdcRow
from plugin.rules.official_packages import Packages, packages
from tests.official import package

KEYTRUDA, HERCEPTIN, ZYNLONTA = "00006302602", "50242013201", "79952011001"
SOLIRIS = "25682000101"
NEW = "99999000101"


def read(table: DrugTable, *rows: NdcRow) -> Packages:
    found: dict[str, tuple[NdcRow, ...]] = {}
    for row in rows:
        found[row.ndc] = (*found.get(row.ndc, ()), row)
    return packages(found, table)


def sold(table: DrugTable, row: NdcRow) -> SoldContainer | None:
    return read(table, row).containers.of_ndc(row.ndc, row.hcpcs)


def test_a_package_as_it_ships_stays_as_it_ships(today: DrugTable) -> None:
    rows = (package(KEYTRUDA, "J9271", "100", size="4"), package(HERCEPTIN, "J9355", "15"))
    for row in rows:
        assert sold(today, row) == today.containers.of_ndc(row.ndc)


def test_units_that_cms_rounded_are_still_those_of_the_label(today: DrugTable) -> None:
    for printed in ("133.33", "133", "134"):
        vial = sold(today, package(ZYNLONTA, "J9359", printed, size="1"))
        assert vial
        assert (vial.label.value, vial.label.unit) == (10, "mg")


def test_units_other_than_those_that_ship_contradict_them_and_are_not_used(today: DrugTable) -> None:
    assert sold(today, package(KEYTRUDA, "J9271", "200", size="4")) is None


def test_another_size_than_ships_leaves_the_volume_to_be_asked(today: DrugTable) -> None:
    vial = sold(today, package(KEYTRUDA, "J9271", "100", size="8"))
    assert vial
    assert (vial.label.value, vial.volume_ml, vial.ndc_unit) == (100, None, "")


def test_the_same_vial_under_a_new_code_holds_what_it_held(today: DrugTable) -> None:
    known = today.containers.of_ndc(SOLIRIS)
    former = replace(today, ndc={}, ndc_before={SOLIRIS: ("J1300",)}, containers=_under(today, SOLIRIS, "J1300"))
    vial = sold(former, package(SOLIRIS, "J1299", "150", size="30"))
    assert known
    assert vial == known


def test_a_new_package_holds_units_times_the_unit_of_its_code(today: DrugTable) -> None:
    vial = sold(today, package(NEW, "J9271", "50", size="2", items="2"))
    assert vial
    assert (vial.label.value, vial.label.unit, vial.volume_ml, vial.ndc_unit) == (50, "mg", 2, "ML")
    assert (vial.drug, vial.items, vial.form, vial.kind) == ("pembrolizumab", 2, "", ContainerKind.SINGLE_DOSE)


def test_a_new_powder_is_counted_as_the_others_of_its_amount_are(today: DrugTable) -> None:
    azacitidine, pemetrexed = sold(today, package(NEW, "J9025", "100")), sold(today, package(NEW, "J9305", "50"))
    assert azacitidine
    assert pemetrexed
    assert (azacitidine.label.value, azacitidine.ndc_unit, azacitidine.volume_ml) == (100, "UN", None)
    assert (pemetrexed.label.value, pemetrexed.ndc_unit) == (500, "")  # sold as powder and as liquid


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (package(NEW, "J9271", "50", size="2", items="2", whole="50"), "item and package contradict each other"),
        (package(NEW, "J9359", "50", size="1"), "the units of this code are rounded"),
        (package(NEW, "J7030", "1", size="500"), "a bag of fluid holds its volume"),
        (package(NEW, "Q0162", "4"), "the code is given by mouth"),
        (package(NEW, "J7190", "1"), "the strength stands on the lot"),
    ],
)
def test_a_new_package_that_is_not_clear_has_no_container(today: DrugTable, row: NdcRow, why: str) -> None:
    assert sold(today, row) is None, why


def test_more_in_a_millilitre_than_a_liquid_can_hold_is_no_volume(today: DrugTable) -> None:
    vial = sold(today, package(NEW, "J9271", "2000", size="2"))
    assert vial
    assert (vial.volume_ml, vial.ndc_unit) == (None, "")


def test_a_pair_that_ships_without_a_container_stays_without(today: DrugTable) -> None:
    left_out = ("00409001601", "J9171")
    assert left_out[1] in today.ndc[left_out[0]]
    assert sold(today, package(*left_out, "80", size="8")) is None


def test_only_codes_that_are_valid_on_the_day_are_taken(today: DrugTable) -> None:
    found = read(today, package(KEYTRUDA, "J9271", "100"), package(KEYTRUDA, "J9998", "1"), package(NEW, "J9998", "1"))
    assert found.ndc == {KEYTRUDA: ("J9271",)}
    assert NEW not in found.ndc_before


def test_an_ndc_the_file_gives_up_keeps_its_former_code_apart(today: DrugTable) -> None:
    found = read(today, package(KEYTRUDA, "J9271", "100"))
    assert HERCEPTIN not in found.ndc
    assert found.ndc_before[HERCEPTIN] == today.ndc_before[HERCEPTIN]
    assert found.containers.of_ndc(HERCEPTIN) is None


def test_codes_of_one_ndc_come_in_one_order(today: DrugTable) -> None:
    rows = [package(NEW, code, "10") for code in ("Q5103", "J1745")]
    assert read(today, *rows).ndc == read(today, *reversed(rows)).ndc == {NEW: ("J1745", "Q5103")}


def _under(table: DrugTable, ndc: str, code: str) -> object:
    (own,) = table.containers.by_ndc[ndc]
    return replace(table.containers, by_ndc={ndc: (replace(own, code=code),)})


def test_amounts_stay_exact(today: DrugTable) -> None:
    vial = sold(today, package(NEW, "J9271", "12.50", size="0.50"))
    assert vial
    assert (vial.label.value, vial.volume_ml) == (Decimal("12.5"), Decimal("0.5"))

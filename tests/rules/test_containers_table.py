"""What a container holds, in what unit its NDC is counted, and that the newest crosswalk gives its own units back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from plugin.chart.administration import Amount, ContainerKind
from plugin.rules.container_tables import (
    ContainersByDay,
    ContainerTable,
    SoldContainer,
    read_container_table,
    read_single_dose_codes,
)
from plugin.rules.dated import Dated
from plugin.rules.drug_tables import DrugTables
from plugin.rules.errors import BadTable
from tests.shared import SHARED, needs

from .conftest import SHIPPED

HEADER = "ndc,drug,code,amount,unit,volume_ml,ndc_unit,form,dose_type,items,from,to\n"
NEWEST = "asp_ndc_hcpcs_crosswalk_2026Q1.csv"
# Sold by the strength printed on each lot, which the crosswalk gives as one unit.
BY_LOT = {"J0256", "J0257", "J7171", *(f"J{n}" for n in range(7175, 7189)), *(f"J{n}" for n in range(7190, 7215))}
BY_LOT -= {"J7212"}
# Their numbers in the crosswalk contradict each other, or units were rounded up, so that no label amount follows.
LEFT_OUT = {
    ("00338069104", "J3480"), ("00338069504", "J3480"), ("00338070434", "J3480"), ("00338358048", "J3373"),
    ("00338981024", "J7050"), ("00404986502", "J1580"), ("00409001601", "J9171"), ("00517073510", "J2404"),
    ("00574087205", "J1380"), ("00641624910", "J3010"), ("13533033504", "J1560"), ("25021014220", "J0295"),
    ("25021014330", "J0295"), ("39822450002", "J1301"), ("51662148201", "J2404"), ("51662151101", "J0153"),
    ("51662159703", "J1580"), ("51662160101", "J1596"), ("55150018310", "J2404"), ("55150018311", "J2404"),
    ("55150040125", "J1580"), ("55150040225", "J1580"), ("55566105001", "J9029"), ("60505627900", "J9060"),
    ("63323013720", "J9040"), ("65219046210", "J7060"), ("65219047530", "J7120"), ("65219047720", "J7120"),
    ("68135002001", "J1458"), ("70860011999", "J2290"), ("72572022525", "J1596"), ("72572047010", "J2404"),
    ("80803015350", "J9331"),
}  # fmt: skip

# The crosswalk miscounts the package; the strength in the directory settles what one container holds.
MISCOUNTED = {
    ("00338355148", "J3373"), ("00338355248", "J3373"), ("00338358101", "J3373"), ("00338358201", "J3373"),
    ("00338358301", "J3373"), ("63323002425", "J2151"),
}  # fmt: skip


@pytest.fixture(scope="module")
def rows(drug_rows: DrugTables) -> tuple[Dated[SoldContainer], ...]:
    return read_container_table(SHIPPED / "tables", [row.value for row in drug_rows.units])


@pytest.fixture(scope="module")
def containers(rows: tuple[Dated[SoldContainer], ...]) -> ContainersByDay:
    return ContainersByDay(rows)


@pytest.fixture(scope="module")
def sold(containers: ContainersByDay) -> ContainerTable:
    return containers.on(date(2026, 3, 4))


@pytest.fixture(scope="module")
def single_dose() -> frozenset[str]:
    rows = read_single_dose_codes(SHIPPED / "tables")
    assert {row.first for row in rows} == {date(2023, 7, 1)}
    return frozenset(row.value for row in rows)


def mg(value: str) -> Amount:
    return Amount(Decimal(value), "mg")


def test_a_vial_of_liquid_is_counted_in_millilitres(sold: ContainerTable) -> None:
    vial = sold.of_ndc("00006302602")
    assert vial
    assert (vial.drug, vial.label, vial.ndc_unit, vial.volume_ml) == ("pembrolizumab", mg("100"), "ML", Decimal(4))


def test_a_vial_of_powder_is_counted_as_one_each_and_has_no_volume(sold: ContainerTable) -> None:
    vial = sold.of_ndc("50242013201")
    assert vial
    assert (vial.drug, vial.label, vial.ndc_unit, vial.volume_ml) == ("trastuzumab", mg("150"), "UN", None)


def test_a_container_is_single_dose_or_multi_dose_only_where_a_source_says_so(sold: ContainerTable) -> None:
    by_listing, by_code, neither = "50242013201", "00006302602", "50242013210"
    kinds = [c.kind for ndc in (by_listing, "00003029328", by_code, neither) if (c := sold.of_ndc(ndc))]
    assert kinds == [ContainerKind.SINGLE_DOSE, ContainerKind.MULTI_DOSE, ContainerKind.SINGLE_DOSE]


def test_a_code_of_single_dose_containers_has_none_that_is_multi_dose(
    rows: tuple[Dated[SoldContainer], ...], single_dose: frozenset[str]
) -> None:
    kinds = {r.value.kind for r in rows if r.value.code in single_dose and r.value.form != "bulk vial"}
    assert kinds == {ContainerKind.SINGLE_DOSE}


def test_the_codes_of_single_dose_containers_are_those_of_the_policy_from_its_first_day(
    single_dose: frozenset[str], drug_rows: DrugTables
) -> None:
    assert {"J9271", "J1745", "J9355", "J9035"} <= single_dose
    assert single_dose.isdisjoint({"J9045", "J1100", "Q5114", "J9171", "J1920"})
    assert single_dose <= {row.value.code for row in drug_rows.units}


def test_the_label_amount_is_exact_where_the_crosswalk_rounds_its_units(sold: ContainerTable) -> None:
    zynlonta, penicillin = sold.of_ndc("79952011001"), sold.of_ndc("00049052083")
    assert zynlonta
    assert penicillin
    assert zynlonta.label == mg("10")
    assert penicillin.label.value == 5_000_000


def test_the_sizes_of_a_drug_come_smallest_first(sold: ContainerTable) -> None:
    sizes = [c.label.value for c in sold.of_drug("bevacizumab", "J9035")]
    assert (sizes[0], sizes[-1]) == (100, 400)
    assert sizes == sorted(sizes)


def test_the_same_vial_is_counted_by_the_code_of_the_day(containers: ContainersByDay) -> None:
    before, after = (containers.on(day).of_ndc("25682000101") for day in (date(2025, 3, 31), date(2025, 4, 1)))
    assert before
    assert after
    assert (before.code, before.label) == ("J1300", mg("300"))
    assert (after.code, after.label) == ("J1299", mg("300"))


def test_an_ndc_that_is_not_listed_is_not_known(sold: ContainerTable) -> None:
    assert sold.of_ndc("00000000000") is None
    assert sold.of_drug("unheard of") == ()


def test_after_the_last_quarter_its_containers_go_on(containers: ContainersByDay) -> None:
    assert containers.on(date(2027, 1, 1)).by_ndc is containers.on(date(2026, 3, 31)).by_ndc


def test_before_the_first_quarter_no_container_is_known(containers: ContainersByDay) -> None:
    assert containers.on(date(2023, 12, 31)).by_ndc == {}


def test_every_container_stands_in_the_crosswalk_of_its_days(
    rows: tuple[Dated[SoldContainer], ...], drug_rows: DrugTables
) -> None:
    spans = {(*row.value, row.last) for row in drug_rows.ndc}
    assert [r.value.ndc for r in rows if (r.value.ndc, r.value.code, r.last) not in spans] == []


def test_a_fluid_counted_in_millilitres_holds_its_volume(rows: tuple[Dated[SoldContainer], ...]) -> None:
    fluids = [r.value for r in rows if r.value.label.unit == "mL" and r.value.volume_ml]
    assert len(fluids) >= 100
    assert [c.ndc for c in fluids if c.label.value != c.volume_ml] == []


def test_no_millilitre_holds_more_than_a_liquid_can(rows: tuple[Dated[SoldContainer], ...]) -> None:
    liquids = [r.value for r in rows if r.value.volume_ml and r.value.label.unit == "mg"]
    assert max(c.label.value / c.volume_ml for c in liquids if c.volume_ml) == 500
    assert [c.ndc for c in liquids if c.volume_ml == 1 and c.label.value >= 300] == []


WRONG = [
    ("0002-7597-01,paclitaxel,J9267,100,mg,,,,,1,2024-01-01,2024-03-31", "no NDC of eleven digits"),
    ("00027597010,paclitaxel,J9271,100,mg,,,,,1,2024-01-01,2024-03-31", "J9271 is not the code of paclitaxel in mg"),
    ("00027597010,paclitaxel,J9267,100,mL,,,,,1,2024-01-01,2024-03-31", "J9267 is not the code of paclitaxel in mL"),
    ("00027597010,paclitaxel,J9267,0,mg,,,,,1,2024-01-01,2024-03-31", "cannot hold 0"),
    ("00027597010,paclitaxel,J9267,NaN,mg,,,,,1,2024-01-01,2024-03-31", "cannot hold NaN"),
    ("00027597010,paclitaxel,J9267,much,mg,,,,,1,2024-01-01,2024-03-31", "'much' is no amount"),
    ("00027597010,paclitaxel,J9267,30,mg,5,GR,,,1,2024-01-01,2024-03-31", "'GR' is no unit of an NDC"),
    ("00027597010,paclitaxel,J9267,30,mg,5,UN,,,1,2024-01-01,2024-03-31", "a volume belongs to"),
    ("00027597010,paclitaxel,J9267,30,mg,,ML,,,1,2024-01-01,2024-03-31", "a volume belongs to"),
    ("00027597010,paclitaxel,J9267,30,mg,,,pouch,,1,2024-01-01,2024-03-31", "'pouch' is no container"),
    ("00027597010,paclitaxel,J9267,30,mg,,,,shared,1,2024-01-01,2024-03-31", "'shared' is neither single-dose"),
    ("00027597010,paclitaxel,J9267,30,mg,,,,,0.5,2024-01-01,2024-03-31", "'0.5' is no number of containers"),
]


@pytest.mark.parametrize(("row", "words"), WRONG)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, drug_rows: DrugTables, row: str, words: str) -> None:
    (tmp_path / "containers.csv").write_text(HEADER + row + "\n")
    with pytest.raises(BadTable) as refused:
        read_container_table(tmp_path, [r.value for r in drug_rows.units])
    assert refused.value.line == 2
    assert words in str(refused.value)


def test_one_ndc_twice_under_one_code_on_one_day_is_refused(tmp_path: Path, drug_rows: DrugTables) -> None:
    shutil.copy(SHIPPED / "tables" / "containers.csv", tmp_path)
    first = (tmp_path / "containers.csv").read_text().splitlines()[1]
    with (tmp_path / "containers.csv").open("a") as file:
        file.write(first + "\n")
    with pytest.raises(BadTable, match="stands twice"):
        read_container_table(tmp_path, [r.value for r in drug_rows.units])


def crosswalk(drug_rows: DrugTables) -> Iterator[tuple[tuple[str, str], Mapping[str, str]]]:
    """The rows of the newest crosswalk that a needle gives, by NDC and code."""
    codes = {row.value.code for row in drug_rows.units}
    with (SHARED / "data" / NEWEST).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ndc, code = row["ndc"].replace("-", ""), row["hcpcs"]
            by_mouth = code.startswith("J8") or "J7500" <= code <= "J7528" or "Q0161" <= code <= "Q0181"
            if len(ndc) == 11 and ndc.isdecimal() and code in codes - BY_LOT and not by_mouth:
                yield (ndc, code), row


@needs("data", NEWEST)
def test_every_container_of_the_newest_crosswalk_is_there_or_is_known_to_contradict_itself(
    sold: ContainerTable, drug_rows: DrugTables
) -> None:
    missing = {key for key, _ in crosswalk(drug_rows) if sold.of_ndc(*key) is None}
    assert missing == LEFT_OUT
    assert len(LEFT_OUT) == 33


@needs("data", NEWEST)
def test_the_label_amount_gives_the_billing_units_of_the_newest_crosswalk(
    sold: ContainerTable, drug_rows: DrugTables
) -> None:
    per = {row.value.code: row.value.per.value for row in drug_rows.units if row.holds_on(date(2026, 1, 1))}
    differ = {}
    for key, row in crosswalk(drug_rows):
        container = sold.of_ndc(*key)
        if container is None:
            continue
        units, printed = container.label.value / per[key[1]], Decimal(row["billunits"])
        rounded = units.quantize(printed, ROUND_HALF_UP)
        if printed not in (rounded, units.to_integral_value(ROUND_CEILING)):
            differ[key] = (units, printed)
    assert differ == {}


@needs("data", NEWEST)
def test_the_items_of_a_package_give_its_billing_units(sold: ContainerTable, drug_rows: DrugTables) -> None:
    per = {row.value.code: row.value.per.value for row in drug_rows.units if row.holds_on(date(2026, 1, 1))}
    miscounted = set()
    for key, row in crosswalk(drug_rows):
        container = sold.of_ndc(*key)
        if container is None or container.items is None:
            continue
        units, printed = container.label.value / per[key[1]], Decimal(row["billunits_pkg"])
        whole = units.to_integral_value(ROUND_CEILING) * container.items
        if abs(printed - units * container.items) >= 1 and printed != whole:
            miscounted.add(key)
    assert miscounted == MISCOUNTED

"""What is often believed of drugs, their modifiers, diagnoses and supervision, and is wrong."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import ContainerKind
from plugin.chart.visit import SupervisionMode
from tests.engine.builders import SALINE, SINGLE, asked, charge, fact, given, lines, office, released, visit

MULTI = ContainerKind.MULTI_DOSE
LUNG = ("Z51.12", "C34.11", "E86.0")


# W-04: multi-dose vials


@pytest.mark.parametrize("discarded", [None, "320 mg"])
def test_what_is_left_of_a_multi_dose_vial_has_neither_waste_modifier(discarded) -> None:
    row = given("infliximab", start="09:00", stop="11:00", dose="80 mg", opened=1, vial="400 mg", kind=MULTI,
                discarded=discarded)  # fmt: skip
    chart = office(row, main="infliximab", diagnoses=("M05.79",))
    assert charge(chart, "drug") == {"J1745": 8}
    assert "missing_waste" not in asked(chart)


# W-06: codes of drugs change every quarter


@pytest.mark.parametrize(
    ("drug", "dose", "before", "after"),
    [
        ("eculizumab", "900 mg", (date(2025, 3, 31), "J1300"), (date(2025, 4, 1), "J1299")),
        ("dostarlimab", "500 mg", (date(2021, 12, 31), "C9082"), (date(2022, 1, 1), "J9272")),
        ("treosulfan", "50 mg", (date(2025, 9, 30), "C9175"), (date(2025, 10, 1), "J0614")),
        ("teprotumumab", "500 mg", (date(2020, 9, 30), "C9061"), (date(2020, 10, 1), "J3241")),
    ],
)
def test_the_first_day_of_a_quarter_can_bring_another_code(drug, dose, before, after) -> None:
    for day, code in (before, after):
        assert set(charge(visit(given(drug, dose=dose), day=day, payer="commercial"), "drug")) == {code}


# W-16: one unit still says that nothing was wasted


def test_a_dose_and_a_vial_of_one_unit_still_carry_jz() -> None:
    row = given("aztreonam", start="09:00", stop="09:30", dose="70 mg", opened=1, vial="100 mg", kind=SINGLE,
                discarded="30 mg")  # fmt: skip
    assert charge(office(row, main="aztreonam"), "drug") == {"J0457-JZ": 1}


# W-17: JG ended with 2024


def test_no_line_of_a_hospital_carries_the_old_discount_modifier() -> None:
    row = given("cetuximab", start="09:00", stop="11:00", dose="350 mg", opened=4, vial="100 mg", kind=SINGLE,
                discarded="50 mg")  # fmt: skip
    assert charge(visit(row), "drug") == {"J9055": 35, "J9055-JW": 5}


@pytest.mark.parametrize(("day", "modifier"), [(date(2024, 12, 31), "JG"), (date(2026, 3, 4), "TB")])
def test_an_entity_that_used_jg_until_2024_uses_tb_in_2026(day, modifier) -> None:
    row = given("cetuximab", start="09:00", stop="11:00", dose="400 mg", opened=4, vial="100 mg", kind=SINGLE)
    marked = charge(visit(row, day=day), "drug", entity_340b="jg", stock_340b="all")
    assert marked == {f"J9055-JZ-{modifier}": 40}


# W-19: what Z51.12 says


@pytest.mark.parametrize("diagnoses", [("Z51.12", "C34.11"), ("C34.11", "Z51.12")])
def test_immunotherapy_of_a_cancer_points_to_its_own_z_code_before_the_cancer(diagnoses) -> None:
    chart = visit(given("pembrolizumab", start="09:00", stop="09:30", dose="200 mg"), diagnoses=diagnoses)
    assert {line.diagnoses for line in lines(chart)} == {("Z51.12", "C34.11")}


def test_immunotherapy_and_chemotherapy_of_one_visit_keep_both_z_codes() -> None:
    rows = given("pembrolizumab", start="09:00", stop="09:30"), given("carboplatin", start="09:30", stop="10:30")
    first = [x.diagnoses for x in lines(visit(*rows, diagnoses=("Z51.12", "Z51.11", "C34.11"))) if x.code == "96413"]
    assert first == [("Z51.12", "Z51.11", "C34.11")]


def test_hydration_on_a_day_of_immunotherapy_points_to_its_own_reason() -> None:
    rows = given("pembrolizumab", start="09:00", stop="09:30"), given(SALINE, start="09:30", stop="10:30")
    assert [x.diagnoses for x in lines(visit(*rows, diagnoses=LUNG)) if x.code == "96361"] == [("E86.0",)]


def test_a_biologic_for_another_disease_points_to_that_disease_and_no_cancer_treatment() -> None:
    chart = visit(given("infliximab", start="09:00", stop="11:00"), diagnoses=(*LUNG, "M05.79"))
    chart = replace(chart, orders=tuple(replace(order, diagnoses=("M05.79",)) for order in chart.orders))
    assert {line.diagnoses for line in lines(chart)} == {("M05.79",)}


# W-20, W-21: the class follows the drug and the work, not its neighbours or its list


@pytest.mark.parametrize("drug", ["leucovorin", "levoleucovorin"])
def test_a_folinic_acid_is_a_drug_infusion_and_no_chemotherapy(drug) -> None:
    assert charge(visit(given(drug, start="09:00", stop="11:00"))) == {"96365": 1, "96366": 1}


def test_leucovorin_beside_oxaliplatin_is_the_concurrent_drug() -> None:
    rows = (given(name, start="09:00", stop="11:00") for name in ("oxaliplatin", "leucovorin"))
    assert charge(visit(*rows)) == {"96368": 1, "96413": 1, "96415": 1}


def test_leucovorin_after_oxaliplatin_is_a_later_drug_infusion() -> None:
    rows = given("oxaliplatin", start="09:00", stop="10:00"), given("leucovorin", start="10:00", stop="11:00")
    assert charge(visit(*rows)) == {"96367": 1, "96413": 1}


@pytest.mark.parametrize("drug", ["infliximab", "rituximab", "ocrelizumab", "natalizumab", "tocilizumab"])
@pytest.mark.parametrize("setting", ["facility", "office"])
def test_a_complex_biologic_is_coded_in_the_chemotherapy_family_for_medicare(drug, setting) -> None:
    chart = visit(given(drug, start="09:00", stop="11:00"), setting=setting, main=drug, diagnoses=("M05.79",))
    assert charge(chart) == {"96413": 1, "96415": 1}


# W-25: direct supervision by live video


@pytest.mark.parametrize("day", [date(2025, 6, 2), date(2026, 2, 2)])
def test_an_office_infusion_supervised_by_video_is_released_like_one_supervised_on_site(day) -> None:
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone", day=day)
    by_video = replace(chart.visits[0], supervision_mode=fact(SupervisionMode.VIDEO, "Encounter/e1"))
    assert released(replace(chart, visits=(by_video,))) == released(chart)
    assert released(chart)["96365"] == 1


def test_an_office_infusion_without_any_supervisor_is_held() -> None:
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone", supervisor=False)
    assert not released(chart)
    assert "missing_supervising_provider" in asked(chart)


def test_a_hospital_infusion_needs_no_supervisor_on_the_chart() -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00"), supervisor=False)
    assert "missing_supervising_provider" not in asked(chart)
    assert released(chart)["96365"] == 1

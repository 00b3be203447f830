"""Units of the code valid on the day, and what becomes of the rest of a container."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import ContainerKind
from plugin.engine.identify import ndc_digits
from plugin.engine.portions import same_kind
from tests.engine.builders import asked, charge, given, proposal, visit

SINGLE = ContainerKind.SINGLE_DOSE
MULTI = ContainerKind.MULTI_DOSE


def infliximab(dose: str, opened: int | None, discarded: str | None, vial: str | None = "100 mg", **more):
    return given(
        "infliximab", "iv_infusion", "09:00", "11:00", dose=dose, opened=opened, vial=vial, kind=SINGLE,
        discarded=discarded, **more,
    )  # fmt: skip


def office(*administrations, **more):
    return visit(*administrations, setting="office", main="infliximab", diagnoses=("M05.79",), **more)


@pytest.mark.parametrize(
    ("dose", "opened", "discarded", "expected"),
    [
        ("350 mg", 4, "50 mg", {"J1745": 35, "J1745-JW": 5}),
        ("400 mg", 4, None, {"J1745-JZ": 40}),
        ("305 mg", 4, "95 mg", {"J1745": 31, "J1745-JW": 9}),
        ("96 mg", 1, "4 mg", {"J1745-JZ": 10}),
        ("95 mg", 1, "5 mg", {"J1745-JZ": 10}),
    ],
)
def test_given_units_are_rounded_up_and_wasted_units_down(dose, opened, discarded, expected) -> None:
    assert charge(office(infliximab(dose, opened, discarded)), "drug") == expected


def test_decimals_stay_exact() -> None:
    bortezomib = given(
        "bortezomib", "sc", "09:00", dose="2.3 mg", opened=1, vial="3.5 mg", kind=SINGLE, discarded="1.2 mg"
    )
    assert charge(visit(bortezomib, setting="office", main="bortezomib"), "drug") == {"J9041": 23, "J9041-JW": 12}


def test_a_rest_nobody_charted_is_asked_for_and_the_line_is_held() -> None:
    chart = office(infliximab("350 mg", 4, None))
    lines = [line for line in proposal(chart).lines if line.kind.value.startswith("drug")]
    assert [(line.units, line.modifiers, line.state.value) for line in lines] == [(35, (), "held")]
    assert "missing_waste" in asked(chart)


def test_a_rest_under_one_unit_only_advises() -> None:
    chart = office(infliximab("95 mg", 1, None))
    assert charge(chart, "drug") == {"J1745-JZ": 10}
    waste = next(p for p in proposal(chart).prompts if p.kind == "missing_waste")
    assert waste.severity.value == "advises"


def test_discarded_and_opened_amounts_that_do_not_add_up_are_asked_about() -> None:
    chart = office(infliximab("350 mg", 4, "20 mg"))
    assert "missing_waste" in asked(chart)
    assert {line.state.value for line in proposal(chart).lines if line.code == "J1745"} == {"held"}


def test_what_was_discarded_beyond_the_label_is_never_billed() -> None:
    assert charge(office(infliximab("350 mg", 4, "58 mg")), "drug") == {"J1745": 35, "J1745-JW": 5}


def test_an_early_stop_leaves_the_opened_vials_to_the_wasted_line() -> None:
    chart = office(infliximab("40 mg", 4, "360 mg"))
    assert charge(chart, "drug") == {"J1745": 4, "J1745-JW": 36}


def test_multi_dose_vials_carry_neither_modifier() -> None:
    dose = given("infliximab", "iv_infusion", "09:00", "11:00", dose="80 mg", opened=1, vial="400 mg", kind=MULTI)
    assert charge(office(dose), "drug") == {"J1745": 8}


def test_a_container_of_unknown_kind_holds_a_medicare_line() -> None:
    chart = office(given("triamcinolone acetonide", "im", "09:00", dose="40 mg", opened=1, vial="40 mg", kind=None))
    assert "container_type_unknown" in asked(chart)
    assert {line.state.value for line in proposal(chart).lines if line.code == "J3301"} == {"held"}


def test_a_code_sold_in_single_dose_containers_alone_settles_the_kind() -> None:
    # R-DRG-06: the list of codes of the JW and JZ policy
    chart = office(
        given("infliximab", "iv_infusion", "09:00", "11:00", dose="400 mg", opened=4, vial="100 mg", kind=None)
    )
    assert charge(chart, "drug") == {"J1745-JZ": 40}
    assert {line.strength.word for line in proposal(chart).lines if line.code == "J1745"} == {"derived"}


def test_a_commercial_payer_wants_neither_modifier() -> None:
    assert charge(office(infliximab("350 mg", 4, "50 mg"), payer="commercial"), "drug") == {"J1745": 35}


def test_a_packaged_drug_in_a_hospital_carries_neither_modifier() -> None:
    dose = given("dexamethasone", "iv_push", "09:00", dose="8 mg", opened=1, vial="10 mg", kind=SINGLE)
    assert charge(visit(dose), "drug") == {"J1100": 8}


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2022, 12, 30), "J1745"), (date(2023, 6, 30), "J1745"), (date(2023, 7, 3), "J1745-JZ")],
)
def test_jz_is_asked_of_a_claim_only_from_july_2023(day, expected) -> None:
    untimed = replace(infliximab("400 mg", 4, None), runs=())
    assert charge(office(untimed, day=day), "drug") == {expected: 40}


def test_doses_of_a_day_are_added_before_they_are_rounded() -> None:
    chart = visit(
        given("morphine", "iv_push", "09:00", dose="4 mg"),
        given("morphine", "iv_push", "15:00", dose="4 mg"),
        payer="commercial",
    )
    assert charge(chart, "drug") == {"J2270": 1}
    assert charge(chart, "drug", drug_rounding="round_each_dose") == {"J2270": 2}


def test_a_missing_dose_is_asked_and_gives_no_drug_line() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", "09:30", dose=None))
    assert charge(chart, "drug") == {}
    assert "missing_dose" in asked(chart)
    assert charge(chart) == {"96365": 1}


def test_a_dose_in_another_kind_of_unit_is_asked_about_and_never_converted() -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", "09:30", dose="50 mL"))
    assert charge(chart, "drug") == {}
    assert "missing_dose" in asked(chart)


def test_an_unknown_drug_is_asked_about_and_its_lines_are_held() -> None:
    chart = visit(given("zyxomab quibble", "iv_infusion", "09:00", "09:30"))
    assert "unclear_drug" in asked(chart)
    assert {line.state.value for line in proposal(chart).lines} == {"held"}


def test_the_code_of_the_product_given_is_used_not_that_of_the_molecule() -> None:
    dose = given("bevacizumab-awwb (Mvasi)", "iv_infusion", "09:00", "09:45", dose="480 mg")
    assert set(charge(visit(dose, payer="commercial"), "drug")) == {"Q5107"}


@pytest.mark.parametrize(("day", "code", "units"), [(date(2025, 3, 31), "J1300", 90), (date(2025, 4, 1), "J1299", 450)])
def test_the_code_valid_on_the_day_is_used(day, code, units) -> None:
    dose = given("eculizumab", "iv_infusion", dose="900 mg")
    assert charge(visit(dose, day=day, payer="commercial"), "drug") == {code: units}


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("0002-7597-01", "00002759701"),
        ("50242-040-62", "50242004062"),
        ("60575-4112-1", "60575411201"),
        ("50242-0040-62", "50242004062"),
        ("00002759701", "00002759701"),
        ("0002759701", ""),
    ],
)
def test_an_ndc_has_eleven_digits_or_stays_open(printed, digits) -> None:
    assert ndc_digits(printed) == digits


def test_international_units_and_plain_units_compare_but_mass_never_does() -> None:
    assert same_kind("unit", "[iU]")
    assert not same_kind("[iU]", "[USP'U]")
    assert not same_kind("mg", "[iU]")


@pytest.mark.parametrize("dose", ["0 mg", "-5 mg"])
def test_an_amount_that_cannot_have_been_given_is_asked_about_and_gives_no_line(dose) -> None:
    chart = visit(given("ceftriaxone", "iv_infusion", "09:00", "09:30", dose=dose))
    assert charge(chart, "drug") == {}
    assert "missing_dose" in asked(chart)


def test_a_drug_stands_on_the_rule_of_its_class_and_beside_chemotherapy_on_that_of_supportive_drugs() -> None:
    antibiotic = given("ceftriaxone", "iv_infusion", "09:00", "10:00")
    alone = next(line for line in proposal(visit(antibiotic)).lines if line.code == "96365")
    beside = proposal(visit(antibiotic, given("paclitaxel", "iv_infusion", "10:00", "11:00"))).lines
    assert "R-ADM-01" in alone.because
    assert "R-ADM-04" not in alone.because
    assert "R-ADM-04" in next(line for line in beside if line.code == "96367").because

"""Drugs, routes and stops that a certified infusion coder worked by hand from the rules."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.visit import Coverage, Payer
from tests.engine.builders import SALINE, SINGLE, asked, charge, fact, given, office, visit
from tests.engine.coder_visits import REACTION, infused, stay

# Chemotherapy, complex biologics and hormones together


@pytest.mark.parametrize(
    ("administrations", "diagnoses", "expected"),
    [
        (
            (
                infused("pembrolizumab", "08:00", "08:30", dose="200 mg"),
                infused("carboplatin", "09:00", "10:00"),
                given("denosumab", "sc", "10:30", dose="120 mg"),
                given("leuprolide", "im", "10:40", dose="7.5 mg"),
            ),
            ("Z51.12", "Z51.11", "C61"),
            {"96413": 1, "96417": 1, "96402": 1, "96372-59": 1},
        ),
        (
            (
                infused("natalizumab", "08:00", "09:00", dose="300 mg"),
                given("leuprolide", "im", "10:30", dose="7.5 mg"),
            ),
            ("G35", "N80.9"),
            {"96413": 1, "96372-59": 1},
        ),
        (
            (infused("infliximab", "08:00", "10:00"), given("methotrexate", "sc", "10:30", dose="20 mg")),
            ("M05.79",),
            {"96413": 1, "96415": 1, "96401": 1},
        ),
        (
            (infused("tocilizumab", "08:00", "09:31", dose="400 mg"), infused("rituximab", "09:40", "11:11")),
            ("M05.79",),
            {"96413": 1, "96417": 1, "96415": 2},
        ),
    ],
    ids=["immunotherapy", "hormone for another disease", "infusion and shot", "two biologics"],
)
def test_biologics_chemotherapy_and_hormones_of_one_visit_keep_their_families(
    administrations: tuple[Administration, ...], diagnoses: tuple[str, ...], expected: dict[str, int]
) -> None:
    # R-ADM-02, R-ADM-05, R-ADM-06, R-EDT-02
    assert charge(visit(*administrations, diagnoses=diagnoses)) == expected


# Missing times and stops for a reaction


def test_a_missing_stop_reduces_chemotherapy_given_second_to_a_push() -> None:
    # R-ADM-59
    chart = visit(infused("paclitaxel", "08:00", "09:00"), infused("carboplatin", "09:30"))
    assert charge(chart) == {"96413": 1, "96411": 1}


def test_a_later_dose_charted_by_its_length_alone_is_one_further_unit_and_asks_for_its_times() -> None:
    # R-ADM-57, R-ADM-60
    chart = stay(infused("vancomycin", "08:00", "09:00"), infused("vancomycin", charted_minutes=fact(30)))
    assert charge(chart) == {"96365": 1, "96366": 1}
    assert {"missing_start_time", "missing_stop_time"} <= asked(chart)


def test_a_later_dose_without_a_stop_is_a_repeat_push_in_a_hospital_only() -> None:
    # R-ADM-59, R-ADM-58: more than 30 minutes after the end
    doses = (infused("vancomycin", "08:00", "09:00"), infused("vancomycin", "09:31"))
    assert charge(stay(*doses)) == {"96365": 1, "96376": 1}
    assert charge(stay(doses[0], infused("vancomycin", "09:30"))) == {"96365": 1}
    assert charge(office(*doses, main="vancomycin")) == {"96365": 1}


@pytest.mark.parametrize(
    ("stop", "expected"), [("08:15", {"96413": 1, "96417-53": 1}), ("08:16", {"96413": 1, "96417": 1})]
)
def test_a_second_chemotherapy_stopped_early_in_an_office_is_the_planned_code_below_16_minutes(
    stop: str, expected: dict[str, int]
) -> None:
    # R-ADM-64 planned_53
    chart = office(
        infused("paclitaxel", "08:00", stop, stopped_because=REACTION),
        infused("carboplatin", "09:00", "10:00"),
        main="carboplatin",
    )
    assert charge(chart, aborted_infusion="planned_53") == expected


def test_the_parts_of_an_infusion_stopped_for_good_are_added_before_the_test_of_16_minutes() -> None:
    # R-ADM-62, R-ADM-64
    stopped = infused("paclitaxel", runs=(("08:00", "08:10"), ("08:30", "08:36")), stopped_because=REACTION)
    assert charge(visit(stopped)) == {"96413": 1}


def test_chemotherapy_stopped_after_12_minutes_is_a_push_behind_the_next_one() -> None:
    # R-ADM-64, R-ADM-20
    chart = visit(
        infused("paclitaxel", "08:00", "08:12", stopped_because=REACTION), infused("carboplatin", "10:00", "11:00")
    )
    assert charge(chart) == {"96411": 1, "96413": 1}


# Pumps under the skin and arteries


def test_a_pump_under_the_skin_adds_what_ran_around_a_pause() -> None:
    # R-ADM-72, R-ADM-62
    def pump(last: str) -> Chart:
        runs = (("08:00", "08:10"), ("08:30", last))
        return visit(given("immune globulin", "sc_infusion", runs=runs, dose="10 g"), diagnoses=("D80.1",))

    assert (charge(pump("08:36")), charge(pump("08:35"))) == ({"96369": 1}, {"96372": 1})


def test_an_arterial_infusion_without_a_stop_is_an_arterial_push_and_asked_about() -> None:
    # R-ADM-59, R-ADM-79
    chart = visit(given("fluorouracil", "intra_arterial_infusion", "08:00", dose="1000 mg"))
    assert (charge(chart), asked(chart)) == ({"96420": 1}, {"missing_stop_time"})


def test_an_arterial_infusion_has_its_own_limit_of_further_hours() -> None:
    # R-ADM-79, R-DOC-32: 96423 is one in an office, two in a hospital
    artery = given("fluorouracil", "intra_arterial_infusion", "08:00", "10:31", dose="1000 mg")
    assert charge(visit(artery)) == {"96422": 1, "96423": 2}
    assert "units_over_mue" not in asked(visit(artery))
    assert "units_over_mue" in asked(visit(artery, setting="office", main="fluorouracil"))


# Procedures, vaccines, spinal and bladder routes beside an infusion


def test_behind_a_spinal_injection_every_infusion_code_is_marked_distinct_but_chemotherapy() -> None:
    # R-EDT-02: 96450 has 96361, 96365 and 96366 in column two, not 96413
    spinal = given("methotrexate", "intrathecal", "08:00", dose="12 mg")
    fluid = infused(SALINE, "11:00", "12:00")
    assert charge(visit(spinal, infused("vancomycin", "09:00", "10:31"), fluid)) == {
        "96450": 1, "96365-59": 1, "96366-59": 1, "96361-59": 1,
    }  # fmt: skip
    assert charge(visit(spinal, infused("paclitaxel", "09:00", "10:00"))) == {"96450": 1, "96413": 1}


@pytest.mark.parametrize(
    ("payer", "expected"),
    [
        ("medicare", {"G0008": 1, "G0009": 1}),
        ("commercial", {"90471": 1, "90472": 1}),
        ("medicaid", {"90471": 1, "90472": 1}),
    ],
)
def test_influenza_and_pneumococcal_vaccine_by_payer(payer: str, expected: dict[str, int]) -> None:
    # R-ADM-10
    vaccines = (
        given(f"{name} vaccine", "im", "08:00", dose="0.5 mL") for name in ("influenza", "pneumococcal conjugate")
    )
    assert charge(visit(*vaccines, payer=payer, diagnoses=("Z23",))) == expected


def test_a_vaccine_neither_takes_nor_marks_the_initial_of_the_day() -> None:
    # R-ADM-10, Appendix C
    flu = given("influenza vaccine", "im", "08:00", dose="0.5 mL")
    chart = visit(flu, infused("vancomycin", "08:00", "09:00"), given("ketorolac", "im", "08:05"), diagnoses=("Z23",))
    assert charge(chart) == {"G0008": 1, "96365": 1, "96372-59": 1}


# Drugs by payer, day and decimals


@pytest.mark.parametrize(
    ("given_mg", "discarded", "expected"),
    [
        ("2.3 mg", "1.2 mg", {"J9041": 23, "J9041-JW": 12}),
        ("2.31 mg", "1.19 mg", {"J9041": 24, "J9041-JW": 11}),
        ("3.45 mg", "0.05 mg", {"J9041-JZ": 35}),
    ],
)
def test_tenths_of_a_milligram_are_counted_exactly(given_mg: str, discarded: str, expected: dict[str, int]) -> None:
    # R-DRG-03, R-DRG-05
    shot = given("bortezomib", "sc", "08:00", dose=given_mg, vial="3.5 mg", opened=1, discarded=discarded, kind=SINGLE)
    assert charge(visit(shot, setting="office", main="bortezomib"), "drug") == expected


def test_two_visits_of_a_day_share_one_count_of_units_and_one_of_waste() -> None:
    # R-DRG-02, R-DRG-05: 155 + 155 of 400 mg
    doses = (
        infused("bevacizumab", a, z, dose="155 mg", vial="100 mg", opened=2, discarded="45 mg", kind=SINGLE)
        for a, z in (("08:00", "09:00"), ("14:00", "15:00"))
    )
    chart = visit(*doses, second_visit=(2,), diagnoses=("Z51.12", "C34.90"))
    assert charge(chart, "drug") == {"J9035": 31, "J9035-JW": 9}


@pytest.mark.parametrize(("payer", "waste"), [("medicare advantage", True), ("medicaid", False), ("other", False)])
def test_waste_is_stated_to_the_payers_that_ask_for_it(payer: str, waste: bool) -> None:
    # R-DRG-06
    bag = infused(
        "bevacizumab", "08:00", "09:00", dose="350 mg", vial="100 mg", opened=4, discarded="50 mg", kind=SINGLE
    )
    expected = {"J9035": 35, **({"J9035-JW": 5} if waste else {})}
    assert charge(visit(bag, payer=payer, diagnoses=("Z51.12", "C34.90")), "drug") == expected


def test_the_payer_that_pays_first_decides_on_waste() -> None:
    # R-DRG-06: commercial first, Medicare second
    bag = infused(
        "bevacizumab", "08:00", "09:00", dose="350 mg", vial="100 mg", opened=4, discarded="50 mg", kind=SINGLE
    )
    payers = (Coverage("Coverage/b", Payer.MEDICARE, order=2), Coverage("Coverage/a", Payer.COMMERCIAL, order=1))
    chart = replace(visit(bag, diagnoses=("Z51.12", "C34.90")), coverages=payers)
    assert charge(chart, "drug") == {"J9035": 35}


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2023, 12, 20), {"96365": 1, "96366": 1}), (date(2023, 12, 21), {"96413": 1, "96415": 1})],
)
def test_a_contractors_list_ends_with_its_last_day(day: date, expected: dict[str, int]) -> None:
    # R-ADM-03: not from 2023-12-21 on
    chart = visit(infused("infliximab", charted_minutes=fact(120)), day=day, diagnoses=("M05.79",))
    assert charge(chart, complexity_policy="mac_legacy_list", complexity_list="infliximab") == expected

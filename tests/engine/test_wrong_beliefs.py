"""What is often believed of administration codes and is wrong: the believed answer never comes, the right one does."""

import pytest

from tests.engine.builders import SALINE, asked, charge, fact, given, office, proposal, released, visit


def beside(*names: str, start: str = "09:00", stop: str = "10:00"):
    """Infusions from bags of their own that run together on one line."""
    return tuple(given(name, start=start, stop=stop) for name in names)


def clock(minutes: int) -> str:
    """So many minutes after nine."""
    return f"{9 + minutes // 60:02d}:{minutes % 60:02d}"


# W-01: 96417 and 96416 say nothing about running together


def test_chemotherapy_beside_chemotherapy_is_neither_a_later_drug_nor_a_pump_but_held_as_unlisted() -> None:
    chart = visit(*beside("paclitaxel", "gemcitabine"))
    assert charge(chart) == {"96413": 1, "96549": 1}
    assert "96549" not in released(chart)


def test_a_later_other_chemotherapy_is_what_the_later_code_is_for() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), given("gemcitabine", start="10:00", stop="11:00"))
    assert charge(chart) == {"96413": 1, "96417": 1}


def test_the_pump_code_is_for_a_pump_that_goes_home_for_more_than_eight_hours() -> None:
    chart = visit(given("fluorouracil", "portable_pump", "09:00", "D+2 07:00"), payer="commercial")
    assert charge(chart) == {"96416": 1}


def test_a_long_infusion_of_a_patient_who_stays_is_no_pump() -> None:
    # R-ADM-73: 570 minutes, nine units in all
    assert charge(visit(given("fluorouracil", start="08:00", stop="17:30"))) == {"96413": 1, "96415": 8}


# W-02: 96415 counts hours, not drugs


def test_a_second_chemotherapy_of_an_hour_adds_no_further_hour() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), given("gemcitabine", start="10:00", stop="11:30"))
    assert charge(chart) == {"96413": 1, "96417": 1}


def test_the_further_hours_of_a_later_chemotherapy_are_its_own() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), given("gemcitabine", start="10:00", stop="12:31"))
    assert charge(chart) == {"96413": 1, "96415": 2, "96417": 1}


# W-03, W-10: rank decides in a hospital, the main reason in an office, the clock in neither

FLUID_THEN_PUSH = (given(SALINE, start="09:00", stop="10:31"), given("ondansetron", "iv_push", "09:10", dose="4 mg"))


def test_an_office_visit_for_hydration_starts_with_hydration_though_a_push_ranks_higher() -> None:
    assert charge(office(*FLUID_THEN_PUSH, main=SALINE)) == {"96360": 1, "96361": 1, "96375": 1}


def test_the_same_facts_in_a_hospital_start_with_the_push() -> None:
    assert charge(visit(*FLUID_THEN_PUSH)) == {"96361": 2, "96374": 1}


def test_an_office_main_reason_that_leaves_chemotherapy_without_its_base_gives_way_and_is_asked_about() -> None:
    # R-ADM-24
    chart = office(
        given("ceftriaxone", start="09:00", stop="10:00"),
        given("vinorelbine", "iv_push", "10:05", dose="50 mg"),
        main="ceftriaxone",
    )
    assert charge(chart) == {"96367": 1, "96409": 1}
    assert "main_reason_of_visit" in asked(chart)


def test_chemotherapy_given_last_is_the_initial_service_of_a_hospital_visit() -> None:
    chart = visit(given("ceftriaxone", start="08:00", stop="09:00"), given("paclitaxel", start="13:00", stop="14:00"))
    assert charge(chart) == {"96367": 1, "96413": 1}


def test_the_drug_an_office_visit_is_for_is_initial_though_another_ran_first() -> None:
    rows = given("vancomycin", start="08:00", stop="10:00"), given("ceftriaxone", start="10:00", stop="10:30")
    lines = [line for line in proposal(office(*rows, main="ceftriaxone")).lines if line.kind.value == "administration"]
    assert [(line.code, line.what) for line in lines] == [
        ("96365", "ceftriaxone"),
        ("96366", "vancomycin"),
        ("96367", "vancomycin"),
    ]


# W-05: minutes are counted as charted


@pytest.mark.parametrize(("drug", "code"), [("ceftriaxone", "96366"), ("paclitaxel", "96415"), (SALINE, "96361")])
@pytest.mark.parametrize(
    ("minutes", "hours"), [(60, 0), (61, 0), (90, 0), (91, 1), (121, 1), (150, 1), (151, 2), (210, 2), (211, 3)]
)
def test_a_further_hour_begins_with_minute_31_past_a_full_hour(drug, code, minutes, hours) -> None:
    assert charge(visit(given(drug, start="09:00", stop=clock(minutes)))).get(code, 0) == hours


# W-07, W-08, W-09: what 96368 is for


def test_fluid_that_runs_beside_a_drug_is_not_billed_as_concurrent() -> None:
    assert charge(visit(*beside("ceftriaxone", SALINE))) == {"96365": 1}


def test_fluid_that_outlasts_a_drug_is_billed_as_hydration_for_its_own_minutes_only() -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00"), given(SALINE, start="09:00", stop="10:45"))
    assert charge(chart) == {"96361": 1, "96365": 1}


@pytest.mark.parametrize("others", [1, 2, 3])
def test_the_concurrent_code_is_one_unit_however_many_drugs_run_together(others) -> None:
    rows = beside("ceftriaxone", *("vancomycin", "famotidine", "azithromycin")[:others])
    assert charge(visit(*rows)) == {"96365": 1, "96368": 1}


def test_a_concurrent_pair_on_the_next_day_of_one_stay_adds_no_second_unit() -> None:
    first = beside("ceftriaxone", "vancomycin")
    second = beside("famotidine", "azithromycin", start="D+1 09:00", stop="D+1 10:00")
    assert charge(visit(*first, *second)) == {"96365": 1, "96367": 1, "96368": 1}


@pytest.mark.parametrize(("drug", "code"), [("ondansetron", "96374"), ("vinorelbine", "96409")])
def test_a_drug_beside_another_is_not_coded_where_a_push_holds_the_initial(drug, code) -> None:
    rows = given(drug, "iv_push", "08:00", dose="4 mg"), *beside("ceftriaxone", "vancomycin")
    chart = office(*rows, main=drug)
    assert charge(chart) == {code: 1, "96367": 1}
    assert "concurrent_not_coded" in asked(chart)


# W-11, W-12, W-13: how long an infusion and hydration must be


def test_a_first_chemotherapy_of_fifteen_minutes_is_a_push() -> None:
    assert charge(visit(given("paclitaxel", start="09:00", stop="09:15"))) == {"96409": 1}


def test_chemotherapy_pushed_by_hand_is_a_push() -> None:
    assert charge(visit(given("vinorelbine", "iv_push", "09:00", dose="50 mg"))) == {"96409": 1}


@pytest.mark.parametrize(("drug", "code"), [("ceftriaxone", "96365"), ("paclitaxel", "96413")])
@pytest.mark.parametrize("minutes", [16, 30])
def test_a_drug_infusion_needs_sixteen_minutes_not_thirty_one(drug, code, minutes) -> None:
    assert charge(visit(given(drug, start="09:00", stop=clock(minutes)))) == {code: 1}


@pytest.mark.parametrize("payer", ["medicare", "commercial"])
@pytest.mark.parametrize(("minutes", "codes"), [(15, {}), (16, {}), (30, {}), (31, {"96360": 1})])
def test_hydration_needs_thirty_one_minutes_not_sixteen(minutes, codes, payer) -> None:
    assert charge(visit(given(SALINE, start="09:00", stop=clock(minutes)), payer=payer)) == codes


def test_hydration_behind_a_drug_needs_thirty_one_minutes_too() -> None:
    rows = given("ceftriaxone", start="08:00", stop="09:00"), given(SALINE, start="09:00", stop="09:30")
    assert charge(visit(*rows)) == {"96365": 1}


# W-14, W-15: what 96376 is for


def test_a_drug_infused_again_is_no_repeat_push() -> None:
    rows = given("ceftriaxone", start="08:00", stop="08:30"), given("ceftriaxone", start="16:00", stop="16:30")
    assert charge(visit(*rows)) == {"96365": 1, "96366": 1}


def test_a_drug_pushed_again_after_more_than_half_an_hour_is_one() -> None:
    rows = (given("morphine", "iv_push", at, dose="4 mg") for at in ("08:00", "08:31"))
    assert charge(visit(*rows)) == {"96374": 1, "96376": 1}


def test_every_shot_into_an_artery_has_the_arterial_code() -> None:
    rows = (given("papaverine", "intra_arterial_push", at, dose="30 mg") for at in ("08:00", "09:00"))
    assert charge(visit(*rows)) == {"96373": 2}


# W-18: a drug infusion is no procedure with planned anaesthesia


@pytest.mark.parametrize("choice", ["actual_time", "planned_53"])
@pytest.mark.parametrize(("minutes", "code"), [(12, "96409"), (22, "96413")])
def test_an_infusion_stopped_early_in_a_hospital_has_its_minutes_and_no_modifier(choice, minutes, code) -> None:
    row = given("paclitaxel", start="09:00", stop=clock(minutes), stopped_because=fact("reaction"))
    assert charge(visit(row), aborted_infusion=choice) == {code: 1}


# W-22: lumens of one catheter


def test_two_lumens_of_one_catheter_have_one_initial() -> None:
    chart = visit(
        given("ceftriaxone", start="09:00", stop="10:00", site="right arm PICC lumen 1"),
        given("vancomycin", start="10:00", stop="11:00", site="right arm PICC lumen 2"),
    )
    assert charge(chart) == {"96365": 1, "96367": 1}
    assert "second_site_reason" not in asked(chart)


# W-23: a new day is no new encounter


def test_the_second_day_of_an_observation_stay_has_no_new_initial() -> None:
    rows = (
        given("ceftriaxone", start="09:00", stop="10:00"),
        given("ceftriaxone", start="D+1 09:00", stop="D+1 10:00"),
        given("vancomycin", start="D+1 10:00", stop="D+1 11:00"),
    )
    lines = [line for line in proposal(visit(*rows)).lines if line.kind.value == "administration"]
    assert [(line.code, line.date.day, line.modifiers) for line in lines] == [
        ("96365", 4, ()),
        ("96366", 5, ()),
        ("96367", 5, ()),
    ]


# W-24: twenty minutes are an infusion, second drug or not


def test_a_second_drug_of_twenty_minutes_is_a_later_infusion() -> None:
    rows = given("ceftriaxone", start="09:00", stop="09:30"), given("vancomycin", start="09:30", stop="09:50")
    assert charge(visit(*rows)) == {"96365": 1, "96367": 1}

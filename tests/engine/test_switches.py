"""Every choice of a site or payer changes the smallest visit that shows it, and its default is the published one."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.engine.errors import UnknownSwitch
from plugin.engine.switches import ALLOWED, DRUG_LISTS, Switches
from tests.engine.authorized_visits import DAY, asked_about, authorization, authorized
from tests.engine.builders import (
    SALINE,
    SINGLE,
    asked,
    at,
    charge,
    fact,
    given,
    lines,
    office,
    proposal,
    released,
    visit,
)

SHOWN: dict[str, set[str]] = {}
IN_DRUG_MARKS = {"entity_340b", "stock_340b", "contractor"}  # shown in test_drug_marks.py


def each_value_of(switch: str, answers: Mapping[str, object]) -> pytest.MarkDecorator:
    """A test for the default of a switch, with nothing chosen, and for each value; `answers` by value."""
    SHOWN.setdefault(switch, set()).update(answers)
    default = getattr(Switches(), switch)
    cases = [pytest.param({}, answers[str(default)], id="nothing chosen")]
    cases += [pytest.param({switch: value}, answer, id=value) for value, answer in answers.items()]
    return pytest.mark.parametrize(("chosen", "expected"), cases)


def two_of(drug: str, *clocks: tuple[str, str], **more) -> Chart:
    """A visit with one infusion after the other of a drug, all of one order."""
    return visit(*(given(drug, start=a, stop=b, order="MedicationRequest/x", **more) for a, b in clocks))


def dated(chart: Chart, **chosen: str) -> list[tuple[str, int, int]]:
    """Code, units and day of the month of each administration line."""
    found = [x for x in lines(chart, **chosen) if x.kind.value == "administration"]
    return [(x.code, x.units, x.date.day) for x in found]


# Hydration: R-ADM-45, R-ADM-47


@each_value_of(
    "hydration_split",
    {"sum": {"96361": 1, "96413": 1, "96415": 1}, "contiguous": {"96413": 1, "96415": 1}},
)
def test_hydration_before_and_after_a_drug_is_added_or_must_reach_its_minimum_unbroken(chosen, expected) -> None:
    chart = visit(given(SALINE, start="08:00", stop="10:20"), given("paclitaxel", start="08:29", stop="10:00"))
    assert charge(chart, **chosen) == expected


@each_value_of("hydration_split", {"sum": {"96361": 2, "96365": 1}, "contiguous": {"96361": 1, "96365": 1}})
def test_a_stretch_below_the_minimum_adds_nothing_to_a_longer_one_that_must_be_unbroken(chosen, expected) -> None:
    chart = visit(given(SALINE, start="08:00", stop="10:40"), given("ceftriaxone", start="09:20", stop="10:20"))
    assert charge(chart, **chosen) == expected


@pytest.mark.parametrize(("drug_starts", "expected"), [("08:30", {"96365": 1}), ("08:31", {"96361": 1, "96365": 1})])
def test_an_unbroken_stretch_reaches_the_minimum_with_its_minute_31(drug_starts, expected) -> None:
    chart = visit(given(SALINE, start="08:00", stop="10:00"), given("ceftriaxone", start=drug_starts, stop="09:30"))
    assert charge(chart, hydration_split="contiguous") == expected


@each_value_of(
    "hydration_secondary_modifier",
    {
        "none": {"96361": 1, "96365": 1},
        "59": {"96361-59": 1, "96365": 1},
        "XU": {"96361-XU": 1, "96365": 1},
    },
)
def test_hydration_behind_a_drug_carries_the_modifier_a_payer_asks_for(chosen, expected) -> None:
    chart = visit(given("ceftriaxone", start="08:00", stop="09:00"), given(SALINE, start="09:00", stop="10:00"))
    assert charge(chart, **chosen) == expected


def test_hydration_that_is_initial_carries_no_such_modifier() -> None:
    chart = visit(given(SALINE, start="08:00", stop="09:31"))
    assert charge(chart, hydration_secondary_modifier="59") == {"96360": 1, "96361": 1}


# Infusions beside each other and again: R-ADM-49, R-ADM-51, R-ADM-53, R-ADM-57, R-ADM-62


@each_value_of("concurrent_min_overlap", {"16": {"96365": 1, "96367": 1}, "1": {"96365": 1, "96368": 1}})
@pytest.mark.parametrize("start", ["08:45", "08:59"])
def test_a_short_time_together_is_concurrent_only_where_a_minute_is_enough(start, chosen, expected) -> None:
    chart = visit(given("ceftriaxone", start="08:00", stop="09:00"), given("vancomycin", start=start, stop="09:30"))
    assert charge(chart, **chosen) == expected


@pytest.mark.parametrize("least", ["16", "1"])
def test_infusions_one_after_the_other_are_never_concurrent(least) -> None:
    chart = visit(given("ceftriaxone", start="08:00", stop="09:00"), given("vancomycin", start="09:00", stop="10:00"))
    assert charge(chart, concurrent_min_overlap=least) == {"96365": 1, "96367": 1}


@each_value_of(
    "partial_overlap",
    {
        "concurrent_only": {"96365": 1, "96366": 3, "96368": 1},
        "split_remainder": {"96365": 1, "96366": 3, "96367": 1},
    },
)
def test_what_ran_alone_of_a_partly_concurrent_drug_is_coded_where_the_site_splits(chosen, expected) -> None:
    chart = visit(given("ceftriaxone", start="08:00", stop="10:00"), given("vancomycin", start="09:30", stop="13:30"))
    assert charge(chart, **chosen) == expected


@each_value_of(
    "chemo_chemo_concurrent",
    {
        "hold_96549": ({"96413": 1, "96549": 1}, {"96413": 1}),
        "sequential_if_remainder_16": ({"96413": 1, "96417": 1}, {"96413": 1, "96417": 1}),
        "not_billed": ({"96413": 1}, {"96413": 1}),
    },
)
def test_chemotherapy_partly_beside_chemotherapy_is_held_or_a_later_drug_or_nothing(chosen, expected) -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), given("gemcitabine", start="09:30", stop="10:16"))
    leaves = {code: units for code, units in released(chart, **chosen).items() if code.startswith("96")}
    assert (charge(chart, **chosen), leaves) == expected


def test_chemotherapy_with_fifteen_minutes_of_its_own_is_no_later_drug() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), given("gemcitabine", start="09:30", stop="10:15"))
    assert charge(chart, chemo_chemo_concurrent="sequential_if_remainder_16") == {"96413": 1, "96549": 1}


@each_value_of(
    "same_drug_repeat_infusion",
    {"each_dose": {"96365": 1, "96366": 1}, "sum_minutes": {"96365": 1}, "96367_legacy": {"96365": 1, "96367": 1}},
)
def test_a_later_dose_of_a_drug_is_counted_as_the_site_chose(chosen, expected) -> None:
    assert charge(two_of("ceftriaxone", ("08:00", "08:45"), ("16:00", "16:45")), **chosen) == expected


@pytest.mark.parametrize("choice", ["each_dose", "sum_minutes", "96367_legacy"])
def test_doses_of_chemotherapy_are_added_up_whatever_the_site_chose(choice) -> None:
    chart = two_of("cytarabine", ("08:00", "08:45"), ("16:00", "16:46"))
    assert charge(chart, same_drug_repeat_infusion=choice) == {"96413": 1, "96415": 1}


@each_value_of("pause_gap", {"30": {"96365": 1, "96366": 1}, "31": {"96365": 1}, "0": {"96365": 1, "96366": 1}})
def test_a_drug_that_goes_on_within_the_gap_is_the_same_bag(chosen, expected) -> None:
    assert charge(two_of("ceftriaxone", ("08:00", "08:45"), ("09:16", "10:01")), **chosen) == expected


@pytest.mark.parametrize(("gap", "expected"), [("30", {"96365": 1}), ("29", {"96365": 1, "96366": 1})])
def test_a_gap_as_long_as_allowed_is_still_a_pause(gap, expected) -> None:
    assert charge(two_of("ceftriaxone", ("08:00", "08:45"), ("09:15", "10:00")), pause_gap=gap) == expected


@each_value_of("pause_gap", {"30": {"96365": 1, "96365-59": 1}, "35": {"96365": 1}})
def test_a_drug_that_goes_on_through_a_new_cannula_within_the_gap_is_on_no_second_line(chosen, expected) -> None:
    rx = "MedicationRequest/x"
    chart = visit(
        given("ceftriaxone", start="09:00", stop="09:30", site="left forearm", order=rx),
        given("ceftriaxone", start="10:05", stop="10:50", site="left hand", order=rx),
    )
    assert charge(chart, **chosen) == expected


@each_value_of("pause_gap", {"30": {"96369": 2}, "40": {"96369": 1, "96370": 1}})
def test_a_pump_under_the_skin_that_goes_on_within_the_gap_is_one_infusion(chosen, expected) -> None:
    rows = (
        given("immune globulin (Hizentra)", "sc_infusion", start, stop, order="MedicationRequest/x")
        for start, stop in (("08:00", "09:00"), ("09:40", "10:40"))
    )
    assert charge(visit(*rows), **chosen) == expected


# Times that are not charted as clock times: R-ADM-59, R-ADM-60


@each_value_of(
    "missing_stop",
    {"push": ({"96374": 1}, {"96374": 1}), "hold": ({"96374": 1}, {}), "not_billable": ({}, {})},
)
def test_an_infusion_without_a_stop_is_a_push_or_held_or_nothing(chosen, expected) -> None:
    chart = visit(given("ceftriaxone", start="09:00"))
    leaves = {code: units for code, units in released(chart, **chosen).items() if code.startswith("96")}
    assert (charge(chart, **chosen), leaves) == expected


@pytest.mark.parametrize("choice", ["push", "hold", "not_billable"])
def test_the_drug_of_an_infusion_without_a_stop_is_billed_whatever_the_site_chose(choice) -> None:
    chart = visit(given("ceftriaxone", start="09:00", dose="1,000 mg"))
    assert charge(chart, "drug", missing_stop=choice) == {"J0696": 4}


@each_value_of("calculated_stop", {"allow_nursing_rate_volume": {"96365": 1}, "deny": {"96374": 1}})
def test_a_stop_computed_from_rate_and_volume_counts_where_the_site_allows_it(chosen, expected) -> None:
    row = given("ceftriaxone", start="09:00")
    computed = Fact(at("09:40"), Evidence("MedicationAdministration/ma1"), Strength.DERIVED)
    chart = visit(replace(row, runs=(replace(row.runs[0], stop=computed),)))
    assert charge(chart, **chosen) == expected


@each_value_of("duration_without_clock", {"allow_with_advisory": {"96365": 1}, "deny": {"96374": 1}})
def test_a_length_charted_without_a_stop_counts_where_the_site_allows_it(chosen, expected) -> None:
    assert charge(visit(given("ceftriaxone", start="09:00", charted_minutes=fact(45))), **chosen) == expected


@each_value_of("duration_without_clock", {"allow_with_advisory": {"96369": 1}, "deny": {"96372": 1}})
def test_a_length_charted_for_a_pump_under_the_skin_counts_where_the_site_allows_it(chosen, expected) -> None:
    row = given("immune globulin (Hizentra)", "sc_infusion", "09:00", charted_minutes=fact(45))
    assert charge(visit(row), **chosen) == expected


# Stopped early, over midnight, in two syringes: R-ADM-64, R-ADM-65, R-ADM-67


@each_value_of("aborted_infusion", {"actual_time": {"96409": 1}, "planned_53": {"96413-53": 1}})
def test_an_office_infusion_stopped_early_is_coded_by_its_minutes_or_as_planned(chosen, expected) -> None:
    row = given("paclitaxel", start="09:00", stop="09:12", stopped_because=fact("reaction"))
    assert charge(office(row, main="paclitaxel"), **chosen) == expected


@pytest.mark.parametrize("choice", ["actual_time", "planned_53"])
def test_an_office_infusion_stopped_after_sixteen_minutes_needs_no_modifier(choice) -> None:
    row = given("paclitaxel", start="09:00", stop="09:16", stopped_because=fact("reaction"))
    assert charge(office(row, main="paclitaxel"), aborted_infusion=choice) == {"96413": 1}


BY_UNIT = [("96360", 1, 4), ("96361", 2, 5)]
BY_START = [("96360", 1, 4), ("96361", 2, 4)]


@each_value_of("midnight", {"by_setting": BY_UNIT, "unit_date": BY_UNIT, "start_date": BY_START})
def test_a_hospital_dates_each_unit_by_its_minute_unless_told_to_date_by_the_start(chosen, expected) -> None:
    assert dated(visit(given(SALINE, start="23:00", stop="D+1 02:00")), **chosen) == expected


@each_value_of("midnight", {"by_setting": BY_START, "unit_date": BY_UNIT, "start_date": BY_START})
def test_an_office_dates_an_infusion_by_its_start_unless_told_to_date_each_unit(chosen, expected) -> None:
    assert dated(office(given(SALINE, start="23:00", stop="D+1 02:00")), **chosen) == expected


@each_value_of("split_dose_injections", {"one_per_drug": {"96402": 1}, "per_injection": {"96402": 2}})
def test_one_dose_in_two_syringes_is_one_service_unless_each_shot_counts(chosen, expected) -> None:
    rows = (given("fulvestrant", "im", clock, dose="250 mg") for clock in ("09:00", "09:05"))
    assert charge(visit(*rows), **chosen) == expected


@each_value_of(
    "midnight",
    {
        "by_setting": [("96369", 1, 4), ("96370", 1, 5)],
        "unit_date": [("96369", 1, 4), ("96370", 1, 5)],
        "start_date": [("96369", 1, 4), ("96370", 1, 4)],
    },
)
def test_a_pump_under_the_skin_over_midnight_is_dated_like_every_infusion(chosen, expected) -> None:
    chart = visit(given("immune globulin (Hizentra)", "sc_infusion", "23:00", "D+1 00:40"))
    assert dated(chart, **chosen) == expected


@each_value_of(
    "midnight",
    {
        "by_setting": [("96422", 1, 4), ("96423", 1, 5)],
        "unit_date": [("96422", 1, 4), ("96423", 1, 5)],
        "start_date": [("96422", 1, 4), ("96423", 1, 4)],
    },
)
def test_an_arterial_infusion_over_midnight_is_dated_like_every_infusion(chosen, expected) -> None:
    assert dated(visit(given("cisplatin", "intra_arterial_infusion", "23:00", "D+1 00:40")), **chosen) == expected


# A stay over several days: R-ADM-28

TWO_DAYS = (("09:00", "10:00"), ("D+1 09:00", "D+1 10:00"))


@each_value_of("calendar_day_initial", {"off": {"96365": 1, "96366": 1}, "on": {"96365": 2}})
def test_a_second_day_of_a_stay_begins_anew_only_where_the_payer_follows_the_calendar(chosen, expected) -> None:
    rows = (given("ceftriaxone", start=start, stop=stop) for start, stop in TWO_DAYS)
    assert charge(visit(*rows, payer="commercial"), **chosen) == expected


def test_each_day_of_such_a_stay_has_its_own_date_and_names_the_rule() -> None:
    rows = (given("ceftriaxone", start=start, stop=stop) for start, stop in TWO_DAYS)
    found = [x for x in lines(visit(*rows), calendar_day_initial="on") if x.code == "96365"]
    assert [(x.date.day, "R-ADM-28" in x.because) for x in found] == [(4, False), (5, True)]


def test_what_runs_over_midnight_keeps_the_day_that_follows_in_one_service() -> None:
    rows = (
        given("vancomycin", start="23:00", stop="D+1 01:00"),
        given("ceftriaxone", start="D+1 01:00", stop="D+1 02:00"),
    )
    assert charge(visit(*rows), calendar_day_initial="on") == {"96365": 1, "96366": 1, "96367": 1}


def test_an_infusion_that_ends_at_midnight_does_not_run_over_it() -> None:
    rows = (
        given("vancomycin", start="23:00", stop="D+1 00:00"),
        given("ceftriaxone", start="D+1 01:00", stop="D+1 02:00"),
    )
    assert charge(visit(*rows), calendar_day_initial="on") == {"96365": 2}


def test_two_lines_on_two_days_are_each_counted_in_their_day() -> None:
    chart = visit(
        given("paclitaxel", start="09:00", stop="10:00", site="right port"),
        given("ceftriaxone", start="D+1 09:00", stop="D+1 10:00", site="left forearm"),
    )
    assert charge(chart, calendar_day_initial="on") == {"96413": 1, "96365": 1}
    assert "second_site_reason" not in asked(chart, calendar_day_initial="on")


def test_an_office_has_no_stay_over_several_days() -> None:
    rows = (given("ceftriaxone", start=start, stop=stop) for start, stop in TWO_DAYS)
    assert charge(office(*rows), calendar_day_initial="on") == {"96365": 1, "96366": 1}


# A second line, a second visit: R-ADM-25, R-ADM-27


@each_value_of("second_site_modifier", {"59": {"96365-59": 1, "96413": 1}, "XS": {"96365-XS": 1, "96413": 1}})
def test_the_lower_initial_of_two_lines_carries_the_modifier_of_the_site(chosen, expected) -> None:
    chart = visit(
        given("paclitaxel", start="09:00", stop="10:00", site="right port"),
        given("ceftriaxone", start="09:00", stop="10:00", site_reason=fact("incompatible")),
    )
    assert charge(chart, **chosen) == expected


@each_value_of("second_encounter_modifier", {"59": {"96365-59": 1, "96413": 1}, "XE": {"96365-XE": 1, "96413": 1}})
def test_the_initial_of_a_later_visit_carries_the_modifier_of_the_site(chosen, expected) -> None:
    rows = given("paclitaxel", start="09:00", stop="10:00"), given("ceftriaxone", start="13:00", stop="14:00")
    assert charge(visit(*rows, second_visit=(2,)), **chosen) == expected


# Pumps: R-ADM-73


@each_value_of("pump_code", {"by_payer": {"G0498": 1}, "96416": {"96416": 1}})
def test_medicare_has_its_own_pump_code_unless_the_site_does_not_use_it(chosen, expected) -> None:
    assert charge(visit(given("fluorouracil", "portable_pump", "09:00", "D+2 07:00")), **chosen) == expected


@pytest.mark.parametrize("choice", ["by_payer", "96416"])
def test_a_commercial_payer_gets_the_general_pump_code_whatever_the_site_chose(choice) -> None:
    chart = visit(given("fluorouracil", "portable_pump", "09:00", "D+2 07:00"), payer="commercial")
    assert charge(chart, pump_code=choice) == {"96416": 1}


@each_value_of("pump_code", {"by_payer": {}, "96416": {"96523": 1}})
def test_the_return_for_disconnection_is_part_of_the_code_of_medicare_only(chosen, expected) -> None:
    assert charge(visit(given("fluorouracil", "pump_disconnect", "09:00")), **chosen) == expected


# Biologics: R-ADM-02, R-ADM-03, R-ADM-05

BEFORE, TODAY = date(2023, 12, 20), date(2026, 3, 4)
COMPLEX, PLAIN = {"96413": 1}, {"96365": 1}


@each_value_of("complexity_policy", {"cpt_definition": COMPLEX, "mac_legacy_list": PLAIN, "payer_list": PLAIN})
def test_an_old_infusion_of_a_biologic_is_coded_by_the_policy_of_the_payer(chosen, expected) -> None:
    chart = visit(given("infliximab", start="09:00", stop="10:00"), day=BEFORE)
    listed = {"complexity_list": "infliximab"} if chosen.get("complexity_policy") == "mac_legacy_list" else {}
    listed = {"complexity_list": "rituximab"} if chosen.get("complexity_policy") == "payer_list" else listed
    assert charge(chart, **chosen, **listed) == expected
    assert "complexity_support" not in asked(chart, **chosen, **listed)


@pytest.mark.parametrize(
    ("day", "payer"), [(TODAY, "medicare"), (date(2023, 12, 21), "medicare"), (BEFORE, "commercial")]
)
def test_the_contractors_lists_hold_for_medicare_until_they_were_ended(day, payer) -> None:
    chart = visit(given("infliximab", start="09:00", stop="10:00"), day=day, payer=payer)
    assert charge(chart, complexity_policy="mac_legacy_list", complexity_list="infliximab") == COMPLEX


def test_a_biologic_that_is_not_on_the_contractors_list_is_coded_as_ever() -> None:
    chart = visit(given("rituximab", start="09:00", stop="10:00"), day=BEFORE)
    assert charge(chart, complexity_policy="mac_legacy_list", complexity_list="infliximab") == COMPLEX


def test_a_biologic_on_the_payers_list_is_complex_whatever_the_drug_table_says() -> None:
    chart = visit(given("belimumab", start="09:00", stop="10:00"), payer="commercial")
    assert charge(chart) == PLAIN
    assert charge(chart, complexity_policy="payer_list", complexity_list="Benlysta, infliximab") == COMPLEX


def test_a_cancer_drug_needs_no_list() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), payer="commercial")
    assert charge(chart, complexity_policy="payer_list", complexity_list="infliximab") == COMPLEX


@pytest.mark.parametrize(("policy", "day"), [("payer_list", TODAY), ("mac_legacy_list", BEFORE)])
def test_a_policy_without_its_list_codes_low_and_asks(policy, day) -> None:
    chart = visit(given("infliximab", start="09:00", stop="10:00"), day=day)
    assert charge(chart, complexity_policy=policy) == PLAIN
    assert "complexity_support" in asked(chart, complexity_policy=policy)


def test_a_shot_of_a_biologic_follows_the_policy_too() -> None:
    chart = visit(given("abatacept", "sc", "09:00"), payer="commercial")
    assert charge(chart) == {"96401": 1}
    assert charge(chart, complexity_policy="payer_list", complexity_list="infliximab") == {"96372": 1}


def test_a_contractors_list_is_named_as_the_reason() -> None:
    chart = visit(given("infliximab", start="09:00", stop="10:00"), day=BEFORE)
    (line,) = [
        x for x in lines(chart, complexity_policy="mac_legacy_list", complexity_list="infliximab") if x.code == "96365"
    ]
    assert "R-ADM-03" in line.because


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ({}, {"denosumab": "96372", "certolizumab": "96401", "bortezomib": "96401", "methotrexate": "96401"}),
        (
            {"sc_biologic_list": "certolizumab pegol"},
            {"denosumab": "96372", "certolizumab": "96372", "bortezomib": "96401", "methotrexate": "96401"},
        ),
        (
            {"sc_biologic_list": "Prolia, methotrexate"},
            {"denosumab": "96372", "certolizumab": "96401", "bortezomib": "96401", "methotrexate": "96372"},
        ),
        (
            {"sc_biologic_list": "built_in"},
            {"denosumab": "96372", "certolizumab": "96401", "bortezomib": "96401", "methotrexate": "96401"},
        ),
    ],
)
def test_a_payers_list_of_plain_shots_takes_the_place_of_the_built_in_one(listed, expected) -> None:
    assert {drug: next(iter(charge(visit(given(drug, "sc", "09:00")), **listed))) for drug in expected} == expected


def test_a_biologic_a_payers_list_leaves_out_is_a_plain_shot_and_asked_about() -> None:
    chart = visit(given("omalizumab", "sc", "09:00"))
    assert charge(chart, sc_biologic_list="certolizumab") == {"96372": 1}
    assert "complexity_support" in asked(chart, sc_biologic_list="certolizumab")
    assert "complexity_support" not in asked(chart, sc_biologic_list="omalizumab")


@pytest.mark.parametrize("drug", ["filgrastim", "pegfilgrastim", "denosumab", "octreotide", "luspatercept"])
def test_supportive_drugs_are_plain_shots_whatever_a_list_says(drug) -> None:
    chart = visit(given(drug, "sc", "09:00"))
    assert charge(chart, sc_biologic_list="certolizumab") == {"96372": 1}
    assert "complexity_support" not in asked(chart, sc_biologic_list="certolizumab")


@pytest.mark.parametrize("switch", ["sc_biologic_list", "complexity_list"])
@pytest.mark.parametrize("name", ["infliximob", "interferon"])
def test_a_name_in_a_list_that_is_no_single_drug_is_refused(switch, name) -> None:
    chosen = {"complexity_policy": "payer_list", switch: f"infliximab, {name}"}
    rows = given("infliximab", start="09:00", stop="10:00"), given("denosumab", "sc", "10:00")
    with pytest.raises(UnknownSwitch, match=name):
        charge(visit(*rows), **chosen)


# Hydration a label asks for: R-ADM-07

CISPLATIN = (given(SALINE, start="08:00", stop="09:00"), given("cisplatin", start="09:00", stop="10:00"))


@each_value_of(
    "hydration_label_required",
    {"billable_if_ordered_and_necessary": {"96361": 1, "96413": 1}, "integral": {"96413": 1}},
)
def test_fluid_that_the_label_asks_for_is_billed_unless_the_contractor_calls_it_integral(chosen, expected) -> None:
    chart = visit(*CISPLATIN, reasons_for_fluid=False)
    assert charge(chart, **chosen) == expected


def test_integral_fluid_is_listed_with_the_drug_that_asks_for_it() -> None:
    found = proposal(visit(*CISPLATIN, reasons_for_fluid=False), hydration_label_required="integral").not_billed
    assert [(item.because, "cisplatin" in item.what) for item in found] == [(("R-ADM-07",), True)]


@pytest.mark.parametrize("rows", [CISPLATIN, (CISPLATIN[0], given("paclitaxel", start="09:00", stop="10:00"))])
def test_fluid_for_a_loss_of_volume_or_beside_another_drug_stays(rows) -> None:
    with_reason = rows is CISPLATIN
    chart = visit(*rows, reasons_for_fluid=with_reason)
    assert charge(chart, hydration_label_required="integral") == {"96361": 1, "96413": 1}


# A visit beside a COVID-19 vaccine: R-EDT-04


@each_value_of("covid_admin_25", {"advisory": {"99213": 1}, "auto": {"99213-25": 1}})
def test_a_visit_beside_a_covid_vaccine_takes_25_only_where_the_site_wants_it(chosen, expected) -> None:
    chart = office(given("covid-19 vaccine", "im", "09:00"), services=("99213",))
    assert charge(chart, "service", **chosen) == expected
    (question,) = [p for p in proposal(chart, **chosen).prompts if p.kind == "separate_visit_note"]
    assert (question.severity.value == "advises") is (expected == {"99213": 1})


@pytest.mark.parametrize("choice", ["advisory", "auto"])
def test_a_visit_beside_an_infusion_takes_25_whatever_is_chosen_for_vaccines(choice) -> None:
    chart = office(
        given("covid-19 vaccine", "im", "09:00"), given("ceftriaxone", start="09:00", stop="10:00"), services=("99213",)
    )
    assert charge(chart, "service", covid_admin_25=choice) == {"99213-25": 1}


# Drugs: R-DRG-02, R-DRG-06


@each_value_of("drug_rounding", {"sum_then_round_up": {"J2270": 1}, "round_each_dose": {"J2270": 2}})
def test_doses_of_a_day_are_added_before_rounding_unless_each_is_rounded(chosen, expected) -> None:
    rows = (given("morphine", "iv_push", clock, dose="4 mg") for clock in ("09:00", "15:00"))
    assert charge(visit(*rows), "drug", **chosen) == expected


@pytest.mark.parametrize(
    ("chosen", "marked"),
    [
        ({}, {"medicare", "medicare advantage"}),
        ({"jw_jz_payers": "medicare"}, {"medicare"}),
        ({"jw_jz_payers": "Medicare, commercial"}, {"medicare", "commercial"}),
        ({"jw_jz_payers": ""}, set()),
    ],
)
def test_waste_modifiers_go_to_the_payers_the_site_lists(chosen, marked) -> None:
    row = given("cetuximab", start="09:00", stop="10:00", dose="400 mg", vial="100 mg", kind=SINGLE, opened=4)
    payers = ("medicare", "medicare advantage", "medicaid", "commercial", "other")
    carry = {p for p in payers if "J9055-JZ" in charge(office(row, main="cetuximab", payer=p), "drug", **chosen)}
    assert carry == marked


# Authorizations: R-AUT-01, R-AUT-03


@each_value_of("auth_expiry_warn_days", {"14": set(), "20": {"authorization_ending"}})
def test_an_end_is_told_as_many_days_ahead_as_the_site_chose(chosen, expected) -> None:
    chart = authorized(authorization(ends=DAY + timedelta(days=20)))
    assert set(asked_about(chart, **chosen)) == expected


@pytest.mark.parametrize("chosen", [{}, {"authorization_drugs": ""}, {"authorization_drugs": "rituximab"}])
def test_a_drug_that_no_site_listed_and_no_record_names_needs_no_authorization(chosen) -> None:
    assert asked_about(authorized(), **chosen) == {}


def test_a_drug_the_site_listed_needs_one() -> None:
    assert set(asked_about(authorized(), authorization_drugs="rituximab, infliximab")) == {"authorization_problem"}


# All of them


def test_every_switch_and_every_value_of_it_is_shown_above() -> None:
    assert {field.name for field in fields(Switches)} == {*SHOWN, "jw_jz_payers", *DRUG_LISTS, *IN_DRUG_MARKS}
    here = {name: set(values) for name, values in ALLOWED.items() if name not in IN_DRUG_MARKS}
    assert here == {name: SHOWN[name] for name in here}


def test_an_unknown_switch_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(UnknownSwitch) as refused:
        Switches.of({"mising_stop": "hold"})
    assert "mising_stop" in refused.value.sentence
    assert all(field.name in refused.value.hint for field in fields(Switches))


@pytest.mark.parametrize("switch", sorted(ALLOWED))
def test_an_unknown_value_is_refused_with_the_known_ones_named(switch) -> None:
    with pytest.raises(UnknownSwitch) as refused:
        Switches.of({switch: "guess"})
    assert f"{switch} = guess" in refused.value.sentence
    assert all(value in refused.value.hint for value in ALLOWED[switch])


@pytest.mark.parametrize(
    ("switch", "unit"),
    [("concurrent_min_overlap", "minutes"), ("pause_gap", "minutes"), ("auth_expiry_warn_days", "days")],
)
@pytest.mark.parametrize("value", ["", "-1", "1.5", "half an hour"])
def test_a_length_that_is_no_whole_number_of_its_unit_is_refused(switch, unit, value) -> None:
    with pytest.raises(UnknownSwitch) as refused:
        Switches.of({switch: value})
    assert f"a whole number of {unit}" in refused.value.hint

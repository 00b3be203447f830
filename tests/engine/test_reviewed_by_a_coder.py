"""Bags, lines and days that a certified infusion coder worked by hand from the rules."""

from dataclasses import replace

import pytest

from plugin.chart.chart import Chart
from tests.engine.builders import SALINE, asked, charge, office, released, visit
from tests.engine.coder_visits import TWO_LINES, days, infused, pushed, stay

# Three and more bags on one line


def test_a_bag_beside_a_concurrent_bag_is_judged_against_the_bases_alone() -> None:
    # R-ADM-51: metronidazole overlaps vancomycin by 35 minutes, but vancomycin is itself concurrent
    chart = stay(
        infused("cefepime", "08:00", "10:00"),
        infused("vancomycin", "09:30", "10:45"),
        infused("metronidazole", "10:10", "11:00"),
    )
    assert charge(chart) == {"96365": 1, "96366": 1, "96367": 1, "96368": 1}


def test_overlap_with_two_bases_in_a_row_is_added_up() -> None:
    # R-ADM-51: ten minutes beside each of two bags that follow one another are twenty
    chart = stay(
        infused("cefepime", "08:00", "09:00"),
        infused("vancomycin", "09:00", "10:00"),
        infused("metronidazole", "08:50", "09:10"),
    )
    assert charge(chart) == {"96365": 1, "96367": 1, "96368": 1}


def test_minutes_of_a_short_overlap_count_once_on_the_longer_bag() -> None:
    # R-ADM-51, R-ADM-43: 95 minutes less the 10 beside the base leave no further hour
    chart = stay(infused("cefepime", "08:00", "09:35"), infused("vancomycin", "09:25", "11:05"))
    assert charge(chart) == {"96365": 1, "96366": 1, "96367": 1}


def test_four_premedication_and_support_bags_around_a_taxane_have_one_concurrent_unit() -> None:
    # R-ADM-50, R-ADM-51, R-ADM-52
    chart = visit(
        infused("paclitaxel", "08:00", "11:00"),
        infused("ondansetron", "08:00", "08:20", dose="8 mg"),
        infused("dexamethasone", "08:25", "08:45", dose="8 mg"),
        infused("magnesium sulfate", "10:50", "11:50"),
    )
    assert charge(chart) == {"96413": 1, "96415": 2, "96367": 1, "96368": 1}
    assert "concurrent_not_coded" in asked(chart)


def test_a_support_bag_beside_the_end_of_one_chemotherapy_and_the_start_of_the_next_is_concurrent() -> None:
    # R-ADM-51, R-ADM-52, R-ADM-48
    chart = visit(
        infused("paclitaxel", "08:00", "09:00"),
        infused("carboplatin", "09:00", "10:00"),
        infused("leucovorin", "08:50", "09:10"),
    )
    assert charge(chart) == {"96413": 1, "96417": 1, "96368": 1}


def test_the_bag_an_office_visit_is_for_is_the_base_though_the_other_ran_longer() -> None:
    # R-ADM-51, R-ADM-21: 90 minutes of ceftriaxone alone are not coded, and that is said
    chart = office(infused("vancomycin", "08:00", "09:00"), infused("ceftriaxone", "08:00", "10:30"), main="vancomycin")
    assert charge(chart) == {"96365": 1, "96368": 1}
    assert asked(chart) == {"concurrent_not_coded"}


def test_behind_a_push_two_bags_together_need_a_further_hour_for_the_concurrent_code() -> None:
    # R-ADM-23, R-ADM-50: 96374 and 96367 are no primaries of 96368, 96366 is one
    def bags(stop: str) -> Chart:
        return office(
            pushed("ondansetron", "08:00"),
            infused("vancomycin", "08:10", stop),
            infused("cefepime", "08:10", "08:40"),
            main="ondansetron",
        )

    assert charge(bags("09:10")) == {"96374": 1, "96367": 1}
    assert charge(bags("10:10")) == {"96374": 1, "96367": 1, "96366": 1, "96368": 1}


# Pauses inside overlaps


def test_minutes_in_which_a_bag_was_paused_are_no_overlap() -> None:
    # R-ADM-62, R-ADM-51: five minutes before the pause and five after it
    paused = infused("vancomycin", runs=(("08:00", "08:40"), ("09:10", "10:00")))
    assert charge(stay(paused, infused("cefepime", "08:35", "09:15"))) == {"96365": 1, "96367": 1}


def test_overlap_on_both_sides_of_a_pause_is_added_up() -> None:
    # R-ADM-62, R-ADM-51: ten and ten, of 100 minutes
    paused = infused("vancomycin", runs=(("08:00", "08:40"), ("09:00", "10:00")))
    assert charge(stay(paused, infused("cefepime", "08:30", "09:10"))) == {"96365": 1, "96366": 1, "96368": 1}


def test_fluid_that_ran_while_the_drug_was_paused_is_hydration() -> None:
    # R-ADM-46, R-ADM-62: the 35 minutes of the pause are the fluid's own
    paused = infused("vancomycin", runs=(("08:00", "08:40"), ("09:15", "10:00")))
    assert charge(stay(infused(SALINE, "08:00", "10:00"), paused)) == {"96365": 1, "96361": 1}


def test_a_pause_of_the_fluid_and_a_drug_beside_it_both_take_minutes() -> None:
    # R-ADM-46, R-ADM-62: ten minutes and 45
    fluid = infused(SALINE, runs=(("08:00", "08:30"), ("08:45", "09:30")))
    assert charge(stay(fluid, infused("vancomycin", "08:10", "08:40"))) == {"96365": 1, "96361": 1}


# Hydration in pieces


def test_a_drug_on_a_third_line_leaves_hydration_its_minutes() -> None:
    # R-ADM-46, R-ADM-25: 240 less 60 and 30 on the same line; ketorolac runs elsewhere
    chart = stay(
        infused(SALINE, "08:00", "12:00"),
        infused("vancomycin", "08:30", "09:30"),
        infused("cefepime", "10:00", "10:30"),
        infused("ketorolac", "11:00", "12:00", site="port", site_reason=TWO_LINES, dose="8 mg"),
    )
    assert charge(chart) == {"96365": 1, "96367": 1, "96361": 2, "96365-59": 1}


def test_of_three_pieces_of_fluid_only_the_one_of_31_minutes_counts_where_each_must() -> None:
    # R-ADM-47 contiguous: 30, 30 and 90 minutes
    chart = stay(
        infused(SALINE, "08:00", "12:00"),
        infused("vancomycin", "08:30", "09:30"),
        infused("cefepime", "10:00", "10:30"),
    )
    assert charge(chart, hydration_split="contiguous") == {"96365": 1, "96367": 1, "96361": 1}


def test_minutes_under_two_drugs_at_once_are_taken_from_fluid_once() -> None:
    # R-ADM-46: 180 less 90
    chart = stay(
        infused(SALINE, "08:00", "11:00"),
        infused("vancomycin", "08:30", "09:30"),
        infused("cefepime", "09:00", "10:00"),
    )
    assert charge(chart) == {"96365": 1, "96368": 1, "96361": 1}


def test_two_fluids_side_by_side_are_hydration_once() -> None:
    # R-ADM-46: 90 minutes on the clock, not 180
    chart = stay(infused(SALINE, "08:00", "09:30"), infused("lactated ringer", "08:00", "09:30"))
    assert charge(chart) == {"96360": 1}


def test_twenty_minutes_of_fluid_in_each_of_two_visits_are_no_hydration() -> None:
    # R-ADM-27, R-ADM-44: each visit is counted by itself
    chart = stay(infused(SALINE, "08:00", "08:20"), infused(SALINE, "14:00", "14:20"), second_visit=(2,))
    assert charge(chart) == {}


# One drug by two ways, two lines, two visits


def test_a_drug_infused_in_one_line_and_pushed_in_another_has_two_initials() -> None:
    # R-ADM-22, R-ADM-25: the push ranks lower
    chart = stay(
        infused("furosemide", "08:00", "09:00"), pushed("furosemide", "10:00", site="port", site_reason=TWO_LINES)
    )
    assert charge(chart) == {"96365": 1, "96374-59": 1}


def test_without_a_reason_for_the_second_line_the_push_there_is_held() -> None:
    # R-ADM-25, R-DOC-13
    chart = stay(infused("furosemide", "08:00", "09:00"), pushed("furosemide", "10:00", site="port"))
    assert "96374-59" not in released(chart)
    assert asked(chart) == {"second_site_reason"}


def test_two_pushes_on_two_lines_and_two_chemotherapies_in_two_visits_pass_the_limit_of_the_day() -> None:
    # R-ADM-25, R-DOC-32: 96374 and 96413 are one a day in both settings
    two_lines = stay(pushed("ondansetron", "08:00"), pushed("ketorolac", "08:00", site="port", site_reason=TWO_LINES))
    two_visits = visit(
        infused("paclitaxel", "08:00", "09:00"), infused("carboplatin", "14:00", "15:00"), second_visit=(2,)
    )
    assert (charge(two_lines), charge(two_visits)) == ({"96374": 1, "96374-59": 1}, {"96413": 1, "96413-59": 1})
    assert asked(two_lines) == asked(two_visits) == {"units_over_mue"}


def test_two_like_infusions_pass_the_limit_in_an_office_and_not_in_a_hospital() -> None:
    # R-ADM-25, Appendix A: 96365 is one in an office, two in a hospital
    bags = (infused("vancomycin", "08:00", "09:00"), infused("cefepime", "08:00", "09:00", site="port"))
    bags = (bags[0], replace(bags[1], site_reason=TWO_LINES))
    assert charge(stay(*bags)) == charge(office(*bags, main="vancomycin")) == {"96365": 1, "96365-59": 1}
    assert asked(stay(*bags)) == set()
    assert asked(office(*bags, main="vancomycin")) == {"units_over_mue"}


def test_three_lines_have_one_unmarked_initial_and_two_marked_ones() -> None:
    # R-ADM-25, R-EDT-02
    chart = visit(
        infused("paclitaxel", "08:00", "09:00"),
        infused("vancomycin", "08:00", "09:00", site="port", site_reason=TWO_LINES),
        pushed("ketorolac", "08:00", site="right hand", site_reason=TWO_LINES),
    )
    assert charge(chart) == {"96413": 1, "96365-59": 1, "96374-59": 1}


@pytest.mark.parametrize(
    ("here_for", "expected"),
    [("vancomycin", {"96413": 1, "96365-59": 1}), ("paclitaxel", {"96413": 1, "96365-59": 1})],
)
def test_59_stands_on_the_lower_of_two_lines_whatever_an_office_visit_is_for(
    here_for: str, expected: dict[str, int]
) -> None:
    # R-ADM-21, R-ADM-25, R-EDT-02: 96365 is column two of 96413
    chart = office(
        infused("vancomycin", "08:00", "09:00", site_reason=TWO_LINES),
        infused("paclitaxel", "08:00", "09:00", site="port"),
        main=here_for,
    )
    assert charge(chart) == expected


# Midnight and longer stays


def test_fluid_of_two_nights_is_one_hydration_dated_by_the_minute_of_each_unit() -> None:
    # R-ADM-28, R-ADM-65: 510 and 300 minutes are 13 units
    chart = stay(infused(SALINE, "22:00", "D+1 06:30"), infused(SALINE, "D+1 20:00", "D+2 01:00"))
    assert days(chart) == {("96360", 4): 1, ("96361", 4): 1, ("96361", 5): 10, ("96361", 6): 1}


def test_an_antibiotic_four_times_over_two_midnights_has_one_initial_unless_each_day_has() -> None:
    # R-ADM-28, R-ADM-57
    doses = (("08:00", "09:00"), ("20:00", "21:00"), ("D+1 08:00", "D+1 09:00"), ("D+2 08:00", "D+2 09:00"))
    chart = stay(*(infused("vancomycin", *times) for times in doses), payer="commercial")
    assert days(chart) == {("96365", 4): 1, ("96366", 4): 1, ("96366", 5): 1, ("96366", 6): 1}
    each_day = {("96365", 4): 1, ("96366", 4): 1, ("96365", 5): 1, ("96365", 6): 1}
    assert days(chart, calendar_day_initial="on") == each_day


def test_chemotherapy_whose_sixteenth_minute_lies_past_midnight_is_of_the_next_day() -> None:
    # R-ADM-65
    assert days(visit(infused("paclitaxel", "23:50", "D+1 02:20"))) == {("96413", 5): 1, ("96415", 5): 1}


def test_a_pause_over_midnight_puts_the_sixteenth_minute_behind_it() -> None:
    # R-ADM-62, R-ADM-65: eight minutes before, twenty after
    chart = visit(infused("paclitaxel", runs=(("23:50", "23:58"), ("D+1 00:10", "D+1 00:30"))))
    assert days(chart) == {("96413", 5): 1}


def test_a_push_repeated_over_midnight_counts_from_31_minutes() -> None:
    # R-ADM-56, R-ADM-65
    assert days(stay(pushed("morphine", "23:50"), pushed("morphine", "D+1 00:21"))) == {
        ("96374", 4): 1,
        ("96376", 5): 1,
    }
    assert days(stay(pushed("morphine", "23:50"), pushed("morphine", "D+1 00:20"))) == {("96374", 4): 1}


def test_a_fluid_of_23_hours_loses_the_hours_of_two_doses_on_two_days() -> None:
    # R-ADM-46, R-ADM-65: 1260 minutes are 21 units, 210 of them before midnight
    chart = stay(
        infused(SALINE, "20:00", "D+1 19:00"),
        infused("vancomycin", "23:30", "D+1 00:30"),
        infused("vancomycin", "D+1 11:30", "D+1 12:30"),
    )
    assert days(chart) == {("96361", 4): 3, ("96361", 5): 18, ("96365", 4): 1, ("96366", 5): 1}


# What an office visit is for, against rank


@pytest.mark.parametrize(
    ("here_for", "expected"),
    [
        (SALINE, {"96360": 1, "96361": 1, "96375": 1, "96367": 1}),
        ("ketorolac", {"96374": 1, "96361": 2, "96367": 1}),
        ("vancomycin", {"96365": 1, "96361": 2, "96375": 1}),
    ],
)
def test_one_office_visit_is_coded_three_ways_by_what_it_was_for(here_for: str, expected: dict[str, int]) -> None:
    # R-ADM-21, R-ADM-45
    chart = office(
        infused(SALINE, "08:00", "09:31"),
        pushed("ketorolac", "09:35"),
        infused("vancomycin", "09:40", "10:40"),
        main=here_for,
    )
    assert charge(chart) == expected


def test_hydration_too_short_to_bill_leaves_the_initial_to_the_drug_though_the_visit_was_for_it() -> None:
    # R-ADM-44, R-ADM-21
    chart = office(infused(SALINE, "08:00", "08:25"), infused("vancomycin", "08:25", "09:25"), main=SALINE)
    assert charge(chart) == {"96365": 1}


def test_a_visit_for_a_drug_without_a_stop_starts_with_its_push() -> None:
    # R-ADM-21, R-ADM-59: the infusion that follows is the later one
    chart = office(infused("vancomycin", "08:00"), infused("cefepime", "09:00", "10:00"), main="vancomycin")
    assert (charge(chart), asked(chart)) == ({"96374": 1, "96367": 1}, {"missing_stop_time"})


# Doses of one drug, one by one


def test_a_later_dose_beside_another_drug_is_concurrent_and_no_further_unit_of_its_own() -> None:
    # R-ADM-57: doses are judged one by one for overlap
    chart = stay(
        infused("vancomycin", "08:00", "09:00"),
        infused("cefepime", "12:00", "13:30"),
        infused("vancomycin", "12:10", "13:00"),
    )
    assert charge(chart) == {"96365": 1, "96367": 1, "96368": 1}


def test_the_first_dose_that_is_not_concurrent_takes_the_later_code() -> None:
    # R-ADM-57
    chart = stay(
        infused("cefepime", "08:00", "09:30"),
        infused("vancomycin", "08:10", "09:00"),
        infused("vancomycin", "14:00", "15:00"),
    )
    assert charge(chart) == {"96365": 1, "96368": 1, "96367": 1}


def test_pushes_after_an_infusion_count_from_its_end_and_then_from_each_reported_push() -> None:
    # R-ADM-58, R-ADM-56: 31 minutes after the end, 20 after that push (not reported), 31 after it
    times = ("09:31", "09:51", "10:02")
    chart = stay(infused("furosemide", "08:00", "09:00"), *(pushed("furosemide", at) for at in times))
    assert charge(chart) == {"96365": 1, "96376": 2}


@pytest.mark.parametrize("minute", ["07:40", "08:30", "09:30"])
def test_a_push_close_to_the_infusion_of_its_drug_is_not_reported(minute: str) -> None:
    # R-ADM-58: during it, or within 30 minutes of its start or end
    chart = stay(infused("furosemide", "08:00", "09:00"), pushed("furosemide", minute))
    assert charge(chart) == {"96365": 1}


def test_both_doses_of_chemotherapy_given_behind_another_are_added_to_one_later_code() -> None:
    # R-ADM-57, R-ADM-43: 45 and 46 minutes
    chart = visit(
        infused("paclitaxel", "08:00", "09:00"),
        infused("carboplatin", "09:10", "09:55"),
        infused("carboplatin", "15:00", "15:46"),
    )
    assert charge(chart) == {"96413": 1, "96417": 1, "96415": 1}

"""Rows that are one infusion, rows that contradict each other, and infusions that run together."""

from tests.engine.builders import asked, charge, fact, given, lines, released, visit


def test_two_overlapping_infusions_of_one_order_are_held_and_asked_about() -> None:
    # R-ADM-61, R-DOC-03: same-site same-drug overlap is never joined
    rx = "MedicationRequest/x"
    chart = visit(
        given("ceftriaxone", start="09:00", stop="10:00", order=rx),
        given("ceftriaxone", start="09:30", stop="10:31", order=rx),
    )
    assert "conflicting_times" in asked(chart)
    assert not {c for c in released(chart) if c.startswith("9636")}


def test_a_start_and_a_charted_length_can_be_concurrent() -> None:
    # R-ADM-49, R-ADM-60: 45 of the 45 minutes ran beside the other bag
    chart = visit(
        given("vancomycin", start="09:00", stop="10:00"), given("ceftriaxone", start="09:00", charted_minutes=fact(45))
    )
    assert charge(chart) == {"96365": 1, "96368": 1}


def test_a_bag_that_goes_on_after_a_run_without_a_stop_is_no_repeat_push() -> None:
    # R-ADM-62: the record says the second row continues the bag: one infusion of at least 60 minutes
    chart = visit(
        given("ceftriaxone", start="08:00"),
        given("ceftriaxone", start="09:00", stop="10:00", continues="MedicationAdministration/ma1"),
    )
    assert charge(chart) == {"96365": 1}


def test_the_switch_not_billed_drops_the_second_of_two_chemotherapies() -> None:
    # R-ADM-53, 0.4 chemo_chemo_concurrent
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), given("gemcitabine", start="09:00", stop="10:00"))
    assert charge(chart, chemo_chemo_concurrent="not_billed") == {"96413": 1}


def test_a_short_first_run_is_not_called_a_short_infusion_while_the_next_stop_is_missing() -> None:
    # R-DOC-10 needs known minutes; R-DOC-01 already asks
    chart = visit(given("ceftriaxone", runs=(("08:00", "08:10"), ("08:45", None))))
    assert asked(chart) == {"missing_stop_time"}


def test_two_antibiotics_together_after_chemotherapy_do_not_cite_the_chemotherapy_rule() -> None:
    # R-ADM-52 is chemotherapy with another drug at the same time
    chart = visit(
        given("paclitaxel", start="08:00", stop="09:00"),
        given("ceftriaxone", start="10:00", stop="11:00"),
        given("vancomycin", start="10:00", stop="11:00"),
    )
    (line,) = [x for x in lines(chart) if x.code == "96368"]
    assert "R-ADM-52" not in line.because
    assert "R-ADM-51" in line.because


def test_a_length_charted_before_a_pause_counts_with_the_run_after_it() -> None:
    # R-ADM-60, R-ADM-62: 45 minutes and 60 minutes of one bag
    chart = visit(
        given("ceftriaxone", charted_minutes=fact(45)),
        given("ceftriaxone", start="09:00", stop="10:00", continues="MedicationAdministration/ma1"),
    )
    assert charge(chart) == {"96365": 1, "96366": 1}

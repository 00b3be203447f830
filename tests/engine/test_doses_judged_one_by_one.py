"""Doses of one drug are judged for overlap one by one before they are added up, and codes keep a legal base."""

import pytest

from plugin.engine.errors import UnknownSwitch
from plugin.engine.switches import Switches
from tests.engine.builders import asked, charge, fact, given, proposal, visit


def test_a_second_dose_beside_other_chemotherapy_does_not_take_the_first_one_with_it() -> None:
    chart = visit(
        given("doxorubicin", "iv_infusion", "09:00", "10:00", order="MedicationRequest/one"),
        given("carboplatin", "iv_infusion", "11:00", "13:00"),
        given("doxorubicin", "iv_infusion", "11:30", "12:30", order="MedicationRequest/one"),
    )
    assert charge(chart) == {"96413": 1, "96415": 1, "96417": 1, "96549": 1}
    assert "overlapping_chemo" in asked(chart)


def test_two_short_overlaps_do_not_add_up_to_one_that_counts() -> None:
    chart = visit(
        given("doxorubicin", "iv_infusion", "09:00", "09:40"),
        given("carboplatin", "iv_infusion", "09:30", "12:30"),
        given("doxorubicin", "iv_infusion", "12:20", "13:00"),
    )
    assert "96549" not in charge(chart)


def test_chemotherapy_given_twice_is_added_up() -> None:
    rows = [given("paclitaxel", "iv_infusion", *pair) for pair in (("09:00", "10:00"), ("14:00", "15:00"))]
    assert charge(visit(*rows)) == {"96413": 1, "96415": 1}


def test_an_office_here_for_a_chemotherapy_push_gives_the_initial_code_to_the_infusion() -> None:
    rows = [given("carboplatin", "iv_infusion", "09:00", "11:00"), given("doxorubicin", "iv_push", "11:00")]
    chart = visit(*rows, setting="office", main="doxorubicin")
    assert charge(chart) == {"96411": 1, "96413": 1, "96415": 1}
    assert "main_reason_of_visit" in asked(chart)
    assert {x.state.value for x in proposal(chart).lines if x.kind.value == "administration"} == {"proposed"}


def test_a_push_of_a_drug_whose_infusion_earned_no_code_is_its_first_report() -> None:
    together = [given(d, "iv_infusion", "09:00", "10:00") for d in ("ceftriaxone", "famotidine", "vancomycin")]
    uncoded = next(p for p in proposal(visit(*together)).not_billed if "R-ADM-50" in p.because).what.split(",")[0]
    assert charge(visit(*together, given(uncoded, "iv_push", "12:00")))["96375"] == 1


def test_a_stopped_infusion_with_another_dose_of_its_drug_goes_by_its_minutes() -> None:
    rows = [
        given("ceftriaxone", "iv_infusion", "09:00", "10:00"),
        given("ceftriaxone", "iv_infusion", "12:00", "12:10", stopped_because=fact("reaction")),
    ]
    chart = visit(*rows, setting="office", main="ceftriaxone")
    assert charge(chart, aborted_infusion="planned_53") == {"96365": 1}


@pytest.mark.parametrize(
    ("name", "value"), [("concurrent_min_overlap", "0"), ("jw_jz_payers", "medicar"), ("pause_gap", "-1")]
)
def test_a_choice_that_would_silently_bill_nothing_is_refused(name, value) -> None:
    with pytest.raises(UnknownSwitch):
        Switches.of({name: value})

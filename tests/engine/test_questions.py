"""Each question is raised by what is missing, cleared by charting it, and asked of the right person once."""

from dataclasses import replace

import pytest

from tests.engine.builders import asked, charge, given, proposal, visit


def complete(**more):
    return visit(given("ceftriaxone", "iv_infusion", "09:00", "10:00"), **{"diagnoses": ("L03.115",), **more})


def test_a_complete_visit_asks_nothing() -> None:
    assert asked(complete()) == set()


def test_a_complete_office_visit_asks_nothing() -> None:
    assert asked(complete(setting="office", main="ceftriaxone")) == set()


@pytest.mark.parametrize(
    ("kind", "chart"),
    [
        ("missing_stop_time", visit(given("ceftriaxone", "iv_infusion", "09:00"))),
        ("missing_start_time", visit(given("ceftriaxone", "iv_infusion", None, "10:00"))),
        ("missing_route", visit(given("ceftriaxone", "not charted", "09:00", "10:00"))),
        ("missing_dose", visit(given("ceftriaxone", "iv_infusion", "09:00", "10:00", dose=None))),
        ("missing_order", visit(given("ceftriaxone", "iv_infusion", "09:00", "10:00", order=None))),
        ("missing_access_site", visit(given("ceftriaxone", "iv_infusion", "09:00", "10:00", site=None))),
        ("missing_diagnosis", visit(given("ceftriaxone", "iv_infusion", "09:00", "10:00"), diagnoses=())),
        ("missing_supervising_provider", complete(setting="office", main="ceftriaxone", supervisor=False)),
        ("missing_hydration_order", visit(given("normal saline", "iv_infusion", "09:00", "10:00", order=None))),
        ("hydration_under_31_min", visit(given("normal saline", "iv_infusion", "09:00", "09:30"))),
        ("infusion_under_16_min", visit(given("ceftriaxone", "iv_infusion", "09:00", "09:15"))),
        ("push_over_15_min", visit(given("furosemide", "iv_push", "09:00", "09:20"))),
    ],
)
def test_what_is_missing_is_asked_once(kind, chart) -> None:
    assert [p.kind for p in proposal(chart).prompts].count(kind) == 1


def test_hydration_without_a_reason_of_its_own_is_held() -> None:
    row = given("normal saline", "iv_infusion", "09:00", "10:00")
    chart = visit(row, diagnoses=("C50.911",), reasons_for_fluid=False)
    assert "missing_hydration_order" in asked(chart)
    assert {x.state.value for x in proposal(chart).lines} == {"held"}


def test_a_missing_order_holds_the_lines_of_that_drug_and_the_add_ons_that_stand_on_them() -> None:
    rows = [given("ceftriaxone", "iv_infusion", "09:00", "10:00", order=None), given("ondansetron", "iv_push", "09:05")]
    states = {x.code: x.state.value for x in proposal(visit(*rows)).lines}
    assert states["96365"] == states["J0696"] == "held"
    assert states["96375"] == "held"  # R-EDT-07: no add-on leaves without a primary
    assert states["J2405"] == "proposed"


def test_a_missing_order_holds_no_other_drug() -> None:
    rows = [given("ondansetron", "iv_push", "09:05", order=None), given("ceftriaxone", "iv_infusion", "09:00", "10:00")]
    states = {x.code: x.state.value for x in proposal(visit(*rows)).lines}
    assert states["96375"] == states["J2405"] == "held"
    assert states["96365"] == states["J0696"] == "proposed"


def test_a_hospital_needs_no_named_supervisor() -> None:
    assert "missing_supervising_provider" not in asked(complete(supervisor=False))


def test_an_office_visit_for_one_drug_is_not_asked_for_its_main_reason() -> None:
    assert "main_reason_of_visit" not in asked(complete(setting="office"))


def test_an_office_visit_with_two_drugs_is_asked_what_it_was_for() -> None:
    rows = [given("ceftriaxone", "iv_infusion", "09:00", "10:00"), given("ondansetron", "iv_push", "09:05")]
    assert "main_reason_of_visit" in asked(visit(*rows, setting="office"))


def test_a_second_line_without_a_reason_is_held_and_asked_about() -> None:
    rows = [
        given("ceftriaxone", "iv_infusion", "09:00", "10:00", site="left forearm"),
        given("vancomycin", "iv_infusion", "09:00", "10:00", site="right hand"),
    ]
    chart = visit(*rows)
    assert "second_site_reason" in asked(chart)
    assert charge(chart) == {"96365": 1, "96365-59": 1}
    assert {x.state.value for x in proposal(chart).lines if x.modifiers == ("59",)} == {"held"}


def test_questions_come_in_the_order_of_what_they_hold_up() -> None:
    rows = [
        given("ceftriaxone", "iv_infusion", "09:00", site=None),
        given("ondansetron", "iv_push", "09:05", order=None),
    ]
    severities = [p.severity.value for p in proposal(visit(*rows)).prompts]
    assert severities == sorted(severities, key=["blocks", "reduces", "advises"].index)


def test_no_question_speaks_of_money_codes_or_charges() -> None:
    chart = visit(
        given("infliximab", "iv_infusion", "09:00", dose=None, site=None, order=None), setting="office", diagnoses=()
    )
    for prompt in proposal(replace(chart, coverages=())).prompts:
        assert not any(word in prompt.question.lower() for word in ("$", "charge", "bill", "claim", "964", "j17"))

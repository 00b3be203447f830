"""What is charted of the care a biologic took decides its family, unless a list of the payer does (R-ADM-02)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.chart import Chart
from plugin.engine.switches import Switches
from plugin.engine.why_not import why_not
from tests.engine.builders import asked, charge, fact, given, library, lines, visit

HOUR = {"start": "09:00", "stop": "10:00"}
BEFORE = date(2023, 6, 1)


def marked(drug: str, care: bool | None, *, way: str = "iv_infusion", day: date = date(2026, 3, 4)) -> Chart:
    times = HOUR if way == "iv_infusion" else {"start": "09:00"}
    row = given(drug, way, **times)
    return visit(replace(row, complex_care=None if care is None else fact(value=care)), day=day)


@pytest.mark.parametrize(
    ("drug", "care", "code", "asks"),
    [
        ("vedolizumab", None, "96365", True),
        ("vedolizumab", True, "96413", False),
        ("vedolizumab", False, "96365", False),
        ("infliximab", None, "96413", False),
        ("infliximab", True, "96413", False),
        ("infliximab", False, "96365", False),
    ],
)
def test_the_mark_decides_and_is_not_asked_for_again(drug: str, care: bool | None, code: str, asks: bool) -> None:
    chart = marked(drug, care)
    assert charge(chart) == {code: 1}
    assert ("complexity_support" in asked(chart)) is asks


@pytest.mark.parametrize(("drug", "code"), [("ceftriaxone", "96365"), ("paclitaxel", "96413")])
@pytest.mark.parametrize("care", [True, False])
def test_it_changes_nothing_of_drugs_whose_class_is_no_matter_of_care(drug: str, code: str, care: bool) -> None:
    assert charge(marked(drug, care)) == {code: 1}


@pytest.mark.parametrize("care", [True, False])
def test_a_payers_list_goes_before_it(care: bool) -> None:
    chart = marked("infliximab", care)
    assert charge(chart, complexity_policy="payer_list", complexity_list="rituximab") == {"96365": 1}
    assert charge(chart, complexity_policy="payer_list", complexity_list="infliximab") == {"96413": 1}


def test_a_payer_whose_list_is_not_known_is_still_asked_about() -> None:
    chart = marked("infliximab", True)
    assert charge(chart, complexity_policy="payer_list") == {"96365": 1}
    assert "complexity_support" in asked(chart, complexity_policy="payer_list")


def test_a_contractors_list_of_its_time_goes_before_it() -> None:
    chart = marked("infliximab", True, day=BEFORE)
    listed = {"complexity_policy": "mac_legacy_list", "complexity_list": "infliximab"}
    assert charge(chart, **listed) == {"96365": 1}
    assert charge(chart, **{**listed, "complexity_list": "vedolizumab"}) == {"96413": 1}


def test_the_rule_that_decided_stands_on_the_line() -> None:
    (line,) = (x for x in lines(marked("vedolizumab", True)) if x.code == "96413")
    assert line.because[0] == "R-ADM-02"


def test_a_shot_left_out_of_a_payers_list_and_marked_as_routine_is_not_asked_about() -> None:
    assert "complexity_support" in asked(marked("omalizumab", None, way="sc"), sc_biologic_list="certolizumab")
    assert "complexity_support" not in asked(marked("omalizumab", False, way="sc"), sc_biologic_list="certolizumab")


def test_why_not_the_higher_family_names_what_is_charted() -> None:
    chart = marked("vedolizumab", False)
    answer = why_not("96413", chart, library().of(chart), Switches())
    assert any("took complex care is charted as false" in reason.sentence for reason in answer.reasons)

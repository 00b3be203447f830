"""Notices of non-coverage on lines that will probably be denied: GA, GZ, GX (R-MOD-09, R-DOC-31)."""

from dataclasses import replace

import pytest

from plugin.chart.administration import Administration
from plugin.chart.billing import Billing, Notice
from plugin.chart.chart import Chart
from plugin.chart.evidence import Fact, Strength
from plugin.engine.proposal import LineState
from tests.engine.builders import answered, asked, fact, given, lines, proposal, visit

INFLIXIMAB = given("infliximab", start="09:00", stop="11:00", dose="400 mg")
PALMETTO = {"contractor": "Palmetto"}


def told(notice: Fact | None, row: Administration = INFLIXIMAB) -> Administration:
    return replace(row, billing=Billing(notice=notice))


def not_covered(*rows: Administration) -> Chart:
    return visit(*rows, diagnoses=("M54.50",))


def marks(chart: Chart, kind: str = "") -> set[str]:
    return {m for x in lines(chart, **PALMETTO) if not kind or x.kind.value == kind for m in x.modifiers}


def severities(chart: Chart) -> dict[str, str]:
    return {p.kind: p.severity.value for p in proposal(chart, **PALMETTO).prompts}


@pytest.mark.parametrize(
    ("notice", "mark"), [(Notice.SIGNED, "GA"), (Notice.NOT_SIGNED, "GZ"), (Notice.VOLUNTARY, "GX")]
)
def test_a_charted_notice_is_marked_on_the_drug_and_on_giving_it_and_asked_no_more(notice: Notice, mark: str) -> None:
    chart = not_covered(told(fact(notice)))
    assert (marks(chart, "drug"), marks(chart, "administration")) == ({mark}, {mark})
    assert "notice_needed" not in asked(chart, **PALMETTO)


def test_with_a_signed_notice_charted_the_line_may_go_and_the_diagnosis_is_still_asked() -> None:
    chart = not_covered(told(fact(Notice.SIGNED)))
    assert severities(chart)["diagnosis_not_covered"] == "advises"
    assert {line.state for line in lines(chart, **PALMETTO)} == {LineState.PROPOSED}


@pytest.mark.parametrize("notice", [Notice.NOT_SIGNED, Notice.VOLUNTARY])
def test_without_one_the_line_waits_for_the_diagnosis(notice: Notice) -> None:
    chart = not_covered(told(fact(notice)))
    assert severities(chart)["diagnosis_not_covered"] == "blocks"
    assert {line.state for line in lines(chart, **PALMETTO)} == {LineState.HELD}


def test_a_notice_answered_here_is_marked_and_the_line_waits_for_the_chart() -> None:
    chart = not_covered(told(answered(Notice.SIGNED)))
    assert marks(chart) == {"GA"}
    assert "notice_needed" not in asked(chart, **PALMETTO)
    found = {(line.state, line.strength) for line in lines(chart, **PALMETTO)}
    assert found == {(LineState.HELD, Strength.ANSWERED)}


def test_a_notice_marks_no_line_of_which_no_denial_is_expected() -> None:
    chart = visit(told(fact(Notice.SIGNED)), diagnoses=("K50.90",))
    assert marks(chart) == set()


def test_another_drug_of_the_visit_keeps_clear_of_the_mark() -> None:
    chart = not_covered(told(fact(Notice.SIGNED)), given("dexamethasone", "iv_push", "08:50", dose="8 mg"))
    found = {line.what: line.modifiers for line in lines(chart, **PALMETTO) if line.kind.value == "drug"}
    assert (found["infliximab"], found["dexamethasone"]) == (("GA",), ())


def test_doses_with_and_without_a_notice_never_put_both_marks_on_one_line() -> None:
    second = given("infliximab", start="12:00", stop="13:00", dose="100 mg")
    chart = not_covered(told(fact(Notice.SIGNED)), told(fact(Notice.NOT_SIGNED), second))
    assert not any({"GA", "GZ"} <= set(line.modifiers) for line in lines(chart, **PALMETTO))
    drug = [line for line in lines(chart, **PALMETTO) if line.kind.value == "drug"]
    assert {line.state for line in drug} == {LineState.HELD}


def test_a_notice_is_for_medicare_alone() -> None:
    chart = visit(told(fact(Notice.SIGNED)), diagnoses=("M54.50",), payer="commercial")
    assert marks(chart) == set()

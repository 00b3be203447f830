"""Visits in a clinical trial: what is under study, its routine care, free drugs, the number (R-MOD-10, R-DRG-17)."""

from dataclasses import replace

import pytest

from plugin.chart.administration import Administration
from plugin.chart.billing import Billing, TrialPart
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proposal import LineState
from tests.engine.builders import SINGLE, answered, asked, fact, given, lines, office, proposal, visit

STUDY, ROUTINE, NOT_PART = TrialPart.UNDER_STUDY, TrialPart.ROUTINE, TrialPart.NOT_PART
CROHN = ("K50.90", "Z00.6")


def vedolizumab(part: TrialPart | None = STUDY, free: bool | None = False, how=fact) -> Administration:
    row = given(
        "vedolizumab", start="09:00", stop="09:40", dose="300 mg", vial="300 mg", kind=SINGLE, opened=1, discarded=None
    )
    supplied = None if free is None else how(free)
    return replace(row, billing=Billing(trial_part=part and how(part), supplied_free=supplied))


def ketorolac(part: TrialPart) -> Administration:
    row = given("ketorolac", "iv_push", "10:00", dose="30 mg")
    return replace(row, billing=Billing(trial_part=fact(part)))


def in_trial(*rows: Administration, number: str = "NCT01234567", build=visit) -> Chart:
    chart = build(*rows, diagnoses=CROHN)
    orders = tuple(replace(o, text=f"{o.text} arm B {number}") for o in chart.orders)
    return replace(chart, orders=orders)


def marks(chart: Chart) -> dict[str, tuple[str, ...]]:
    return {line.code: line.modifiers for line in lines(chart)}


def said(chart: Chart, about: str) -> list[str]:
    return [a.sentence for a in proposal(chart).advice if a.about == about]


def test_x06_the_drug_under_study_has_q0_and_giving_it_q1_with_the_trial_second_and_the_number_told() -> None:
    chart = in_trial(vedolizumab())
    found = marks(chart)
    assert found["J3380"] == ("JZ", "Q0")
    assert {found[code] for code in found if code != "J3380"} == {("Q1",)}
    assert {line.diagnoses for line in lines(chart)} == {CROHN}
    assert {line.state for line in lines(chart)} == {LineState.PROPOSED}
    assert "trial_details" not in asked(chart)
    (sentence,) = said(chart, "clinical trial")
    assert all(words in sentence for words in ("01234567", "condition code 30", "value code D4"))


def test_an_office_is_told_the_number_and_no_codes_of_hospitals() -> None:
    (sentence,) = said(in_trial(vedolizumab(), build=office), "clinical trial")
    assert "01234567" in sentence
    assert "condition code" not in sentence


def test_routine_care_of_the_trial_has_q1_on_all_its_lines() -> None:
    assert set(marks(in_trial(vedolizumab(ROUTINE))).values()) == {("JZ", "Q1"), ("Q1",)}


def test_a_drug_that_is_no_part_of_the_trial_has_neither_mark_nor_its_diagnosis() -> None:
    chart = in_trial(vedolizumab(), ketorolac(NOT_PART))
    (drug,) = [line for line in lines(chart) if line.what == "ketorolac" and line.kind.value == "drug"]
    assert (drug.modifiers, "Z00.6" in drug.diagnoses) == ((), False)


def test_a_study_drug_supplied_free_has_its_line_without_jz_and_is_never_asked_about_waste() -> None:
    # R-DRG-17
    chart = in_trial(vedolizumab(free=True))
    (drug,) = [line for line in lines(chart) if line.kind.value == "drug"]
    assert (drug.modifiers, "R-DRG-17" in drug.because) == (("Q0",), True)
    assert not asked(chart) & {"missing_waste", "container_type_unknown", "container_size_unknown"}
    (sentence,) = said(chart, "free drug")
    assert "token" in sentence


def test_a_free_drug_outside_a_trial_has_its_line_and_an_office_is_told_the_cent() -> None:
    row = replace(vedolizumab(None, None), billing=Billing(supplied_free=fact(True)))
    chart = office(row, diagnoses=("K50.90",))
    assert marks(chart)["J3380"] == ()
    assert "0.01" in said(chart, "free drug")[0]


def test_free_and_bought_doses_of_one_drug_stand_on_lines_of_their_own() -> None:
    free = replace(given("ketorolac", "iv_push", "10:00", dose="30 mg"), billing=Billing(supplied_free=fact(True)))
    chart = visit(free, given("ketorolac", "iv_push", "12:00", dose="30 mg"), diagnoses=("K50.90",))
    drugs = [line for line in lines(chart) if line.kind.value == "drug"]
    assert sorted("R-DRG-17" in line.because for line in drugs) == [False, True]


@pytest.mark.parametrize(
    "row", [vedolizumab(None, None), vedolizumab(STUDY, None)], ids=["part unknown", "supply unknown"]
)
def test_what_is_unknown_of_a_drug_is_asked_and_its_lines_wait(row: Administration) -> None:
    chart = in_trial(row)
    assert [(p.about, p.severity.value) for p in proposal(chart).prompts if p.kind == "trial_details"] == [
        ("MedicationAdministration/ma1", "blocks")
    ]
    assert {line.state for line in lines(chart)} == {LineState.HELD}


def test_a_missing_number_is_asked_of_the_visit_and_holds_all_its_lines() -> None:
    chart = in_trial(vedolizumab(), number="")
    assert [p.about for p in proposal(chart).prompts if p.kind == "trial_details"] == ["Encounter/e1"]
    assert {line.state for line in lines(chart)} == {LineState.HELD}


def test_answers_mark_the_lines_and_these_wait_for_the_chart() -> None:
    chart = in_trial(vedolizumab(how=answered))
    assert "trial_details" not in asked(chart)
    assert {(line.state, line.strength) for line in lines(chart)} == {(LineState.HELD, Strength.ANSWERED)}
    assert marks(chart)["J3380"] == ("JZ", "Q0")


def test_doses_of_one_drug_on_one_line_never_carry_both_marks() -> None:
    second = replace(vedolizumab(ROUTINE), id="MedicationAdministration/ma9")
    found = lines(in_trial(vedolizumab(), second))
    assert not any({"Q0", "Q1"} <= set(line.modifiers) for line in found)
    assert {line.state for line in found if line.kind.value == "drug"} == {LineState.HELD}


def test_outside_a_trial_nothing_is_marked_or_told() -> None:
    chart = visit(vedolizumab(), diagnoses=("K50.90",))
    assert not {"Q0", "Q1"} & {m for found in marks(chart).values() for m in found}
    assert said(chart, "clinical trial") == []


@pytest.mark.parametrize("part", [STUDY, ROUTINE])
def test_a_drug_charted_as_part_of_a_trial_waits_in_a_visit_without_the_diagnosis_of_one(part) -> None:
    # R-DX-09, R-MOD-10: without it the lines would leave as if there were no trial
    chart = visit(vedolizumab(part), diagnoses=("K50.90",))
    assert "trial_details" in asked(chart)
    assert {line.state for line in lines(chart)} == {LineState.HELD}


def test_a_drug_charted_as_no_part_of_a_trial_needs_no_diagnosis_of_one() -> None:
    assert "trial_details" not in asked(visit(vedolizumab(NOT_PART), diagnoses=("K50.90",)))

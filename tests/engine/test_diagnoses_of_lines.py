"""Which charted diagnoses a line points to, by what it was given for (R-DX-01 to R-DX-10, worked rows X01 to X06)."""

from dataclasses import replace

import pytest

from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from tests.engine.builders import SALINE, asked, fact, given, library, lines, office, proposal, visit

CHEMO = given("paclitaxel", start="09:00", stop="11:00")
IMMUNOTHERAPY = given("pembrolizumab", start="09:00", stop="09:40")
FLUID = given(SALINE, start="12:00", stop="13:10")
ANTIBIOTIC = given("vancomycin", start="11:10", stop="12:20")
BREAST = ("Z51.11", "C50.911")


def pointers(code: str, chart) -> set[tuple[str, ...]]:
    """The diagnoses of all lines of a code."""
    found = {line.diagnoses for line in lines(chart) if line.code == code}
    assert found, f"no line {code}"
    return found


def all_pointers(chart) -> set[tuple[str, ...]]:
    return {line.diagnoses for line in lines(chart)}


def questions(chart, kind: str = "missing_diagnosis") -> list[tuple[str, str]]:
    """Weight and facts of the questions of a kind."""
    return [(p.severity.value, p.facts) for p in proposal(chart).prompts if p.kind == kind]


def test_x01_chemotherapy_points_to_treatment_and_cancer_and_fluid_to_vomiting() -> None:
    chart = visit(CHEMO, FLUID, diagnoses=(*BREAST, "R11.2", "E86.0"))
    assert pointers("96413", chart) == pointers("J9267", chart) == {BREAST}
    assert pointers("96361", chart) == {("R11.2", "E86.0")}
    assert not asked(chart) & {"missing_diagnosis", "treatment_diagnosis_order"}


def test_x02_immunotherapy_and_chemotherapy_of_one_visit_have_both_treatment_codes() -> None:
    chart = visit(
        IMMUNOTHERAPY, given("carboplatin", start="09:50", stop="10:50"), diagnoses=("Z51.12", "Z51.11", "C34.11")
    )
    assert pointers("J9271", chart) == {("Z51.12", "Z51.11", "C34.11")}
    assert "treatment_diagnosis_order" not in asked(chart)


def test_x03_rituximab_for_arthritis_points_to_it_with_long_term_use_last_and_no_treatment_code() -> None:
    chart = visit(given("rituximab", start="09:00", stop="11:00"), diagnoses=("Z79.620", "M05.79"))
    assert all_pointers(chart) == {("M05.79", "Z79.620")}
    assert not asked(chart) & {"missing_diagnosis", "treatment_diagnosis_order"}


def test_x04_a_transfusion_for_anaemia_of_the_tumour_has_the_cancer_first() -> None:
    blood = given("red blood cells", start="09:00", stop="11:00")
    assert pointers("36430", visit(blood, diagnoses=("D63.0", "C18.9"))) == {("C18.9", "D63.0")}


def test_anaemia_of_the_treatment_comes_before_what_caused_it() -> None:
    # R-DX-04
    blood = given("red blood cells", start="09:00", stop="11:00")
    assert pointers("36430", visit(blood, diagnoses=("C18.9", "T45.1X5A", "D64.81"))) == {("D64.81", "T45.1X5A")}


def test_x05_fluid_alone_after_chemotherapy_has_vomiting_first_then_its_cause_then_the_cancer() -> None:
    chart = visit(FLUID, diagnoses=("C50.911", "T45.1X5A", "R11.2"))
    assert all_pointers(chart) == {("R11.2", "T45.1X5A", "C50.911")}
    assert "missing_diagnosis" not in asked(chart)


def test_fluid_on_the_day_of_the_treatment_does_not_point_to_the_cancer() -> None:
    # R-DX-04, R-DX-05
    chart = visit(CHEMO, FLUID, diagnoses=(*BREAST, "R11.2", "T45.1X5A"))
    assert pointers("96361", chart) == {("R11.2", "T45.1X5A")}


def test_x06_in_a_trial_the_condition_is_first_and_the_code_of_the_trial_second() -> None:
    chart = visit(given("vedolizumab", start="09:00", stop="09:40"), diagnoses=("Z00.6", "K50.90"))
    assert all_pointers(chart) == {("K50.90", "Z00.6")}
    assert {line.state.value for line in lines(chart)} == {"held"}
    assert not {"Q0", "Q1"} & {m for line in lines(chart) for m in line.modifiers}
    assert questions(chart, "trial_details") == [
        ("blocks", "no trial number found"),
        ("blocks", "no trial number found in the orders or diagnoses"),
    ]


def test_a_trial_number_in_an_order_is_quoted_and_the_question_stays() -> None:
    # R-MOD-10: the number alone does not say which line is under study
    chart = visit(CHEMO, diagnoses=(*BREAST, "Z00.6"))
    chart = replace(chart, orders=tuple(replace(o, reason=fact("arm B of NCT01234567")) for o in chart.orders))
    assert questions(chart, "trial_details") == [("blocks", "trial number charted: NCT01234567")]


def test_a_visit_outside_a_trial_is_not_asked_about_one() -> None:
    assert "trial_details" not in asked(visit(CHEMO, diagnoses=BREAST))


def test_a_healthy_volunteer_has_the_code_of_the_trial_first() -> None:
    # R-DX-09
    assert all_pointers(visit(ANTIBIOTIC, diagnoses=("Z00.6",))) == {("Z00.6",)}


def test_an_antibiotic_beside_chemotherapy_points_to_the_infection_alone() -> None:
    # R-DX-02, R-DX-05
    chart = visit(CHEMO, ANTIBIOTIC, diagnoses=(*BREAST, "L03.115"))
    assert pointers("96367", chart) == pointers("J3373", chart) == {("L03.115",)}
    assert pointers("96413", chart) == {BREAST}


@pytest.mark.parametrize("drug", ["ondansetron", "dexamethasone", "fosaprepitant", "zoledronic acid", "vancomycin"])
def test_what_is_no_cancer_drug_never_points_to_a_treatment_code(drug) -> None:
    # R-DX-02, edge
    chart = visit(given(drug, start="08:20", stop="08:50"), CHEMO, diagnoses=BREAST)
    code = next(line for line in lines(chart) if line.kind.value == "drug" and line.what and drug in line.what)
    assert code.diagnoses == ("C50.911",)


def test_a_supportive_drug_follows_the_treatment_and_not_an_infection() -> None:
    # R-DX-02
    chart = visit(given("ondansetron", "iv_push", "08:50"), CHEMO, diagnoses=(*BREAST, "L03.115"))
    assert pointers("J2405", chart) == {("C50.911",)}


def test_premedication_of_infliximab_points_to_the_disease_of_infliximab() -> None:
    chart = visit(
        given("diphenhydramine", "iv_push", "08:50"), given("infliximab", start="09:00", stop="11:00"),
        diagnoses=("K50.90", "I10", "Z79.620"),
    )  # fmt: skip
    assert pointers("J1200", chart) == {("K50.90",)}
    assert pointers("J1745", chart) == {("K50.90", "Z79.620")}


def test_a_bone_drug_points_to_the_bone_disease() -> None:
    # R-DX-02, edge
    chart = visit(given("denosumab", "sc", "09:00"), diagnoses=("Z51.11", "C50.911", "C79.51"))
    assert all_pointers(chart) == {("C79.51",)}


def test_a_hormone_drug_points_to_the_cancer_with_long_term_use_last() -> None:
    # R-DX-02, R-DX-07
    chart = visit(given("fulvestrant", "im", "09:00"), diagnoses=("Z79.818", "Z51.11", "C50.911"))
    assert all_pointers(chart) == {("C50.911", "Z79.818")}


def test_long_term_use_does_not_stand_on_an_antibiotic() -> None:
    # R-DX-07: one visit shows no long course
    assert all_pointers(visit(ANTIBIOTIC, diagnoses=("Z79.2", "M86.171"))) == {("M86.171",)}


def test_long_term_use_alone_is_no_reason_and_is_asked_about() -> None:
    chart = visit(ANTIBIOTIC, diagnoses=("Z79.2",))
    assert all_pointers(chart) == {()}
    assert questions(chart) == [("blocks", "no diagnosis of the visit says what it was given for")]


def test_a_cancer_drug_without_a_cancer_among_the_diagnoses_is_asked_about() -> None:
    # R-DOC-23
    chart = visit(CHEMO, diagnoses=("I10",))
    assert questions(chart) == [("advises", "no cancer is among the diagnoses of the visit")]
    assert "missing_diagnosis" not in asked(visit(CHEMO, diagnoses=("I10", "C50.911")))


def test_infliximab_never_points_to_a_treatment_code() -> None:
    # R-DX-03
    chart = visit(given("infliximab", start="09:00", stop="11:00"), diagnoses=BREAST)
    assert all_pointers(chart) == {("C50.911",)}
    assert questions(chart) == [("advises", "no disease it is given for is among the diagnoses")]


def test_methotrexate_for_arthritis_is_no_cancer_treatment() -> None:
    # R-DX-03
    chart = visit(given("methotrexate", "sc", "09:00"), diagnoses=("M06.9", "Z79.631"))
    assert all_pointers(chart) == {("M06.9", "Z79.631")}
    assert "treatment_diagnosis_order" not in asked(chart)


def test_a_vaccine_points_to_the_code_for_vaccination_and_its_absence_is_asked_about() -> None:
    # R-DX-10
    shot = given("influenza vaccine", "im", "09:00")
    assert all_pointers(visit(shot, diagnoses=("I10", "Z23"))) == {("Z23",)}
    chart = visit(shot, diagnoses=("I10",))
    assert questions(chart) == [("advises", "Z23 is not among the diagnoses")]
    assert {line.state.value for line in lines(chart)} == {"proposed"}


def test_the_problem_list_is_no_diagnosis_of_the_visit_and_is_quoted_beside_the_question() -> None:
    # R-DX-01, R-DOC-23
    chart = visit(CHEMO, diagnoses=("C50.911",))
    chart = replace(chart, diagnoses=tuple(replace(d, of_visit=False) for d in chart.diagnoses))
    assert all_pointers(chart) == {()}
    assert questions(chart) == [("blocks", "only on the problem list: C50.911")]


def test_a_visit_of_its_own_has_its_own_diagnoses() -> None:
    # R-DX-01
    chart = visit(
        CHEMO,
        given("vancomycin", start="15:00", stop="16:00"),
        diagnoses=(*BREAST, "I10", "L03.115"),
        second_visit=(2,),
    )
    own = tuple(replace(d, visit=f"Encounter/e{2 if d.code == 'L03.115' else 1}") for d in chart.diagnoses)
    chart = replace(chart, diagnoses=own)
    assert pointers("J3373", chart) == {("L03.115",)}
    assert pointers("J9267", chart) == {BREAST}


def test_no_line_has_more_than_four_diagnoses() -> None:
    # R-DX-01
    chart = visit(ANTIBIOTIC, diagnoses=("L03.115", "L03.116", "I10", "E11.9", "N18.4"))
    assert all_pointers(chart) == {("L03.115", "L03.116", "I10", "E11.9")}


def test_codes_charted_without_their_dot_are_of_the_same_kind() -> None:
    chart = visit(CHEMO, FLUID, diagnoses=("C50911", "E860", "Z5111"))
    assert pointers("96413", chart) == {("Z5111", "C50911")}
    assert pointers("96361", chart) == {("E860",)}
    assert not asked(chart) & {"missing_diagnosis", "treatment_diagnosis_order"}


def test_services_of_one_code_share_their_diagnoses_and_stay_one_line() -> None:
    # R-EDT-09: two lines alike but for their pointers would be denied as duplicates
    chart = visit(
        CHEMO, given("fosaprepitant", start="08:20", stop="08:50"), ANTIBIOTIC, diagnoses=(*BREAST, "L03.115")
    )
    (line,) = [x for x in lines(chart) if x.code == "96367"]
    assert (line.units, line.diagnoses) == (2, ("C50.911", "L03.115"))


def order_question(chart) -> list[tuple[str, str]]:
    return questions(chart, "treatment_diagnosis_order")


def test_a_missing_treatment_code_is_asked_and_never_added() -> None:
    # R-DX-02, R-DOC-25
    chart = visit(CHEMO, diagnoses=("C50.911",))
    assert order_question(chart) == [("advises", "Z51.11 is not charted (paclitaxel)")]
    assert all_pointers(chart) == {("C50.911",)}


def test_a_checkpoint_inhibitor_needs_the_code_of_immunotherapy() -> None:
    chart = visit(IMMUNOTHERAPY, diagnoses=("Z51.11", "C34.11"))
    assert order_question(chart) == [("advises", "Z51.12 is not charted (pembrolizumab)")]
    assert order_question(visit(IMMUNOTHERAPY, diagnoses=("Z51.12", "C34.11"))) == []


@pytest.mark.parametrize("code", ["Z51.11", "Z51.12"])
def test_an_antibody_is_taken_with_either_treatment_code(code) -> None:
    chart = visit(given("trastuzumab", start="09:00", stop="10:30"), diagnoses=(code, "C50.911"))
    assert order_question(chart) == []


def test_a_treatment_code_ranked_behind_the_cancer_is_asked_about_and_stands_first_on_the_line() -> None:
    chart = visit(CHEMO, diagnoses=("C50.911", "Z51.11"))
    assert order_question(chart) == []  # nothing ranks them
    ranked = replace(chart, diagnoses=tuple(replace(d, rank=n) for n, d in enumerate(chart.diagnoses, 1)))
    assert order_question(ranked) == [("advises", "C50.911 is ranked first")]
    assert all_pointers(ranked) == {BREAST}


def test_no_treatment_code_is_asked_for_where_a_hormone_or_a_supportive_drug_is_all_that_was_given() -> None:
    for drug in (given("fulvestrant", "im", "09:00"), given("ondansetron", "iv_push", "09:00"), ANTIBIOTIC):
        assert order_question(visit(drug, diagnoses=("C50.911",))) == []


def test_an_order_that_names_only_the_treatment_code_for_a_supportive_drug_does_not_give_it_one() -> None:
    chart = visit(given("ondansetron", "iv_push", "08:50"), CHEMO, diagnoses=BREAST)
    chart = replace(chart, orders=tuple(replace(o, diagnoses=("Z51.11",)) for o in chart.orders))
    assert pointers("J2405", chart) == {("C50.911",)}


def test_each_visit_of_the_day_is_asked_for_its_own_treatment_code() -> None:
    chart = visit(CHEMO, given("carboplatin", start="15:00", stop="16:00"), diagnoses=("C50.911",), second_visit=(2,))
    about = {p.about for p in proposal(chart).prompts if p.kind == "treatment_diagnosis_order"}
    assert about == {"Encounter/e1", "Encounter/e2"}


def test_a_code_that_is_not_in_the_form_of_icd_10_cm_is_asked_about_and_the_lines_wait() -> None:
    # R-DX-01: 174.9 is of the ninth revision
    chart = visit(CHEMO, ANTIBIOTIC, diagnoses=(*BREAST, "174.9"))
    assert questions(chart) == [("blocks", "174.9 is not in the form of an ICD-10-CM code")]
    assert {line.state.value for line in lines(chart)} == {"held"}


def test_a_code_that_is_not_on_the_loaded_list_of_the_day_is_asked_about() -> None:
    # R-DX-01; G35 was divided in October 2025
    chart = visit(given("ocrelizumab", start="09:00", stop="11:00"), diagnoses=("G35",))
    assert "missing_diagnosis" not in asked(chart)  # without a list it is not checked
    book = replace(library().of(chart), diagnosis_codes=frozenset({"G35.A"}))
    found = [p.facts for p in propose(chart, book, Switches()).prompts if p.kind == "missing_diagnosis"]
    assert found == ["G35 is not a valid ICD-10-CM code on 2026-03-04"]
    valid = replace(book, diagnosis_codes=frozenset({"G35"}))
    assert "missing_diagnosis" not in {p.kind for p in propose(chart, valid, Switches()).prompts}


def test_it_is_said_that_codes_were_not_looked_up_where_no_list_of_the_day_is_loaded() -> None:
    # R-DX-01
    chart = visit(ANTIBIOTIC, diagnoses=("L03.115",))
    (said,) = [a for a in proposal(chart).advice if a.about == "diagnosis codes"]
    assert (said.because, "2026-03-04" in said.sentence) == (("R-DX-01",), True)
    listed = replace(library().of(chart), diagnosis_codes=frozenset({"L03.115"}))
    assert "diagnosis codes" not in {a.about for a in propose(chart, listed, Switches()).advice}
    nothing = visit(given("normal saline", start="09:00", stop="09:10"), diagnoses=("E86.0",))
    assert "diagnosis codes" not in {a.about for a in proposal(nothing).advice}


def test_an_order_for_what_the_visit_does_not_have_is_asked_about() -> None:
    # R-DX-05
    chart = visit(ANTIBIOTIC, diagnoses=("I10",))
    other = replace(chart, orders=tuple(replace(o, diagnoses=("M86.171",)) for o in chart.orders))
    assert questions(other) == [("advises", "its order names M86.171, which the visit does not have")]
    same = replace(chart, orders=tuple(replace(o, diagnoses=("I10",)) for o in chart.orders))
    assert questions(same) == []


def test_an_office_is_asked_which_of_two_unrelated_diseases_a_drug_was_for_where_its_order_names_none() -> None:
    # R-DX-01, R-DX-05: the line of a professional claim points to the one it was given for
    chart = office(ANTIBIOTIC, main="vancomycin", diagnoses=("L03.115", "I10"))
    assert questions(chart) == [
        ("advises", "its order names no diagnosis, and the visit has several that may be its reason")
    ]
    named = replace(chart, orders=tuple(replace(o, diagnoses=("L03.115",)) for o in chart.orders))
    assert questions(named) == []
    assert all_pointers(named) == {("L03.115",)}


@pytest.mark.parametrize("diagnoses", [("L03.115",), ("L03.115", "L03.116"), ("L03.115", "E86.0")])
def test_one_disease_or_two_codes_of_it_leave_nothing_to_ask(diagnoses) -> None:
    assert questions(office(ANTIBIOTIC, main="vancomycin", diagnoses=diagnoses)) == []


def test_a_hospital_is_not_asked_since_its_lines_carry_no_pointers() -> None:
    assert questions(visit(ANTIBIOTIC, diagnoses=("L03.115", "I10"))) == []

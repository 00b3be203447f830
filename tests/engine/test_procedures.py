"""Drugs beside a procedure or test: part of it, or separate and then looked at by a coder (R-ADM-12, R-ADM-13)."""

import pytest

from tests.engine.builders import charge, given, proposal, released, visit

ANTIBIOTIC = given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg")


@pytest.mark.parametrize(("code", "rule"), [("36569", "R-ADM-13"), ("74177", "R-ADM-12"), ("78452", "R-ADM-12")])
def test_a_drug_beside_a_procedure_is_marked_distinct_and_held_for_a_coder(code: str, rule: str) -> None:
    chart = visit(ANTIBIOTIC, services=(code,))
    assert charge(chart) == {"96365-59": 1}
    assert "96365-59" not in released(chart)
    (line,) = (x for x in proposal(chart).lines if x.code == "96365")
    assert rule in line.because


def test_a_drug_beside_an_unrelated_code_is_left_alone() -> None:
    assert charge(visit(ANTIBIOTIC, services=("36415",))) == {"96365": 1}
    assert released(visit(ANTIBIOTIC, services=("36415",)))["96365"] == 1


def test_chemotherapy_meets_no_pair_with_a_scan() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="10:00"), services=("74177",))
    assert released(chart)["96413"] == 1


def test_a_sedative_beside_a_charted_sedation_gives_no_line() -> None:
    chart = visit(given("midazolam", "iv_push", "09:00", dose="2 mg"), ANTIBIOTIC, services=("99152",))
    found = proposal(chart)
    assert charge(chart) == {"96365-59": 1}
    assert [(item.because, item.evidence) for item in found.not_billed] == [
        (("R-ADM-13",), ("MedicationAdministration/ma1",))
    ]


def test_the_same_drug_without_a_sedation_is_a_push() -> None:
    assert charge(visit(given("midazolam", "iv_push", "09:00", dose="2 mg"))) == {"96374": 1}

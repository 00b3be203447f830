"""A drug is billed by the code and unit of its day: the old code on its last day, the new one on the day after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.engine.builders import asked, charge, given, office, visit

LAST_DAYS = [
    # drug, route, dose, last day of the old code, old code and units, new code and units
    ("eculizumab", "iv_infusion", "300 mg", "2025-03-31", ("J1300", 30), ("J1299", 150)),
    ("rituximab", "iv_infusion", "500 mg", "2018-12-31", ("J9310", 5), ("J9312", 50)),
    ("infliximab-dyyb", "iv_infusion", "400 mg", "2018-03-31", ("Q5102", 40), ("Q5103", 40)),
    ("gemtuzumab ozogamicin", "iv_infusion", "4.5 mg", "2017-12-31", ("J9300", 1), ("J9203", 45)),
    ("romidepsin", "iv_infusion", "22 mg", "2021-09-30", ("J9315", 22), ("J9319", 220)),
    ("cefiderocol", "iv_infusion", "2000 mg", "2021-09-30", ("J0693", 400), ("J0699", 200)),
    ("pegfilgrastim", "sc", "6 mg", "2021-12-31", ("J2505", 1), ("J2506", 12)),
    ("cyclophosphamide", "iv_infusion", "1000 mg", "2024-03-31", ("J9070", 10), ("J9075", 200)),
    ("hydromorphone", "iv_push", "1 mg", "2024-09-30", ("J1170", 1), ("J1171", 10)),
    ("romiplostim", "sc", "0.25 mg", "2024-12-31", ("J2796", 25), ("J2802", 250)),
    ("furosemide", "iv_push", "40 mg", "2025-03-31", ("J1940", 2), ("J1938", 40)),
    ("vancomycin", "iv_infusion", "1250 mg", "2025-06-30", ("J3370", 3), ("J3373", 125)),
    ("naloxone", "iv_push", "0.4 mg", "2025-06-30", ("J2310", 1), ("J2312", 40)),
    ("thiotepa", "iv_infusion", "100 mg", "2025-06-30", ("J9340", 7), ("J9342", 100)),
    ("leucovorin", "iv_infusion", "350 mg", "2026-09-30", ("J0640", 7), ("J0643", 350)),
]


def billed(drug: str, route: str, dose: str, day: date) -> dict[str, int]:
    """The drug lines of one dose out of a multi-dose container, so that no modifier stands beside the code."""
    return charge(visit(given(drug, route, dose=dose), day=day), "drug")


@pytest.mark.parametrize(("drug", "route", "dose", "last", "old", "new"), LAST_DAYS, ids=str)
def test_the_code_changes_with_the_day(
    drug: str, route: str, dose: str, last: str, old: tuple[str, int], new: tuple[str, int]
) -> None:
    day = date.fromisoformat(last)
    assert billed(drug, route, dose, day) == dict([old])
    assert billed(drug, route, dose, day + timedelta(days=1)) == dict([new])


def test_a_code_of_hospitals_before_the_permanent_one_is_not_for_an_office() -> None:
    # R-DRG-14: C9148 is 0.5 mg for hospitals from 2023-04-01, J9380 is 0.5 mg for all from 2023-07-01
    last, dose = date(2023, 6, 30), given("teclistamab", "sc", dose="30 mg")
    assert charge(visit(dose, day=last), "drug") == {"C9148": 60}
    assert charge(office(dose, day=last, diagnoses=("C90.00",)), "drug") == {"J9999": 1}
    assert charge(visit(dose, day=date(2023, 7, 1)), "drug") == {"J9380": 60}
    assert charge(office(dose, day=date(2023, 7, 1), diagnoses=("C90.00",)), "drug") == {"J9380": 60}


def test_two_codes_for_strengths_are_asked_about_until_one_code_takes_their_place() -> None:
    # J2920 up to 40 mg and J2930 up to 125 mg ended 2024-03-31; J2919 is 5 mg
    before = visit(given("solu-medrol", "iv_push", dose="125 mg"), day=date(2024, 3, 31))
    assert charge(before, "drug") == {}
    assert "unclear_drug" in asked(before)
    assert billed("solu-medrol", "iv_push", "125 mg", date(2024, 4, 1)) == {"J2919": 25}


def test_a_code_of_instillations_is_not_given_to_a_weight_until_its_unit_is_a_weight() -> None:
    # J9031 was one instillation until 2019-06-30, J9030 is 1 mg
    before = visit(given("BCG live", "intravesical", dose="50 mg"), day=date(2019, 6, 30))
    assert charge(before, "drug") == {}
    assert "missing_dose" in asked(before)
    assert billed("BCG live", "intravesical", "50 mg", date(2019, 7, 1)) == {"J9030": 50}

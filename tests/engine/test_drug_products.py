"""Products whose name, dose or code leaves something open."""

from tests.engine.builders import asked, charge, given, office, proposal, visit


def test_a_depot_whose_dose_is_no_multiple_of_the_code_is_asked_about_and_not_rounded_up() -> None:
    # R-DRG-14: same molecule, several codes by product (J1950 3.75 mg, J9217 7.5 mg)
    chart = office(given("lupron depot", "im", "09:00", dose="11.25 mg"), diagnoses=("N80.9",))
    assert charge(chart, "drug") == {}
    assert "unclear_drug" in asked(chart)


def test_each_drug_of_a_mixture_without_a_dose_is_asked_about() -> None:
    # R-DOC-06
    chart = visit(given("ondansetron + dexamethasone", start="09:00", stop="10:00", dose=None))
    (question,) = [p for p in proposal(chart).prompts if p.kind == "missing_dose"]
    assert "ondansetron and dexamethasone" in question.question


def test_one_amount_is_never_asked_for_two_drugs() -> None:
    # R-DRG-03: nothing would say which of them it is of
    chart = visit(given("ondansetron + dexamethasone", start="09:00", stop="10:00", dose=None))
    (question,) = [p for p in proposal(chart).prompts if p.kind == "missing_dose"]
    assert "amount" not in question.options


def test_an_unlisted_drug_given_twice_is_one_unit() -> None:
    # R-DRG-13: units 1
    rows = (
        given("glutathione", "iv_push", "09:00", dose="200 mg"),
        given("glutathione", "iv_push", "12:00", dose="200 mg"),
    )
    assert charge(office(*rows, main="glutathione"), "drug") == {"J3490": 1}


def test_three_depots_in_one_shot_are_three_units() -> None:
    # R-DRG-01
    chart = office(given("lupron depot", "im", "09:00", dose="22.5 mg"), diagnoses=("C61",))
    assert charge(chart, "drug") == {"J9217": 3}
    assert "unclear_drug" not in asked(chart)


def test_two_unlisted_drugs_are_two_units() -> None:
    # R-DRG-13
    rows = (
        given("glutathione", "iv_push", "09:00", dose="200 mg"),
        given("glutathione, other maker", "iv_push", "12:00", dose="200 mg"),
    )
    assert charge(office(*rows, main="glutathione"), "drug") == {"J3490": 2}

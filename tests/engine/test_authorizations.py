"""An authorization beside what was given: what does not fit holds the drug's lines and names both sides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.administration import Amount, State
from plugin.chart.authorization import Decision
from plugin.chart.visit import Coverage, Payer, Provider
from plugin.engine.errors import UnknownSwitch
from plugin.engine.proposal import LineState, Severity, Who
from tests.engine.authorized_visits import asked_about, authorization, authorized, infliximab, product, questions, units
from tests.engine.builders import fact, given, lines, office, proposal, released

PROBLEM, ENDING = "authorization_problem", "authorization_ending"


def problem(*authorizations, **more) -> str:
    """The facts of the one question that blocks."""
    found = asked_about(authorized(*authorizations, **more))
    assert set(found) == {PROBLEM}
    return found[PROBLEM]


# One that fits


def test_an_authorization_that_fits_raises_nothing() -> None:
    assert asked_about(authorized(authorization())) == {}


def test_without_authorizations_and_without_listed_drugs_nothing_is_asked() -> None:
    assert asked_about(authorized()) == {}


def test_the_authorization_of_another_drug_says_nothing_about_this_one() -> None:
    assert asked_about(authorized(authorization(product("rituximab", hcpcs="J9312"), ends=date(2025, 1, 1)))) == {}


def test_lines_are_the_same_with_an_authorization_that_fits_as_without_one() -> None:
    assert lines(authorized(authorization())) == lines(authorized())


# What holds


def test_a_problem_holds_the_drug_and_its_administration_and_is_asked_of_the_front_desk() -> None:
    chart = authorized(authorization(ends=date(2026, 3, 3)))
    (question,) = questions(chart)
    assert (question.severity, question.who) == (Severity.BLOCKS, Who.FRONT_DESK)
    assert (question.because, question.denials[0]) == (("R-AUT-01", "R-DOC-29"), "CO-15")
    assert {line.state for line in lines(chart)} == {LineState.HELD}
    assert released(chart) == {}


def test_other_drugs_of_the_visit_do_not_wait_for_it() -> None:
    rows = infliximab(), given("ceftriaxone", "iv_push", "11:30", dose="1000 mg", kind=None)
    free = [x.code for x in lines(authorized(authorization(ends=date(2026, 3, 3)), rows=rows)) if x.state == "proposed"]
    assert "J0696" in free
    assert "J1745" not in free


def test_two_doses_of_the_drug_wait_for_one_answer_each_with_its_administration() -> None:
    rows = infliximab(), given("infliximab", start="13:00", stop="14:00", dose="100 mg", vial="100 mg", opened=1)
    chart = authorized(authorization(ends=date(2026, 3, 3)), rows=rows)
    assert [q.about for q in questions(chart)] == ["MedicationAdministration/ma1", "MedicationAdministration/ma2"]
    assert released(chart) == {}


def test_two_drugs_of_one_bag_are_asked_about_in_one_question_that_names_both() -> None:
    bag = given("ketorolac + ondansetron", start="09:00", stop="09:30", dose="30 mg", kind=None)
    late = [
        authorization(product(name), id=f"ClaimResponse/{name}", ends=date(2026, 3, 3))
        for name in ("ketorolac", "ondansetron")
    ]
    (question,) = questions(authorized(*late, rows=(bag,)))
    assert question.question == "Which authorization covers ketorolac and ondansetron on this day at this place?"
    assert question.facts.count("it ended on 2026-03-03") == 2


def test_a_drug_whose_dose_is_not_charted_yet_is_asked_about_for_its_administration() -> None:
    chart = authorized(authorization(ends=date(2026, 3, 3)), rows=(infliximab(dose=None),))
    assert {x.kind.value for x in lines(chart)} == {"administration"}
    assert asked_about(chart) == {PROBLEM: "authorization A1: it ended on 2026-03-03, given on 2026-03-04"}
    assert released(chart) == {}
    assert PROBLEM in asked_about(authorized(rows=(infliximab(dose=None),)), authorization_drugs="infliximab")


def test_a_drug_that_was_not_given_is_not_asked_about() -> None:
    row = infliximab(state=State.NOT_GIVEN)
    assert asked_about(authorized(authorization(ends=date(2026, 3, 3)), rows=(row,))) == {}


# The decision


@pytest.mark.parametrize("decision", [Decision.REFUSED, Decision.PENDING, Decision.CANCELLED, Decision.NEEDED])
def test_what_is_not_approved_covers_nothing(decision: Decision) -> None:
    assert problem(authorization(decision=decision)) == f"authorization A1: it is {decision}"


def test_an_answer_that_does_not_say_so_is_no_approval() -> None:
    assert "not said to be approved" in problem(authorization(decision=Decision.UNKNOWN))


def test_an_approval_without_a_number_cannot_go_on_a_claim() -> None:
    assert problem(authorization(number=None)) == "authorization without a number: its number is not recorded"


def test_a_payer_that_says_none_is_needed_settles_it_without_number_or_dates() -> None:
    none = authorization(decision=Decision.NOT_NEEDED, number=None, begins=None, ends=None, units=None)
    assert asked_about(authorized(none), authorization_drugs="infliximab") == {}


# Dates


@pytest.mark.parametrize(("ends", "asked"), [(date(2026, 3, 3), {PROBLEM}), (date(2026, 3, 4), {ENDING})])
def test_the_last_day_of_an_authorization_still_counts(ends: date, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(ends=ends)))) == asked


def test_an_expired_authorization_is_named_with_both_days() -> None:
    said = problem(authorization(ends=date(2026, 3, 3)))
    assert said == "authorization A1: it ended on 2026-03-03, given on 2026-03-04"


@pytest.mark.parametrize(("begins", "asked"), [(date(2026, 3, 5), {PROBLEM}), (date(2026, 3, 4), set())])
def test_an_authorization_counts_from_its_first_day(begins: date, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(begins=begins)))) == asked


def test_of_an_old_and_a_new_authorization_the_one_that_fits_is_enough() -> None:
    old = authorization(ends=date(2026, 2, 1))
    new = authorization(id="ClaimResponse/a2", number="A2", begins=date(2026, 2, 2))
    assert asked_about(authorized(old, new)) == {}


# Several records of one authorization


SILENT = {"begins": None, "ends": None, "units": None, "units_used": None}


def named_by_order(number: str = "A1"):
    """What an order says of its authorization: the number, and no more."""
    return authorization(product("infliximab"), id="MedicationRequest/rx1", number=number, **SILENT)


@pytest.mark.parametrize(
    "told",
    [
        {"ends": date(2026, 3, 3)},
        {"units": units(39)},
        {"diagnoses": ("M06.9",)},
        {"places": ("11",)},
        {"decision": Decision.CANCELLED},
        {"units_per_dose": units(10)},
    ],
    ids=lambda told: next(iter(told)),
)
def test_an_order_that_names_the_number_alone_covers_no_more_than_the_answer_of_that_number(told: dict) -> None:
    assert set(asked_about(authorized(authorization(**told), named_by_order()))) == {PROBLEM}


def test_an_order_that_names_the_number_alone_is_for_the_product_of_that_number() -> None:
    chart = authorized(authorization(), named_by_order(), rows=(infliximab("infliximab-dyyb"),))
    assert set(asked_about(chart)) == {PROBLEM}


def test_what_one_number_says_is_not_said_of_another() -> None:
    other = authorization(id="ClaimResponse/a2", number="A2", ends=date(2026, 3, 3))
    assert asked_about(authorized(authorization(), other)) == {}


def test_an_authorization_extended_under_its_number_fits() -> None:
    longer = authorization(id="ClaimResponse/a2", begins=date(2026, 3, 1))
    assert asked_about(authorized(authorization(ends=date(2026, 2, 28)), longer)) == {}


# Units and doses: given 37, discarded 3


@pytest.mark.parametrize(
    ("approved", "used", "asked"),
    [(40, 0, {ENDING}), (39, 0, {PROBLEM}), (120, 80, {ENDING}), (120, 81, {PROBLEM}), (120, 40, set())],
)
def test_units_are_those_approved_less_those_used_less_this_visit(approved: int, used: int, asked: set[str]) -> None:
    one = authorization(units=units(approved), units_used=Decimal(used))
    assert set(asked_about(authorized(one))) == asked


def test_exhausted_units_are_named_beside_those_given() -> None:
    said = problem(authorization(units=units(100), units_used=Decimal(80)))
    assert said == "authorization A1: 100 units approved, 80 used before, 40 in this visit"


def test_an_amount_of_drug_is_counted_in_units_of_the_code() -> None:
    assert "39 units approved" in problem(authorization(units=Amount(Decimal(399), "mg")))
    assert set(asked_about(authorized(authorization(units=Amount(Decimal(400), "mg"))))) == {ENDING}


def test_an_amount_that_cannot_be_counted_in_units_is_told() -> None:
    said = asked_about(authorized(authorization(units=Amount(Decimal(500), "mL"))))
    assert said == {ENDING: "authorization A1: the 500 mL it allows cannot be counted in units of J1745"}


@pytest.mark.parametrize(("used", "asked"), [(5, {PROBLEM}), (4, {ENDING}), (3, set())])
def test_doses_count_by_the_day(used: int, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(doses=5, doses_used=used)))) == asked


# Product: R-AUT-02


def test_reference_infliximab_approved_and_a_biosimilar_given_is_blocked() -> None:
    """X07."""
    chart = authorized(authorization(), rows=(infliximab("infliximab-dyyb"),))
    (question,) = questions(chart)
    assert question.because == ("R-AUT-02", "R-DOC-29")
    assert question.facts == "authorization A1: approved for infliximab (J1745), given was infliximab-dyyb (Q5103)"
    assert released(chart) == {}


@pytest.mark.parametrize(("approved", "drug"), [("Inflectra", "infliximab-axxq"), ("Remicade", "Inflectra")])
def test_a_brand_approves_itself_alone(approved: str, drug: str) -> None:
    assert "given was" in problem(authorization(product(approved)), rows=(infliximab(drug),))


@pytest.mark.parametrize("drug", ["Inflectra", "infliximab-dyyb", "infliximab-dyyb (Inflectra)"])
def test_a_brand_and_its_suffix_are_one_product(drug: str) -> None:
    assert asked_about(authorized(authorization(product("Inflectra")), rows=(infliximab(drug),))) == {}
    assert asked_about(authorized(authorization(product(hcpcs="Q5103")), rows=(infliximab(drug),))) == {}


@pytest.mark.parametrize("drug", ["infliximab", "infliximab-dyyb"])
def test_the_name_of_the_drug_alone_approves_any_product_of_it(drug: str) -> None:
    assert asked_about(authorized(authorization(product("infliximab")), rows=(infliximab(drug),))) == {}


def test_the_package_of_another_maker_is_another_product_under_the_same_code() -> None:
    row = infliximab(codes=(("ndc", "57894-0160-01"),))
    assert "approved for" in problem(authorization(product("infliximab", ndc="57894-0030-01")), rows=(row,))


def test_another_size_of_the_same_package_is_the_same_product() -> None:
    row = infliximab(codes=(("ndc", "57894-0030-01"),))
    assert asked_about(authorized(authorization(product("infliximab", ndc="57894-0030-02")), rows=(row,))) == {}


# Dose


@pytest.mark.parametrize(("most", "asked"), [(36, {PROBLEM}), (37, set())])
def test_a_dose_above_the_approved_one_is_blocked_whatever_was_discarded(most: int, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(units_per_dose=units(most))))) == asked


def test_a_raised_dose_is_named_beside_the_approved_one() -> None:
    (question,) = questions(authorized(authorization(units_per_dose=units(30))))
    assert "R-AUT-02" in question.because
    assert question.facts == "authorization A1: 30 units a dose approved, 37 units given on 2026-03-04"


# Payer, place, diagnosis, people


def test_an_approval_of_the_payer_that_pays_fits() -> None:
    assert asked_about(authorized(authorization(coverage="Coverage/c1"))) == {}


def test_an_approval_of_a_plan_that_has_ended_is_of_another_payer() -> None:
    chart = authorized(authorization(coverage="Coverage/c9"))
    old = Coverage("Coverage/c9", Payer.COMMERCIAL, "Old Plan", 1, active=False)
    said = asked_about(replace(chart, coverages=(Coverage("Coverage/c1", Payer.MEDICARE, "New Plan", 1), old)))
    assert said == {PROBLEM: "authorization A1: it is of Old Plan, on this day pays New Plan"}


def test_an_approval_of_the_plan_that_pays_second_does_not_bind_the_first() -> None:
    chart = authorized(authorization(coverage="Coverage/c2"))
    both = Coverage("Coverage/c1", Payer.MEDICARE, "First", 1), Coverage("Coverage/c2", Payer.COMMERCIAL, "Second", 2)
    assert "it is of Second, on this day pays First" in asked_about(replace(chart, coverages=both))[PROBLEM]


@pytest.mark.parametrize(
    ("places", "setting", "asked"),
    [
        (("22",), "facility", set()),
        (("19",), "facility", set()),
        (("11",), "facility", {PROBLEM}),
        (("12",), "facility", {PROBLEM}),
        (("11", "22"), "facility", set()),
        (("11",), "office", set()),
        (("22",), "office", {PROBLEM}),
    ],
)
def test_the_place_is_that_of_the_setting(places: tuple[str, ...], setting: str, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(places=places), setting=setting))) == asked


def test_a_charted_place_of_service_is_compared_itself() -> None:
    chart = authorized(authorization(places=("22",)))
    off_campus = replace(chart, visits=(replace(chart.visits[0], place="19"),))
    assert "place of service 22, given at 19" in asked_about(off_campus)[PROBLEM]


@pytest.mark.parametrize(("approved", "asked"), [("K50.90", set()), ("K50", set()), ("M06.9", {PROBLEM})])
def test_the_diagnosis_of_the_line_is_that_of_the_approval(approved: str, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(diagnoses=(approved,))))) == asked


def test_a_person_named_in_the_approval_takes_part_in_the_visit() -> None:
    assert asked_about(authorized(authorization(givers=("Practitioner/dr2",)))) == {}
    assert asked_about(authorized(authorization(orderers=("Practitioner/dr1",)))) == {}


@pytest.mark.parametrize(("who", "does"), [("givers", "treats"), ("orderers", "ordered")])
def test_another_person_than_the_approved_one_is_named(who: str, does: str) -> None:
    chart = authorized(authorization(**{who: ("Practitioner/dr9",)}))
    named = replace(chart, providers=(Provider("Practitioner/dr9", "Ada Vane MD"),))
    assert f"approved for Ada Vane MD, here {does} Practitioner/dr" in asked_about(named)[PROBLEM]


def test_an_organization_may_hold_any_person() -> None:
    assert asked_about(authorized(authorization(givers=("Organization/o1", "Practitioner/dr9")))) == {}


# Drugs a site lists


def test_a_listed_drug_without_an_authorization_is_blocked() -> None:
    said = asked_about(authorized(), authorization_drugs="Remicade, rituximab")
    assert said == {PROBLEM: "no authorization for it was read"}


def test_a_listed_drug_that_was_not_given_asks_nothing() -> None:
    assert asked_about(authorized(), authorization_drugs="rituximab") == {}


def test_a_listed_drug_with_an_authorization_that_fits_is_cleared() -> None:
    assert asked_about(authorized(authorization()), authorization_drugs="infliximab") == {}


def test_a_list_with_a_name_that_is_no_drug_is_refused() -> None:
    with pytest.raises(UnknownSwitch):
        proposal(authorized(), authorization_drugs="nothing like it")


def test_a_listed_drug_of_an_office_is_asked_about_too() -> None:
    assert PROBLEM in asked_about(office(infliximab(), main="infliximab"), authorization_drugs="infliximab")


# Plan changes


def test_a_dose_other_than_ordered_is_named_beside_the_question() -> None:
    chart = authorized(authorization(ends=date(2026, 3, 3)))
    ordered = replace(chart.orders[0], dose=fact(Amount(Decimal(350), "mg")))
    said = asked_about(replace(chart, orders=(ordered,)))[PROBLEM]
    assert said.endswith("; the order says 350 mg, given was 370 mg")


def test_a_dose_given_in_two_parts_is_the_ordered_one() -> None:
    rows = tuple(
        given("infliximab", start=a, stop=b, dose="185 mg", order="MedicationRequest/rx")
        for a, b in (("09:00", "10:00"), ("11:00", "12:00"))
    )
    chart = authorized(authorization(ends=date(2026, 3, 3)), rows=rows)
    ordered = tuple(replace(order, dose=fact(Amount(Decimal(370), "mg"))) for order in chart.orders)
    assert "the order says" not in asked_about(replace(chart, orders=ordered))[PROBLEM]


def test_another_drug_than_ordered_is_named_beside_the_question() -> None:
    chart = authorized(authorization(ends=date(2026, 3, 3)))
    said = asked_about(replace(chart, orders=(replace(chart.orders[0], text="vedolizumab"),)))[PROBLEM]
    assert said.endswith("; the order names vedolizumab, given was infliximab")

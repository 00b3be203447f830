"""Authorizations in a payer's answer: PAS has number, dates, code and quantity by line, R4 of the whole answer."""

import json
from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.administration import Amount
from plugin.chart.authorization import Authorization, Decision
from tests.intake.builders import reasons, visit
from tests.intake.payer_answers import (
    ICD,
    NDC,
    PAS,
    PLACE,
    adjudication,
    answer,
    asked,
    claim,
    concept,
    detail,
    item,
    review,
    valid,
)
from tests.shared import SHARED, needs

SAMPLE = SHARED / "samples" / "rel-hl7r4-ClaimResponse-UR3503.json"
TO_CLAIM = {"request": {"reference": "Claim/c1"}}


def only(*resources: dict) -> Authorization:
    (found,) = visit(*resources).authorizations
    return found


# The number: both places


def test_the_number_of_a_line_is_in_its_review_action() -> None:
    found = only(answer(item(detail(), valid())))
    assert found.number.value == "AUTH-7"
    assert found.number.evidence.element == "item[0].adjudication[0].extension[reviewAction].extension[number]"
    assert (found.id, found.line) == ("ClaimResponse/a1", "item[0]")


def test_the_first_release_of_pas_has_the_review_action_on_the_line_itself() -> None:
    found = only(answer(item(review(number="OLD-1"), detail(), reviews=())))
    assert (found.number.value, found.number.evidence.element) == (
        "OLD-1",
        "item[0].extension[reviewAction].extension[number]",
    )


def test_without_a_number_on_the_line_that_of_the_whole_answer_counts() -> None:
    found = only(answer(item(detail(), reviews=(review(number=None),)), preAuthRef="WHOLE-1"))
    assert (found.number.value, found.number.evidence.element) == ("WHOLE-1", "preAuthRef")


def test_the_number_of_a_line_goes_before_that_of_the_whole_answer() -> None:
    assert only(answer(item(detail()), preAuthRef="WHOLE-1")).number.value == "AUTH-7"


def test_each_line_is_an_authorization_of_its_own() -> None:
    lines = item(detail()), item(detail("J9312"), reviews=(review("A3", None),), sequence=2)
    assert [(a.line, a.name, a.decision.value) for a in visit(answer(*lines)).authorizations] == [
        ("item[0]", "J1745", Decision.APPROVED),
        ("item[1]", "J9312", Decision.REFUSED),
    ]


@needs("samples", SAMPLE.name)
def test_the_published_answer_has_its_number_for_the_whole_and_a_line_for_each_added_service() -> None:
    sample = json.loads(SAMPLE.read_text()) | {"patient": {"reference": "Patient/p1"}}
    found = visit(sample).authorizations
    assert [(a.number.value, a.product.codes[0].value, a.line) for a in found] == [
        ("18SS12345", "1101", "addItem[0]"),
        ("18SS12345", "2101", "addItem[1]"),
    ]
    assert found[0].coverage.value == "Coverage/9876B1"


# What was decided


@pytest.mark.parametrize(
    ("code", "decision"),
    [
        ("A1", Decision.APPROVED),
        ("A2", Decision.APPROVED),
        ("A3", Decision.REFUSED),
        ("A4", Decision.PENDING),
        ("A6", Decision.APPROVED),
        ("C", Decision.CANCELLED),
        ("CT", Decision.PENDING),
        ("NA", Decision.NOT_NEEDED),
        ("Z9", Decision.UNKNOWN),
    ],
)
def test_the_code_of_the_review_decides(code: str, decision: Decision) -> None:
    assert only(answer(item(detail(), reviews=(review(code),)))).decision.value is decision


@pytest.mark.parametrize(
    ("more", "decision"),
    [
        ({"preAuthRef": "N1"}, Decision.APPROVED),
        ({}, Decision.UNKNOWN),
        ({"preAuthRef": "N1", "outcome": "queued"}, Decision.PENDING),
        ({"preAuthRef": "N1", "outcome": "error"}, Decision.REFUSED),
        ({"preAuthRef": "N1", "status": "cancelled"}, Decision.CANCELLED),
    ],
)
def test_without_a_code_the_answer_as_a_whole_decides(more: dict, decision: Decision) -> None:
    assert only(answer(item(detail(), reviews=()), **more)).decision.value is decision


def test_a_cancelled_answer_approves_nothing_whatever_its_lines_say() -> None:
    assert only(answer(item(detail()), status="cancelled")).decision.value is Decision.CANCELLED


def test_an_answer_entered_in_error_or_to_a_claim_is_no_authorization() -> None:
    assert visit(answer(item(detail()), status="entered-in-error")).authorizations == ()
    assert visit(answer(item(detail()), use="claim")).authorizations == ()


def test_the_answer_for_another_patient_is_left_out_and_shown() -> None:
    chart = visit(answer(item(detail()), patient={"reference": "Patient/p2"}))
    assert (chart.authorizations, reasons(chart)) == ((), {"ClaimResponse/a1": "It belongs to another patient."})


# When, what and how much


def test_the_dates_of_a_line_go_before_those_of_the_whole_answer() -> None:
    whole = {"preAuthPeriod": {"start": "2025-01-01", "end": "2025-12-31"}}
    line = only(answer(item(detail(), valid("2026-02-01", "2026-07-31")), **whole))
    assert (line.begins.value, line.ends.value) == (date(2026, 2, 1), date(2026, 7, 31))
    assert only(answer(item(detail()), **whole)).ends.value == date(2025, 12, 31)


def test_a_date_that_is_not_there_is_not_known() -> None:
    found = only(answer(item(detail(), valid(end=None))))
    assert (found.begins.value, found.ends) == (date(2026, 1, 1), None)


def test_code_and_quantity_authorized_go_before_those_asked_for() -> None:
    line = asked("J1745", quantity={"value": 240})
    found = only(answer(item(detail("Q5103", {"value": 120})), **TO_CLAIM), claim(line))
    assert (found.product.codes[0].value, found.units.value) == ("Q5103", Amount(Decimal(120), "unit"))


def test_what_a_line_does_not_say_is_as_it_was_asked_for() -> None:
    line = asked(
        quantity={"value": 240},
        detail=[{"sequence": 1, "productOrService": concept("57894-0030-01", NDC)}],
        locationCodeableConcept=concept("22", PLACE),
        diagnosisSequence=[2],
    )
    diagnoses = [
        {"sequence": n, "diagnosisCodeableConcept": concept(code, ICD)} for n, code in ((1, "M06.9"), (2, "K50.90"))
    ]
    found = only(answer(item(), **TO_CLAIM), claim(line, diagnosis=diagnoses))
    assert [(c.system, c.value) for c in found.product.codes] == [("hcpcs", "J1745"), ("ndc", "57894-0030-01")]
    assert (found.units.value.value, found.places, found.diagnoses) == (240, ("22",), ("K50.90",))
    assert found.coverage.value == "Coverage/c7"


def test_an_answer_without_lines_is_for_each_line_of_its_claim() -> None:
    chart = visit(answer(preAuthRef="N1", **TO_CLAIM), claim(asked(), asked("J9312", 2)))
    assert [a.product.codes[0].value for a in chart.authorizations] == ["J1745", "J9312"]


def test_an_answer_that_names_no_drug_is_shown_as_not_compared() -> None:
    chart = visit(answer(item()))
    assert reasons(chart) == {
        "ClaimResponse/a1": "This authorization does not say for which drug it is, so no drug was compared with it."
    }


@pytest.mark.parametrize(
    ("quantity", "units", "doses"),
    [
        ({"value": 40}, Amount(Decimal(40), "unit"), None),
        ({"value": 40, "unit": "UN"}, Amount(Decimal(40), "unit"), None),
        ({"value": 4, "unit": "VS"}, None, 4),
        ({"value": 6, "unit": "cycles"}, None, 6),
        (
            {"value": 400, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"},
            Amount(Decimal(400), "mg"),
            None,
        ),
    ],
)
def test_a_quantity_is_of_billing_units_of_doses_or_of_drug(
    quantity: dict, units: Amount | None, doses: int | None
) -> None:
    found = only(answer(item(detail(quantity=quantity))))
    assert (found.units and found.units.value, found.doses and found.doses.value) == (units, doses)


@pytest.mark.parametrize("quantity", [{"value": 1.5, "unit": "visit"}, {"value": -1}])
def test_a_quantity_that_is_not_understood_is_shown_as_unread(quantity: dict) -> None:
    chart = visit(answer(item(detail(quantity=quantity))))
    assert (chart.authorizations[0].units, chart.authorizations[0].doses) == (None, None)
    assert reasons(chart) == {"ClaimResponse/a1": "How much this authorization allows could not be read."}


def test_a_quantity_in_a_unit_nobody_knows_is_kept_as_read() -> None:
    assert only(answer(item(detail(quantity={"value": 4, "unit": "moons"})))).units.value == Amount(Decimal(4), "moons")


def test_what_was_granted_and_consumed_may_stand_in_the_adjudication() -> None:
    counts = adjudication(category="allowedunits", value=120), adjudication(category="consumedunits", value=80)
    found = only(answer(item(also=counts), **TO_CLAIM), claim(asked(quantity={"value": 240})))
    assert (found.units.value.value, found.units_used.value) == (120, 80)


def test_a_site_may_keep_the_units_used_in_an_extension() -> None:
    kept = {"url": "https://chairside.example/fhir/StructureDefinition/authorized-units-used", "valueInteger": 40}
    assert only(answer(item(detail()), extension=[kept])).units_used.value == 40
    assert only(answer(item(detail(), kept))).units_used.value == 40


def test_the_people_authorized_are_those_of_the_line() -> None:
    who = {"url": "provider", "valueReference": {"reference": "Practitioner/dr9"}}
    given_by = {"url": f"{PAS}extension-itemAuthorizedProvider", "extension": [who]}
    assert only(answer(item(detail(), given_by))).givers == ("Practitioner/dr9",)


def test_a_drug_code_without_a_known_system_is_still_one() -> None:
    line = {"itemSequence": [1], "productOrService": {"coding": [{"code": "J1745"}]}, "adjudication": [adjudication()]}
    found = only(answer(addItem=[line], preAuthRef="N1"))
    assert [(c.system, c.value) for c in found.product.codes] == [("hcpcs", "J1745")]

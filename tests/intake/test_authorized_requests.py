"""Authorizations kept as a ServiceRequest, and what an order says of its own (Da Vinci CRD)."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.chart.administration import Amount
from plugin.chart.authorization import Authorization, Decision
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from tests.intake.any_content import elements
from tests.intake.builders import SITE, bundle, encounter, order, patient, quantity, reasons, visit
from tests.intake.payer_answers import (
    HCPCS,
    ICD,
    PLACE,
    answer,
    claim,
    concept,
    coverage_information,
    detail,
    item,
    request,
)


def only(*resources: dict) -> Authorization:
    (found,) = visit(*resources).authorizations
    return found


@pytest.mark.parametrize("words", ["Prior Authorization", "Pre-auth", "precertification", "Prior auth (drug)"])
def test_a_request_of_the_category_authorization_is_one(words: str) -> None:
    found = only(request(category=[{"text": words}]))
    assert (found.id, found.number.value, found.decision.value) == ("ServiceRequest/s1", "SR-9", Decision.APPROVED)


@pytest.mark.parametrize("category", [[], [{"text": "Infusion"}], [{"text": "Author's choice"}]])
def test_any_other_request_is_none(category: list) -> None:
    assert visit(request(category=category)).authorizations == ()


def test_dates_product_and_diagnosis_are_those_of_the_request() -> None:
    found = only(request(reasonCode=[concept("K50.90", ICD)]))
    assert (found.begins.value, found.ends.value) == (date(2026, 1, 1), date(2026, 6, 30))
    assert (found.name, found.diagnoses) == ("infliximab", ("K50.90",))


@pytest.mark.parametrize(
    ("status", "decision"),
    [
        ("active", Decision.APPROVED),
        ("completed", Decision.APPROVED),
        ("draft", Decision.PENDING),
        ("on-hold", Decision.PENDING),
        ("revoked", Decision.CANCELLED),
        ("unknown", Decision.UNKNOWN),
    ],
)
def test_its_status_says_what_became_of_it(status: str, decision: Decision) -> None:
    assert only(request(status=status)).decision.value is decision


def test_a_request_entered_in_error_is_none() -> None:
    assert visit(request(status="entered-in-error")).authorizations == ()


@pytest.mark.parametrize(
    ("identifiers", "number"),
    [
        ([{"value": "12"}], "12"),
        ([{"type": {"text": "Placer"}, "value": "1"}, {"type": {"text": "Referral no."}, "value": "2"}], "2"),
        ([{"type": {"text": "Placer"}, "value": "1"}], None),
        ([{"value": "1"}, {"value": "2"}], None),
        ([], None),
    ],
)
def test_its_number_is_the_identifier_that_can_only_be_it(identifiers: list, number: str | None) -> None:
    found = only(request(identifier=identifiers))
    assert (found.number and found.number.value) == number
    assert (found.decision.value is Decision.UNKNOWN) == (number is None)


def test_units_of_a_dose_and_number_of_doses() -> None:
    ratio = {"numerator": {"value": 37, "unit": "units"}, "denominator": {"value": 1, "unit": "dose"}}
    found = only(request(quantityRatio=ratio, occurrencePeriod=None, occurrenceTiming={"repeat": {"count": 6}}))
    assert (found.units_per_dose.value, found.doses.value) == (Amount(Decimal(37), "unit"), 6)


def test_a_ratio_to_anything_but_one_dose_is_shown_as_unread() -> None:
    ratio = {"numerator": {"value": 37, "unit": "units"}, "denominator": {"value": 1, "unit": "month"}}
    assert "ServiceRequest/s1" in reasons(visit(request(quantityRatio=ratio)))


def test_people_place_and_payer_of_a_request() -> None:
    found = only(
        request(
            performer=[{"reference": "Practitioner/dr9"}],
            requester={"reference": "Practitioner/dr1"},
            locationCode=[concept("11", PLACE)],
            insurance=[{"reference": "Coverage/c1", "display": "Plan"}],
        )
    )
    assert (found.givers, found.orderers) == (("Practitioner/dr9",), ("Practitioner/dr1",))
    assert (found.places, found.coverage.value, found.payer) == (("11",), "Coverage/c1", "Plan")


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ({"text": "Hospital outpatient department"}, "22"),
        ({"text": "Off-campus hospital department"}, "19"),
        ({"text": "Patient's home"}, "12"),
        ({"text": "Ambulatory infusion center"}, "11"),
        (concept("PTRES", "http://terminology.hl7.org/CodeSystem/v3-RoleCode"), "12"),
    ],
)
def test_a_place_in_words_is_a_place_of_service(where: dict, place: str) -> None:
    assert only(request(locationCode=[where])).places == (place,)


# What an order says of its authorization


def test_an_order_names_the_authorization_that_covers_it() -> None:
    said = coverage_information(
        coverage={"reference": "Coverage/c1"},
        pa_needed="satisfied",
        billingCode={"system": HCPCS, "code": "J1745"},
        satisfied_pa_id="PA-3",
        expiry_date="2026-05-01",
    )
    found = only(order(drug="infliximab", extension=[said]))
    assert (found.id, found.number.value, found.ends.value) == ("MedicationRequest/rx1", "PA-3", date(2026, 5, 1))
    assert (found.name, found.product.codes[0].value, found.coverage.value) == ("infliximab", "J1745", "Coverage/c1")


@pytest.mark.parametrize(
    ("need", "decision"),
    [("auth-needed", Decision.NEEDED), ("conditional", Decision.NEEDED), ("no-auth", Decision.NOT_NEEDED)],
)
def test_an_order_says_whether_one_is_needed(need: str, decision: Decision) -> None:
    found = only(order(drug="infliximab", extension=[coverage_information(pa_needed=need)]))
    assert (found.decision.value, found.number) == (decision, None)


def test_an_order_without_a_word_of_it_has_none() -> None:
    assert visit(order(extension=[coverage_information(coverage={"reference": "Coverage/c1"})])).authorizations == ()


# The dose of an order


def dosed(*doses: str | tuple[str, str]) -> dict:
    parts = [
        {"doseQuantity": quantity(dose)}
        if isinstance(dose, str)
        else {"type": {"coding": [{"code": dose[0]}]}, "doseQuantity": quantity(dose[1])}
        for dose in doses
    ]
    return order(dosageInstruction=[{"doseAndRate": parts}])


@pytest.mark.parametrize(
    ("doses", "ordered"),
    [
        (("370 mg",), "370"),
        (("370 mg", "370 mg"), "370"),
        ((("calculated", "372 mg"), ("ordered", "370 mg")), "370"),
        (("370 mg", "400 mg"), None),
        (("5 mg/kg",), None),
        ((), None),
    ],
)
def test_an_order_has_the_one_dose_it_names(doses: tuple, ordered: str | None) -> None:
    found = visit(dosed(*doses)).orders[0].dose
    assert (found and str(found.value.value)) == ordered


# Anything


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["item", "addItem", "preAuthRef", "preAuthPeriod", "request", "extension"]), elements
    ),
    st.dictionaries(st.sampled_from(["identifier", "quantityQuantity", "occurrencePeriod", "performer"]), elements),
    st.dictionaries(st.sampled_from(["item", "insurance", "diagnosis"]), elements),
)
def test_a_chart_comes_of_any_authorization(answered: dict, requested: dict, claimed: dict) -> None:
    made = [answer(item(detail()), **answered), request(**requested), claim(**claimed)]
    chart = chart_from(read_bundle(json.dumps(bundle(patient(), encounter(), *made))), SITE)
    known = {a.id for a in chart.authorizations} | {u.about for u in chart.unread}
    assert {"ClaimResponse/a1", "ServiceRequest/s1"} <= known

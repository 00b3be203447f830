from plugin.chart.administration import Manner, Route, State
from plugin.chart.evidence import Strength
from tests.intake.builders import encounter, order, push, visit

ABSENT = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
HOUR = {
    "timing": {"repeat": {"duration": 60, "durationUnit": "min"}},
    "route": {"text": "Intravenous"},
    "doseAndRate": [{"doseQuantity": {"value": 560, "unit": "mg"}}],
}


def test_an_order_is_signed_by_its_requester() -> None:
    (found,) = visit(order()).orders
    assert (found.id, found.text, found.signed_by.value, found.active) == (
        "MedicationRequest/rx1",
        "ceftriaxone",
        "Practitioner/dr1",
        True,
    )


def test_an_unknown_requester_signed_nothing() -> None:
    assert visit(order(requester=ABSENT)).orders[0].signed_by is None


def test_a_cancelled_order_is_not_active() -> None:
    assert not visit(order(status="cancelled")).orders[0].active


def test_a_completed_order_is_active() -> None:
    assert visit(order(status="completed")).orders[0].active


def test_a_proposal_is_no_active_order() -> None:
    assert not visit(order(intent="proposal")).orders[0].active


def test_the_reason_of_an_order_is_its_reason_code() -> None:
    assert visit(order(reasonCode=[{"text": "Dehydration"}])).orders[0].reason.value == "Dehydration"


def test_the_reason_of_an_order_may_be_a_condition() -> None:
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "Dehydration"},
    }
    found = visit(condition, order(reasonReference=[{"reference": "Condition/c1"}])).orders[0].reason
    assert (found.value, found.evidence.element) == ("Dehydration", "reasonReference")


def test_the_diagnoses_of_an_order_are_the_icd_10_cm_codes_of_its_reasons() -> None:
    icd = "http://hl7.org/fhir/sid/icd-10-cm"
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": icd, "code": "E87.6"}]},
    }
    reason = [{"coding": [{"system": icd, "code": "E86.0"}, {"system": "http://snomed.info/sct", "code": "34095006"}]}]
    chart = visit(condition, order(reasonCode=reason, reasonReference=[{"reference": "Condition/c1"}]))
    assert chart.orders[0].diagnoses == ("E86.0", "E87.6")


def test_requests_are_what_an_order_is_based_on() -> None:
    based = [{"reference": "ServiceRequest/s2"}, {"reference": "ServiceRequest/s1"}]
    assert visit(order(basedOn=based)).orders[0].requests == ("ServiceRequest/s1", "ServiceRequest/s2")


def test_another_patients_order_is_left_out() -> None:
    assert visit(order(subject={"reference": "Patient/p2"})).orders == ()


def test_an_administration_keeps_the_reference_of_its_order() -> None:
    assert (
        visit(push(request={"reference": "MedicationRequest/rx1"})).administrations[0].order == "MedicationRequest/rx1"
    )


def test_orders_stand_in_where_a_finished_visit_has_no_administration_at_all() -> None:
    (found,) = visit(order(dosageInstruction=[HOUR])).administrations
    assert (found.id, found.order, found.state, found.runs) == (
        "MedicationRequest/rx1",
        "MedicationRequest/rx1",
        State.GIVEN,
        (),
    )


def test_an_ordered_dose_is_no_dose_given_and_an_ordered_hour_a_plan() -> None:
    (found,) = visit(order(dosageInstruction=[HOUR])).administrations
    assert (found.products[0].dose, found.planned_minutes) == (None, 60)


def test_route_and_manner_of_an_order_are_derived() -> None:
    (found,) = visit(order(dosageInstruction=[HOUR])).administrations
    assert (found.route.value, found.manner.value) == (Route.INTRAVENOUS, Manner.INFUSION)
    assert {found.route.strength, found.manner.strength} == {Strength.DERIVED}


def test_no_order_stands_in_where_an_administration_was_charted() -> None:
    chart = visit(order(), order("rx2", "famotidine"), push())
    assert [a.id for a in chart.administrations] == ["MedicationAdministration/ma1"]


def test_no_order_stands_in_where_an_administration_could_not_be_read() -> None:
    assert visit(order(), push(wasNotGiven=True)).administrations == ()


def test_no_order_stands_in_while_the_visit_is_open() -> None:
    assert visit(order(), of=encounter(status="in-progress")).administrations == ()


def test_a_prescription_for_home_is_nothing_to_chart_here() -> None:
    home = [
        {
            "coding": [
                {"system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category", "code": "community"}
            ]
        }
    ]
    assert visit(order(category=home)).administrations == ()


def test_an_order_of_another_visit_is_nothing_to_chart_here() -> None:
    assert visit(order(encounter={"reference": "Encounter/e9"})).administrations == ()


def test_an_order_without_a_visit_is_of_the_visit_of_its_day() -> None:
    written = order(authoredOn="2026-03-04")
    del written["encounter"]
    assert [a.visit for a in visit(written).administrations] == ["Encounter/e1"]

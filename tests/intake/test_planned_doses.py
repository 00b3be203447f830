"""Orders of an open visit as the doses they would become, while nothing of them is charted."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.chart.administration import Manner, Route
from plugin.chart.chart import Chart
from plugin.intake.cycles import cycle_in, cycles_in
from tests.intake.builders import INTRAVENOUS, administration, at, encounter, quantity
from tests.intake.builders import visit as read_visit

ARRIVED = encounter(status="arrived", period={"start": at("08:00")})
TIMED = {"effectivePeriod": {"start": at("09:00"), "end": at("10:00")}}
ORAL = {"coding": [{"system": "http://snomed.info/sct", "code": "26643006"}], "text": "Oral"}


def chart(of: Any, *resources: Any) -> Chart:
    return read_visit(*resources, of=of)


def instruction(**more: Any) -> dict[str, Any]:
    return {"route": INTRAVENOUS, "doseAndRate": [{"doseQuantity": quantity("370 mg")}]} | more


def order(id: str = "rx1", drug: str = "infliximab", **more: Any) -> dict[str, Any]:
    made = {
        "resourceType": "MedicationRequest",
        "id": id,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": drug},
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "authoredOn": "2026-02-27",
        "requester": {"reference": "Practitioner/d1"},
        "dosageInstruction": [instruction()],
    }
    return {key: value for key, value in (made | more).items() if value is not None}


def planned(*resources: Any, visit: Any = ARRIVED) -> list[str]:
    return [dose.id for dose in chart(visit, *resources).planned]


def test_an_order_of_an_open_visit_is_a_dose_to_come() -> None:
    (dose,) = chart(ARRIVED, order(dosageInstruction=[instruction(text="over 2 h")])).planned
    assert dose.route is not None
    assert dose.route.value is Route.INTRAVENOUS
    assert dose.products[0].dose is not None
    assert str(dose.products[0].dose.value.value) == "370"
    assert dose.products[0].dose.evidence.element == "dosageInstruction.doseAndRate"
    assert dose.runs == ()


def test_an_ordered_length_makes_it_an_infusion() -> None:
    timed = instruction(timing={"repeat": {"duration": 2, "durationUnit": "h"}})
    (dose,) = chart(ARRIVED, order(dosageInstruction=[timed])).planned
    assert (dose.manner and dose.manner.value, dose.planned_minutes) == (Manner.INFUSION, 120)


@pytest.mark.parametrize("status", ["completed", "in-progress", "stopped"])
def test_a_dose_that_was_begun_leaves_and_the_others_are_still_to_come(status: str) -> None:
    begun = administration(status=status, **TIMED, request=reference("rx1"))
    assert planned(order(), order("rx2"), begun) == ["MedicationRequest/rx2"]


def test_every_dose_of_a_visit_leaves_once_it_was_begun() -> None:
    rows = [administration(f"ma{n}", **TIMED, request=reference(f"rx{n}")) for n in (1, 2)]
    assert planned(order(), order("rx2"), *rows) == []


def test_a_closed_visit_has_no_dose_to_come_though_one_of_its_orders_was_never_given() -> None:
    given = administration(**TIMED, request=reference("rx1"))
    assert planned(order(), order("rx2"), given, visit=encounter()) == []


def test_nothing_is_to_come_of_a_visit_that_is_over() -> None:
    assert planned(order(), visit=encounter()) == []


def test_a_row_that_was_entered_in_error_was_not_given() -> None:
    assert planned(order(), administration(status="entered-in-error", **TIMED)) == ["MedicationRequest/rx1"]


def test_a_row_that_cannot_be_read_may_have_been_given() -> None:
    assert planned(order(), administration(status="banana")) == []


def test_a_row_that_cannot_be_read_and_names_its_order_says_nothing_of_another() -> None:
    unreadable = administration(status="unknown", **TIMED, request=reference("rx1"))
    assert planned(order(), order("rx2"), unreadable) == ["MedicationRequest/rx2"]


def test_a_row_entered_in_error_does_not_take_its_order_off_the_list() -> None:
    withdrawn = administration(status="entered-in-error", **TIMED, request=reference("rx1"))
    assert planned(order(), withdrawn) == ["MedicationRequest/rx1"]


def test_orders_that_stand_in_for_administrations_are_no_doses_to_come() -> None:
    sent = chart(encounter(), order())
    assert [a.id for a in sent.administrations] == ["MedicationRequest/rx1"]
    assert sent.planned == ()


def test_a_row_of_another_visit_or_day_says_nothing_of_this_one() -> None:
    other = administration("ma1", context={"reference": "Encounter/other"}, **TIMED)
    earlier = administration("ma2", context=None, effectiveDateTime="2026-02-11T09:00:00-06:00")
    assert planned(order(), other, earlier) == ["MedicationRequest/rx1"]


def test_an_order_whose_dose_is_charted_as_not_given_is_left_out() -> None:
    refused = administration(status="not-done", **TIMED, request={"reference": "MedicationRequest/rx1"})
    assert planned(order(), order("rx2"), refused) == ["MedicationRequest/rx2"]


@pytest.mark.parametrize(
    "more",
    [
        {"status": "cancelled"},
        {"status": "stopped"},
        {"status": "entered-in-error"},
        {"intent": "proposal"},
        {"doNotPerform": True},
        {"category": [{"coding": [{"code": "discharge"}]}]},
        {"dosageInstruction": [instruction(asNeededBoolean=True)]},
        {"dosageInstruction": [instruction(asNeededCodeableConcept={"text": "reaction"})]},
        {"dosageInstruction": [instruction(route=ORAL)]},
        {"dosageInstruction": [instruction(route=None, text="one tablet by mouth")]},
        {"drug": "ondansetron 8 mg tablet", "dosageInstruction": [instruction(route=None)]},
        {"encounter": {"reference": "Encounter/other"}},
        {"encounter": None},
    ],
)
def test_what_is_no_infusion_or_injection_of_this_visit_is_left_out(more: dict[str, Any]) -> None:
    assert planned(order(**more)) == []


@pytest.mark.parametrize(
    "more",
    [
        {"authoredOn": "2026-03-04T07:30:00-06:00"},
        {"dosageInstruction": [instruction(timing={"event": ["2026-03-04"]})]},
        {"dosageInstruction": [
            instruction(timing={"repeat": {"boundsPeriod": {"start": "2026-03-01", "end": "2026-03-10"}}})
        ]},
    ],
)  # fmt: skip
def test_an_order_that_names_no_visit_is_of_the_only_one_by_its_day(more: dict[str, Any]) -> None:
    assert planned(order(**{"encounter": None, **more})) == ["MedicationRequest/rx1"]


def test_an_order_written_in_another_visit_for_this_very_day_is_of_this_visit() -> None:
    timed = instruction(timing={"event": ["2026-03-04T09:00:00-06:00"]})
    assert planned(order(encounter={"reference": "Encounter/clinic"}, dosageInstruction=[timed])) != []


def test_a_route_that_stands_in_the_words_of_an_order_alone_is_read_there() -> None:
    (dose,) = chart(ARRIVED, order(dosageInstruction=[{"text": "370 mg IV over 2 h"}])).planned
    assert dose.route is not None
    assert dose.route.value is Route.INTRAVENOUS


@pytest.mark.parametrize(
    ("instructions", "said"),
    [
        ([instruction(doseAndRate=[{"doseQuantity": quantity("5 mg/kg")}])], "5 mg/kg"),
        ([instruction(doseAndRate=[{"doseRange": {"high": quantity("400 mg")}}])], "400 mg"),
        ([{"text": "AUC 5 over 30 min"}], "AUC 5 over 30 min"),
        ([{"text": "per protocol"}], ""),
        ([], ""),
    ],
)
def test_a_dose_counts_as_written_in_whatever_form(instructions: list[Any], said: str) -> None:
    (found,) = chart(ARRIVED, order(dosageInstruction=instructions)).orders
    assert found.dose_said == said


def test_the_terms_of_an_order_are_kept() -> None:
    timing = {"repeat": {"boundsPeriod": {"start": "2026-03-01", "end": "2026-03-10"}}}
    text = "cycle 3 of 6, day 1"
    made = order(dosageInstruction=[instruction(timing=timing, text=text)], priorPrescription=reference("rx0"))
    (found,) = chart(ARRIVED, made).orders
    assert (str(found.begins), str(found.ends), str(found.written)) == ("2026-03-01", "2026-03-10", "2026-02-27")
    assert (found.cycle and found.cycle.value.words, found.replaces) == (text, "MedicationRequest/rx0")


def test_the_earlier_of_two_last_days_counts() -> None:
    timing = {"repeat": {"boundsPeriod": {"end": "2026-03-10"}}}
    valid = {"validityPeriod": {"end": "2026-03-03"}}
    (found,) = chart(ARRIVED, order(dosageInstruction=[instruction(timing=timing)], dispenseRequest=valid)).orders
    assert str(found.ends) == "2026-03-03"


@pytest.mark.parametrize(
    ("text", "cycle", "cycles"),
    [
        ("FOLFOX cycle 3 of 12, day 1", "cycle 3 of 12, day 1", 12),
        ("Cycle 2/6", "cycle 2 of 6", 6),
        ("C4D15", "cycle 4, day 15", None),
        ("Cycle #1", "cycle 1", None),
        ("pembrolizumab for 35 cycles", "", 35),
        ("cycle 1 then cycle 2", "", None),
        ("cycle 0", "", None),
        ("recycle 3 bags, C3 vertebra", "", None),
    ],
)
def test_cycles_are_read_from_words_and_never_guessed(text: str, cycle: str, cycles: int | None) -> None:
    found = cycle_in(text)
    assert (found.words if found else "", cycles_in(text)) == (cycle, cycles)


def care_plan(**more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CarePlan", "id": "p1", "status": "active", "intent": "plan",
        "subject": {"reference": "Patient/p1"}, "title": "Infliximab, cycle 3 of 6",
    } | more  # fmt: skip


def test_a_plan_in_force_is_kept_with_its_cycle_and_drugs() -> None:
    detail = {"status": "scheduled", "productCodeableConcept": {"text": "infliximab"}, "quantity": quantity("400 mg")}
    (plan,) = chart(ARRIVED, order(), care_plan(activity=[{"detail": detail}])).plans
    assert (plan.cycle and plan.cycle.value.number, plan.cycles) == (3, 6)
    (drug,) = plan.drugs
    assert (drug.product.text, drug.dose and str(drug.dose.value.value)) == ("infliximab", "400")


def test_a_plan_that_points_to_an_order_has_its_drug_and_dose() -> None:
    (plan,) = chart(ARRIVED, order(), care_plan(activity=[{"reference": reference("rx1")}])).plans
    assert (plan.drugs[0].order, plan.drugs[0].product.text) == ("MedicationRequest/rx1", "infliximab")


@pytest.mark.parametrize(
    "more",
    [
        {"status": "revoked"},
        {"period": {"start": "2026-03-05"}},
        {"period": {"end": "2026-03-03"}},
        {"title": "Walks in the park"},
    ],
)
def test_a_plan_of_another_time_or_without_drug_and_cycle_is_left_out(more: dict[str, Any]) -> None:
    assert chart(ARRIVED, order(), care_plan(**more)).plans == ()


def reference(id: str) -> dict[str, str]:
    return {"reference": f"MedicationRequest/{id}"}

import pytest

from plugin.chart.administration import Manner, Route
from plugin.chart.evidence import Strength
from tests.intake.builders import SNOMED, administration, infusion, only, order, push, reasons, visit


def named(text: str, code: str | None = None, display: str | None = None) -> dict:
    """A route as text, SNOMED CT code, or display of a local code."""
    coding = [{"system": SNOMED, "code": code}] if code else []
    coding += [{"system": "urn:oid:1.2.3", "code": "17", "display": display}] if display else []
    return {k: v for k, v in {"text": text, "coding": coding}.items() if v}


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        (named("", "47625008"), Route.INTRAVENOUS),
        (named("", "34206005"), Route.SUBCUTANEOUS),
        (named("", "78421000"), Route.INTRAMUSCULAR),
        (named("", "72607000"), Route.INTRATHECAL),
        (named("", "372471009"), Route.INTRAVESICAL),
        (named("", "58100008"), Route.INTRA_ARTERIAL),
        (named("", "26643006"), Route.ORAL),
        (named("IV Piggyback"), Route.INTRAVENOUS),
        (named("", display="Intravenous Push"), Route.INTRAVENOUS),
        (named("SubQ"), Route.SUBCUTANEOUS),
        (named("Intramuscular injection"), Route.INTRAMUSCULAR),
        (named("Intrapleural"), Route.INTRAPLEURAL),
        (named("Intraventricular (Ommaya reservoir)"), Route.INTRAVENTRICULAR),
        (named("Other"), Route.OTHER),
    ],
)
def test_a_route_is_read_by_code_by_words_or_by_a_display(route: dict, expected: Route) -> None:
    assert only(infusion(dosage={"route": route})).route.value is expected


def test_a_code_and_words_of_two_routes_are_unread_and_no_route() -> None:
    chart = visit(infusion(dosage={"route": named("Intravenous", "34206005")}))
    assert chart.administrations[0].route is None
    assert "contradict" in reasons(chart)["MedicationAdministration/ma1"]


def test_a_code_nobody_knows_without_words_is_unread_and_no_route() -> None:
    chart = visit(infusion(dosage={"route": {"coding": [{"system": "urn:oid:1.2", "code": "99"}]}}))
    assert chart.administrations[0].route is None
    assert "MedicationAdministration/ma1" in reasons(chart)


def test_words_about_the_dosage_are_no_route() -> None:
    found = only(infusion(dosage={"route": None, "text": "Intravenous infusion"}))
    assert (found.route, found.manner) == (None, None)


def test_a_route_only_the_order_names_is_derived() -> None:
    ordered = order(dosageInstruction=[{"route": {"text": "Intravenous"}}])
    found = only(ordered, infusion(dosage={"route": None}, request={"reference": "MedicationRequest/rx1"}))
    assert (found.route.value, found.route.strength) == (Route.INTRAVENOUS, Strength.DERIVED)
    assert found.route.evidence.about == "MedicationRequest/rx1"


PUMP = [{"display": "Ambulatory infusion pump, portable"}]


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (push(dosage={"route": named("IV push", "47625008")}), Manner.PUSH),
        (push(dosage={"route": named("", display="Intravenous Push")}), Manner.PUSH),
        (infusion(dosage={"route": named("IV push", "47625008")}), Manner.PUSH),
        (push(dosage={"method": {"text": "Slow push"}}), Manner.PUSH),
        (push(dosage={"route": named("IV Piggyback")}), Manner.INFUSION),
        (infusion(), Manner.INFUSION),
        (push(dosage={"route": named("Subcutaneous", "34206005")}), Manner.INJECTION),
        (infusion(dosage={"route": named("Subcutaneous infusion", "34206005")}), Manner.PUMP_INFUSION),
        (push(dosage={"route": named("Intramuscular", "78421000")}), Manner.INJECTION),
        (infusion(dosage={"route": named("Intra-arterial infusion", "58100008")}), Manner.INFUSION),
        (push(dosage={"route": named("Intra-arterial push", "58100008")}), Manner.PUSH),
        (push(dosage={"route": named("Intrathecal", "72607000")}), Manner.INJECTION),
        (push(dosage={"route": named("Port flush", "47625008")}), Manner.FLUSH),
        (push(drug="heparin lock flush"), Manner.FLUSH),
        (push(dosage={"text": "Port flush"}), Manner.FLUSH),
        (infusion(dosage={"text": "NS at KVO rate"}), Manner.KEEP_OPEN),
        (infusion(dosage={"text": "20 mL/h to keep vein open"}), Manner.KEEP_OPEN),
        (infusion(drug="sodium chloride 0.9 % TKO"), Manner.KEEP_OPEN),
        (push(dosage={"route": named("Catheter clearance (intracatheter)")}), Manner.DECLOT),
        (infusion(device=PUMP), Manner.PORTABLE_PUMP),
        (infusion(dosage={"route": named("Continuous intravenous infusion, portable pump")}), Manner.PORTABLE_PUMP),
        (push(dosage={"route": named("Implanted pump refill")}), Manner.IMPLANTED_PUMP),
        (push(device=[{"display": "Implanted infusion pump"}]), Manner.IMPLANTED_PUMP),
        (push(dosage={"route": named("Subcutaneous", "34206005")}, device=[{"display": "On-body injector"}]),
         Manner.WEARABLE_INJECTOR),
        (push(dosage={"route": named("Pump disconnect", "47625008")}), Manner.PUMP_DISCONNECT),
        (push(dosage={"route": named("Portable pump refill", "47625008")}), Manner.PUMP_REFILL),
    ],
)  # fmt: skip
def test_the_manner_is_read_from_words_devices_and_shape(resource: dict, expected: Manner) -> None:
    assert only(resource).manner.value is expected


def test_a_drug_that_is_flushed_after_is_no_flush() -> None:
    assert only(push(dosage={"text": "IV push, then flush with 10 mL saline"})).manner.value is Manner.PUSH


def test_an_implanted_port_is_no_implanted_pump() -> None:
    assert only(infusion(device=[{"display": "Implanted port"}])).manner.value is Manner.INFUSION


def test_the_catheter_is_a_way_of_its_own() -> None:
    cleared = push(dosage={"route": named("Catheter clearance (intracatheter)")})
    assert only(cleared).route.value is Route.CATHETER


def test_intravenous_without_time_rate_or_plan_has_no_manner() -> None:
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    assert only(administration(effectivePeriod={"extension": [absent]})).manner is None

import pytest

from plugin.chart.administration import State
from plugin.intake.build import ADMINISTRATION
from tests.intake.builders import Json, clocks, infusion, mar, quantity, reasons, visit

EXTENSIONS = "https://chairside.example/fhir/StructureDefinition/"
ABOUT = f"{ADMINISTRATION}/ma1"


def discarding(value: Json) -> list[Json]:
    return [{"url": f"{EXTENSIONS}discarded-amount", "valueQuantity": value}]


def vial(numerator: str, denominator: str = "1 {vial}") -> Json:
    return {
        "code": {"text": "rituximab"},
        "amount": {"numerator": quantity(numerator), "denominator": quantity(denominator)},
    }


def mixed(strength: str, volume: str) -> Json:
    sides = {"numerator": quantity(strength), "denominator": quantity(volume)}
    return {"ingredient": [{"itemCodeableConcept": {"text": "rituximab"}, "strength": sides}]}


@pytest.mark.parametrize("dose", ["-5 mg", "-0.1 mL", "0 mg"])
def test_a_dose_that_is_not_above_zero_is_no_dose_and_is_shown(dose: str) -> None:
    chart = visit(infusion(dosage={"dose": quantity(dose)}))
    (found,) = chart.administrations
    assert (found.state, found.products[0].dose) == (State.GIVEN, None)
    assert "dose is" in reasons(chart)[ABOUT]


def test_a_dose_of_zero_on_a_mar_row_stays_the_stop_of_the_infusion() -> None:
    chart = visit(mar("New Bag", "09:00"), mar("Given", "10:00", dosage={"dose": quantity("0 mL")}))
    assert clocks(chart.administrations[0]) == [("09:00", "10:00")]
    assert reasons(chart) == {}


def test_a_dose_of_zero_that_was_not_given_is_nothing_to_show() -> None:
    assert reasons(visit(infusion(status="not-done", dosage={"dose": quantity("0 mg")}))) == {}


def test_a_discarded_amount_below_zero_is_not_charted_and_is_shown() -> None:
    chart = visit(infusion(extension=discarding(quantity("-20 mg"))))
    assert chart.administrations[0].discarded is None
    assert reasons(chart) == {ABOUT: "Its discarded amount is below zero and was not used."}


def test_a_discarded_amount_of_zero_is_charted() -> None:
    chart = visit(infusion(extension=discarding(quantity("0 mg"))))
    assert chart.administrations[0].discarded.value.value == 0
    assert reasons(chart) == {}


def test_a_number_of_containers_below_zero_is_not_charted_and_is_shown() -> None:
    chart = visit(infusion(extension=[{"url": f"{EXTENSIONS}containers-opened", "valueInteger": -2}]))
    assert chart.administrations[0].opened is None
    assert reasons(chart) == {ABOUT: "Its number of containers is below zero and was not used."}


@pytest.mark.parametrize("content", ["-100 mg", "0 mg"])
def test_a_label_that_is_not_above_zero_is_not_read_and_is_shown(content: str) -> None:
    chart = visit(infusion(drug=vial(content)))
    assert chart.administrations[0].products[0].container.label is None
    assert reasons(chart) == {ABOUT: "Its labelled content is not above zero and was not used."}


def test_a_strength_below_zero_gives_no_dose_and_is_shown() -> None:
    chart = visit(infusion(drug=mixed("-500 mg", "250 mL"), dosage={"dose": quantity("250 mL")}))
    assert chart.administrations[0].products[0].dose is None
    assert reasons(chart) == {ABOUT: "Its strength is not above zero and was not used."}


def test_a_rate_below_zero_computes_no_stop_and_is_shown() -> None:
    note = [{"text": "250 mL infused"}]
    chart = visit(infusion(end=None, note=note, dosage={"rateQuantity": quantity("-250 mL/h")}))
    assert clocks(chart.administrations[0]) == [("09:00", None)]
    assert reasons(chart) == {ABOUT: "Its rate is below zero and was not used."}


def test_an_infused_volume_below_zero_computes_no_stop_and_is_shown() -> None:
    volume = [{"url": "https://ehr.example/volume-infused", "valueQuantity": quantity("-250 mL")}]
    chart = visit(infusion(end=None, extension=volume, dosage={"rateQuantity": quantity("250 mL/h")}))
    assert clocks(chart.administrations[0]) == [("09:00", None)]
    assert reasons(chart) == {ABOUT: "Its infused volume is below zero and was not used."}


def opening(count: int) -> list[Json]:
    return [{"url": f"{EXTENSIONS}containers-opened", "valueInteger": count}]


def test_two_discarded_amounts_of_one_row_are_neither_and_are_shown() -> None:
    chart = visit(infusion(extension=[*discarding(quantity("20 mg")), *discarding(quantity("50 mg"))]))
    assert chart.administrations[0].discarded is None
    assert reasons(chart) == {ABOUT: "Its discarded amount is charted in several ways and was not used."}


def test_two_numbers_of_containers_of_one_row_are_neither_and_are_shown() -> None:
    chart = visit(infusion(extension=[*opening(1), *opening(3)]))
    assert chart.administrations[0].opened is None
    assert reasons(chart) == {ABOUT: "Its number of containers is charted in several ways and was not used."}


def test_the_same_amount_said_twice_is_one() -> None:
    chart = visit(infusion(extension=[*discarding(quantity("20 mg")), *discarding(quantity("20 mg"))]))
    discarded = chart.administrations[0].discarded
    assert discarded is not None
    assert str(discarded.value.value) == "20"
    assert reasons(chart) == {}

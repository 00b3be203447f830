from decimal import Decimal

import pytest

from plugin.chart.evidence import Strength
from tests.intake.builders import clocks, infusion, mar, only, order, push, quantity

OVER_45 = {
    "url": "https://fhir-ehr.cerner.com/r4/StructureDefinition/infuse-over-time",
    "valueQuantity": quantity("45 min"),
}
AT_200 = {"rateQuantity": quantity("200 mL/h"), "dose": None}


def note(words: str) -> list[dict]:
    return [{"text": words}]


def test_infuse_over_time_is_a_plan_and_never_a_stop() -> None:
    found = only(push(extension=[OVER_45]))
    assert (found.planned_minutes, clocks(found)) == (45, [("09:00", None)])


def test_the_ordered_volume_at_its_rate_is_a_plan_and_never_a_stop() -> None:
    found = only(push(dosage={"rateQuantity": quantity("200 mL/h"), "dose": quantity("100 mL")}))
    assert (found.planned_minutes, clocks(found)) == (30, [("09:00", None)])


def test_the_duration_of_the_order_is_a_plan() -> None:
    ordered = order(dosageInstruction=[{"timing": {"repeat": {"duration": 1, "durationUnit": "h"}}}])
    found = only(ordered, push(request={"reference": "MedicationRequest/rx1"}))
    assert (found.planned_minutes, clocks(found)) == (60, [("09:00", None)])


def test_over_90_minutes_in_words_is_a_plan() -> None:
    assert only(infusion(end=None, dosage={"text": "1 g IV over 90 minutes"})).planned_minutes == 90


def test_infuse_over_in_words_is_no_charted_length() -> None:
    assert only(infusion(end=None, dosage={"text": "Infuse over 45 min"})).charted_minutes is None


def test_infused_over_in_words_is_a_charted_length() -> None:
    found = only(infusion(end=None, note=note("Infused over 45 min without reaction")))
    assert (found.charted_minutes.value, found.charted_minutes.evidence.element) == (45, "note")


@pytest.mark.parametrize("words", ["100 mL infused", "Volume infused: 100 mL", "infused 100 mL, line flushed"])
def test_a_volume_charted_as_infused_with_start_and_rate_computes_the_stop(words: str) -> None:
    found = only(infusion(end=None, dosage=AT_200, note=note(words)))
    assert clocks(found) == [("09:00", "09:30")]
    assert found.runs[0].stop.strength is Strength.DERIVED
    assert found.runs[0].stop.evidence.shown == "09:00 and 100 mL charted as infused at 200 mL/h"


def test_a_volume_infused_in_an_extension_computes_the_start() -> None:
    volume = {"url": "https://ehr.example/fhir/volume-infused", "valueQuantity": quantity("100 mL")}
    found = only(infusion(start=None, end="09:30", dosage=AT_200, extension=[volume]))
    assert (clocks(found), found.runs[0].start.strength) == ([("09:00", "09:30")], Strength.DERIVED)


@pytest.mark.parametrize("words", ["Infuse 100 mL", "100 mL bag hung", "to be given: 100 mL"])
def test_a_volume_that_is_not_said_to_be_infused_computes_nothing(words: str) -> None:
    assert clocks(only(infusion(end=None, dosage=AT_200, note=note(words)))) == [("09:00", None)]


def test_a_volume_without_a_rate_computes_nothing() -> None:
    assert clocks(only(infusion(end=None, note=note("100 mL infused")))) == [("09:00", None)]


def test_a_rate_that_changed_computes_nothing() -> None:
    rows = (
        mar("New Bag", "09:00", dosage=AT_200, note=note("100 mL infused")),
        mar("Rate Change", "09:10", dosage=AT_200),
    )
    assert clocks(only(*rows)) == [("09:00", None)]


def test_a_charted_stop_is_never_replaced() -> None:
    found = only(infusion(end="10:00", dosage=AT_200, note=note("100 mL infused")))
    assert (clocks(found), found.runs[0].stop.strength) == ([("09:00", "10:00")], Strength.CHARTED)


def rated(dose: str | None, rate: dict, end: str = "10:00", **dosage) -> dict:
    return infusion(end=end, dosage={"dose": quantity(dose) if dose else None} | rate | dosage)


PER_HOUR_100 = {"rateQuantity": quantity("100 mL/h")}


def test_dose_rate_and_time_that_agree_raise_nothing() -> None:
    assert only(rated("100 mL", PER_HOUR_100)).conflicts == ()


@pytest.mark.parametrize(("end", "conflicts"), [("10:03", 0), ("10:04", 1), ("09:57", 0), ("09:56", 1)])
def test_up_to_five_percent_is_tolerated(end: str, conflicts: int) -> None:
    assert len(only(rated("100 mL", PER_HOUR_100, end)).conflicts) == conflicts


def test_a_disagreement_shows_all_three() -> None:
    (found,) = only(rated("200 mL", PER_HOUR_100)).conflicts
    assert found.element == "dosage"
    assert found.shown == "200 mL at 100 mL/h takes 120 min, the charted times are 60 min apart"


def test_a_rate_that_is_a_time_is_compared_with_the_times() -> None:
    (found,) = only(rated("1.8 mg/kg", {"rateQuantity": {"value": 20, "unit": "min"}})).conflicts
    assert found.element == "dosage"


def test_a_dose_of_drug_and_a_rate_of_fluid_are_not_compared() -> None:
    assert only(rated("1 g", PER_HOUR_100)).conflicts == ()


def test_a_dose_in_words_that_is_another_one_is_a_disagreement() -> None:
    found = only(push(dosage={"text": "0.5 mL", "dose": quantity("5000 uL")}))
    assert [c.element for c in found.conflicts] == ["dosage"]


def test_an_instruction_in_words_is_not_taken_for_a_dose() -> None:
    assert only(push(dosage={"text": "10 mL at bedside", "dose": quantity("5 mL")})).conflicts == ()


def test_a_disagreement_changes_no_time_and_no_dose() -> None:
    found = only(rated("200 mL", PER_HOUR_100))
    assert (clocks(found), found.products[0].dose.value.value) == ([("09:00", "10:00")], Decimal(200))


def test_half_a_minute_beyond_five_percent_is_a_disagreement() -> None:
    times = {"start": "2026-03-04T09:00:00-06:00", "end": "2026-03-04T10:03:30-06:00"}
    found = only(infusion(effectivePeriod=times, dosage={"dose": quantity("100 mL")} | PER_HOUR_100))
    assert [c.element for c in found.conflicts] == ["dosage"]


@pytest.mark.parametrize("text", ["-250 mL infused", "1,250 mL infused", "200-250 mL infused", "1250000 mL infused"])
def test_the_end_of_a_number_is_no_volume_charted_as_infused(text: str) -> None:
    rate = {"rateQuantity": quantity("250 mL/h")}
    assert clocks(only(infusion(end=None, note=[{"text": text}], dosage=rate))) == [("09:00", None)]

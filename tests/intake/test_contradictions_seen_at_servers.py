"""Contradictions and gaps of published records, in rows of the same shape: what is read of each, and what is asked."""

from plugin.chart.administration import Administration, Manner, State
from plugin.chart.evidence import Strength
from plugin.engine.proposal import Proposal
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.engine.builders import library
from tests.intake.builders import (
    SNOMED,
    UCUM,
    Json,
    administration,
    at,
    clocks,
    encounter,
    infusion,
    mar,
    only,
    patient,
    period,
    push,
    quantity,
    reasons,
    text,
    visit,
)

MA1 = "MedicationAdministration/ma1"
REFUSED = {"coding": [{"system": SNOMED, "code": "443390004", "display": "Refusal of treatment by patient"}]}
INFUSE_OVER = "https://fhir-ehr.cerner.com/r4/StructureDefinition/infuse-over-time"


def per(top: str, bottom: str) -> Json:
    return {"numerator": quantity(top), "denominator": quantity(bottom)}


def printed(value: int, unit: str) -> Json:
    """A Quantity with a unit in capitals and no system, as a live server sends it."""
    return {"value": value, "unit": unit}


BARE_RATE = {
    "numerator": {"value": 100, "unit": "ML", "system": UCUM},
    "denominator": {"value": 1, "system": UCUM, "code": "/h"},
}


def said(found: Administration) -> list[str]:
    return [conflict.shown for conflict in found.conflicts]


def amounts(found: Administration) -> list[str]:
    return [f"{p.dose.value.value.normalize():f} {p.dose.value.unit}" if p.dose else "" for p in found.products]


def asked(*resources: Json) -> set[str]:
    return {prompt.kind for prompt in _proposed(*resources).prompts if prompt.about == MA1}


def states(*resources: Json) -> dict[str, set[str]]:
    """For each code its states."""
    found: dict[str, set[str]] = {}
    for line in _proposed(*resources).lines:
        found.setdefault(line.code, set()).add(line.state.value)
    return found


def _proposed(*resources: Json) -> Proposal:
    chart = chart_from(read_bundle(text(patient(), encounter(), *resources)), Site())
    return propose(chart, library().of(chart), Switches())


A_TIME_FOR_A_RATE = infusion(
    drug="brentuximab vedotin",
    end="17:00",
    dosage={"dose": quantity("1.8 mg/kg"), "rateQuantity": quantity("20 min"), "text": "over 30 minutes"},
)
A_MORNING_OF_A_DAY = infusion(
    drug="sodium chloride 0.9%",
    end="13:00",
    dosage={"dose": quantity("1000 mL"), "rateRatio": per("50 mL", "1 h")},
)


def test_a_time_in_place_of_a_rate_is_held_against_the_times_and_text_and_dose_per_kilogram_bill_nothing() -> None:
    found = only(A_TIME_FOR_A_RATE)
    assert said(found) == ["1.8 mg/kg at 20 min takes 20 min, the charted times are 480 min apart"]
    assert (clocks(found), found.planned_minutes, amounts(found)) == ([("09:00", "17:00")], 30, [""])


def test_where_a_dose_is_missing_beside_a_contradiction_the_dose_is_asked_for_first() -> None:
    assert "missing_dose" in asked(A_TIME_FOR_A_RATE)
    with_dose = A_TIME_FOR_A_RATE | {"dosage": A_TIME_FOR_A_RATE["dosage"] | {"dose": quantity("100 mg")}}
    assert "conflicting_dose" in asked(with_dose)
    assert states(with_dose)["J9042"] == {"held"}


def test_a_push_that_takes_four_minutes_and_is_charted_for_hours_is_asked_about() -> None:
    row = infusion(
        drug="lorazepam", end="17:00",
        dosage={"dose": quantity("7 mg"), "rateQuantity": quantity("4 min"), "method": {"text": "IV push"}},
    )  # fmt: skip
    assert only(row).manner.value is Manner.PUSH
    assert asked(row) >= {"conflicting_dose", "push_over_15_min"}
    assert states(row)["J2060"] == {"held"}


def test_a_litre_at_a_slow_rate_in_four_hours_holds_the_hours_of_the_fluid_and_shows_all_three() -> None:
    (shown,) = said(only(A_MORNING_OF_A_DAY))
    assert shown == "1000 mL at 50 mL per 1 h takes 1200 min, the charted times are 240 min apart"
    (prompt,) = [p for p in _proposed(A_MORNING_OF_A_DAY).prompts if p.kind == "conflicting_times"]
    assert (prompt.facts, prompt.because) == (shown, ("R-DRG-03", "R-ADM-61", "R-DOC-03"))
    assert states(A_MORNING_OF_A_DAY) == {"96360": {"held"}, "96361": {"held"}}


def test_a_fluid_whose_volume_rate_and_time_agree_but_for_seconds_is_not_asked_about_its_times() -> None:
    row = infusion(
        drug="sodium chloride 0.9%",
        effectivePeriod={"start": "2026-03-04T09:05:21-06:00", "end": "2026-03-04T14:05:43-06:00"},
        dosage={"dose": quantity("510 mL"), "rateRatio": per("102 mL", "1 h")},
    )
    assert said(only(row)) == []
    assert "conflicting_times" not in asked(row)


def test_a_withdrawn_row_raises_no_contradiction_and_no_line() -> None:
    row = A_MORNING_OF_A_DAY | {"status": "entered-in-error"}
    assert (only(row).state, said(only(row)), states(row)) == (State.WITHDRAWN, [], {})


def test_seven_minutes_too_few_for_dose_and_rate_hold_the_drug() -> None:
    row = infusion(
        drug="cisplatin", end="10:33", dosage={"dose": quantity("1000 mg"), "rateRatio": per("10 mg", "1 min")}
    )
    assert said(only(row)) == ["1000 mg at 10 mg per 1 min takes 100 min, the charted times are 93 min apart"]
    assert "conflicting_dose" in asked(row)
    assert states(row)["J9060"] == {"held"}


def test_a_drug_and_its_diluent_as_two_rows_of_one_instant_are_one_charge_and_their_rate_no_stop() -> None:
    drug = push(
        drug={"code": {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "63323023710"}], "text": "ANCEF"}},
        request={"reference": "MedicationRequest/r1"},
        dosage={"route": {"text": "INTRAVENOUS"}, "dose": printed(1000, "MG"), "rateRatio": BARE_RATE},
        meta={"versionId": "8", "lastUpdated": "2026-03-05T16:35:33.300572600Z"},
    )
    saline = push(
        "ma2",
        drug="SODIUM CHLORIDE 100ML MBP",
        request={"reference": "MedicationRequest/r2"},
        dosage={"route": {"text": "INTRAVENOUS"}, "dose": printed(100, "ML"), "rateRatio": BARE_RATE},
    )
    found = {a.id: a for a in visit(drug, saline).administrations}
    assert [amounts(a) for a in found.values()] == [["1000 mg"], ["100 mL"]]
    assert [clocks(a) for a in found.values()] == [[("09:00", None)]] * 2
    assert (found[MA1].manner.value, found[f"{MA1[:-1]}2"].planned_minutes) == (Manner.INFUSION, 60)
    assert [code.value for code in found[MA1].products[0].codes] == ["63323023710"]
    assert "missing_stop_time" in asked(drug, saline)
    assert not {"96360", "96361"} & states(drug, saline).keys()


def test_of_a_mixture_by_volume_each_part_has_its_own_amount_and_the_plan_is_no_stop() -> None:
    parts = {"potassium acetate": "40 meq", "Dextrose 10% with 0.2% NaCl": "250 mL"}
    ingredients = [
        {"itemCodeableConcept": {"text": name}, "strength": per(strength, "250 mL")} for name, strength in parts.items()
    ]
    row = push(
        drug={"code": {"text": " + ".join(parts)}, "ingredient": ingredients},
        extension=[{"url": INFUSE_OVER, "valueQuantity": quantity("120 min")}],
        dosage={"dose": quantity("250 mL"), "rateQuantity": quantity("125 mL/h")},
    )
    found = only(row)
    assert dict(zip([p.text for p in found.products], amounts(found), strict=True)) == parts
    assert found.products[0].dose.strength is Strength.DERIVED
    assert (clocks(found), found.planned_minutes) == ([("09:00", None)], 120)
    assert "missing_stop_time" in asked(row)


def test_microlitres_ten_times_the_dose_in_words_are_a_contradiction() -> None:
    row = push(drug="heparin", dosage={"text": "0.5 mL", "dose": quantity("5000 uL")})
    assert said(only(row)) == ["the text says 0.5 mL, the dose 5.000 mL"]
    assert "J1644" not in states(row)
    assert "missing_dose" in asked(row)


def test_a_dose_per_kilogram_gives_no_units_and_is_asked_for() -> None:
    row = push(drug="vancomycin", dosage={"text": "15mg/kg", "dose": quantity("15 mg/kg")})
    assert (amounts(only(row)), "missing_dose" in asked(row)) == ([""], True)
    assert not [code for code in states(row) if code.startswith("J")]


def test_a_concentration_for_a_dose_and_one_date_for_both_times_leave_dose_start_and_stop_to_be_asked() -> None:
    row = administration(
        effectivePeriod={"start": "2026-03-04", "end": "2026-03-04"},
        dosage={"dose": printed(20, "mg/mL"), "rateQuantity": {"value": 2, "unit": "ml/min"}},
    )
    found = only(row)
    assert (clocks(found), amounts(found)) == ([(None, None)], [""])
    assert asked(row) >= {"missing_dose", "missing_start_time", "missing_stop_time"}


def test_a_code_system_by_its_number_is_understood_and_a_performer_of_no_form_stops_nothing() -> None:
    row = administration(
        drug={"code": {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.88", "code": "2193"}], "text": "x"}},
        effectivePeriod={"start": "2026-03-04"},
        performer=[{"actor": {"reference": "2.16.840.1.113883.4.6::2222222222"}}],
        dosage={"dose": {"value": 1}},
    )
    found = only(row)
    assert [(code.system, code.value) for code in found.products[0].codes] == [("rxnorm", "2193")]
    assert amounts(found) == [""]


def test_what_was_completed_and_refused_at_once_gives_no_line() -> None:
    row = infusion(statusReason=[REFUSED], reasonCode=[REFUSED])
    assert reasons(visit(row)) == {MA1: "It says completed and not given at once."}
    assert states(row) == {}


def test_an_order_to_run_for_ninety_minutes_is_a_plan_of_an_infusion_in_progress() -> None:
    row = infusion(drug="vancomycin", end=None, status="in-progress", dosage={"text": "Infuse 1 g IV over 90 minutes"})
    running = only(row, of=encounter(status="in-progress", period=period("08:00")))
    assert (running.state, running.planned_minutes, clocks(running)) == (State.RUNNING, 90, [("09:00", None)])
    assert "missing_stop_time" in asked(row)


def test_a_drug_described_in_a_note_alone_with_a_bare_date_has_no_times_and_no_manner() -> None:
    row = administration(
        drug="doxorubicin", effectiveDateTime="2026-03-04", note=[{"text": "in 50 ml, continuous infusion"}],
        dosage={"dose": quantity("105.960 mg")},
    )  # fmt: skip
    found = only(row)
    assert (found.manner, clocks(found), amounts(found)) == (None, [(None, None)], ["105.96 mg"])


def test_an_action_in_a_local_code_of_the_method_is_no_dose_given() -> None:
    method = {"coding": [{"system": "https://ehr.example/emar", "code": "Not Given"}]}
    assert only(push(dosage={"method": method})).state is State.NOT_GIVEN


def test_a_period_of_one_minute_is_asked_about_as_too_short() -> None:
    row = infusion(end="09:01")
    assert "infusion_under_16_min" in asked(row)
    assert "96365" not in states(row)


def test_an_hour_across_the_end_of_daylight_saving_is_an_hour() -> None:
    row = infusion(effectivePeriod={"start": "2026-11-01T01:30:00-05:00", "end": "2026-11-01T01:30:00-06:00"})
    night = encounter(period={"start": "2026-11-01T00:30:00-05:00", "end": "2026-11-01T03:00:00-06:00"})
    found = only(row, of=night)
    (run,) = found.runs
    assert (run.stop.value - run.start.value).total_seconds() == 3600
    assert at("01:30", "2026-11-01", "-05:00") == run.start.value.isoformat()


def paused_bag(stopped: str, restarted: Json | None = None) -> list[Json]:
    """250 mL at 125 mL/h, paused for half an hour after the first."""
    hung = {"dose": quantity("250 mL"), "rateQuantity": quantity("125 mL/h")}
    rows = (
        ("New Bag", "09:00", hung),
        ("Paused", "10:00", {"dose": None}),
        ("Restarted", "10:30", {"dose": None} | (restarted or {})),
        ("Stopped", stopped, {"dose": None}),
    )
    return [mar(action, clock, drug="sodium chloride 0.9%", dosage=dosage) for action, clock, dosage in rows]


def test_the_runs_around_a_pause_are_held_together_against_dose_and_rate() -> None:
    assert said(only(*paused_bag("11:30"))) == []
    shown = "250 mL at 125 mL/h takes 120 min, the charted runs are 480 min together"
    assert said(only(*paused_bag("17:30"))) == [shown]
    assert states(*paused_bag("17:30")) == {"96360": {"held"}, "96361": {"held"}}


def test_a_restart_that_repeats_its_rate_is_compared_and_one_at_another_rate_is_not() -> None:
    same, other = ({"rateQuantity": quantity(f"{rate} mL/h")} for rate in (125, 250))
    assert len(said(only(*paused_bag("17:30", same)))) == 1
    assert said(only(*paused_bag("17:30", other))) == []


def test_a_bag_that_nobody_stopped_after_a_pause_is_asked_for_its_stop_and_nothing_else() -> None:
    assert said(only(*paused_bag("17:30")[:-1])) == []

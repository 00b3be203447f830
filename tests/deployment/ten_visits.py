"""The ten test visits of the deployment guides, charted as an EHR writes a MAR: one resource for each action.

Each is charted whole: order, package, containers, diagnosis and payer are there, so that a question is about what the
visit is meant to show.
"""

from collections.abc import Callable
from typing import Any

from tests.intake.builders import Json, at, bundle, encounter, mar, order, patient, quantity

NDC = "http://hl7.org/fhir/sid/ndc"
EXTENSIONS = "https://chairside.example/fhir/StructureDefinition/"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
NO_DOSE = {"dose": None}
NEXT_DAY = "2026-03-05"
# drug: (package on the label, what one vial holds, the dose, the diagnosis)
DRUGS = {
    "ceftriaxone": ("00409-7332-20", "1 g", "1 g", "L03.116"),
    "diphenhydramine": ("63323-0664-01", "50 mg", "50 mg", "L03.116"),
    "infliximab": ("57894-0160-01", "100 mg", "370 mg", "K50.90"),
}


def opened(count: int) -> Json:
    return {"url": f"{EXTENSIONS}containers-opened", "valueInteger": count}


def discarded(amount: str) -> Json:
    return {"url": f"{EXTENSIONS}discarded-amount", "valueQuantity": quantity(amount)}


def medication(drug: str) -> Json:
    package, holds, _, _ = DRUGS[drug]
    return {
        "code": {"coding": [{"system": NDC, "code": package}], "text": drug},
        "form": {"text": "single-dose vial"},
        "amount": {"numerator": quantity(holds), "denominator": {"value": 1, "unit": "vial"}},
    }


def ordered(drug: str, **more: Any) -> Json:
    """An order of the visit; its id is that of the drug."""
    _, _, dose, diagnosis = DRUGS[drug]
    reason = {"coding": [{"system": ICD, "code": diagnosis}]}
    said = {"text": f"{drug} {dose}", "doseAndRate": [{"doseQuantity": quantity(dose)}]}
    return order(f"rx-{drug}", drug, reasonCode=[reason], dosageInstruction=[said]) | more


def first(action: str, clock: str, drug: str = "ceftriaxone", vials: int = 1, dose: str = "", **more: Any) -> Json:
    """The row that has the dose, and on it the containers opened."""
    extension = [opened(vials), *more.pop("extension", [])]
    amount = {"dose": quantity(dose or DRUGS[drug][2])}
    return row(action, clock, drug, amount, extension=extension, **more)


def row(action: str, clock: str, drug: str = "ceftriaxone", dosage: Json | None = None, **more: Any) -> Json:
    id = more.pop("id", f"{drug}-{action}-{clock}".replace(" ", "-").replace(":", ""))
    charted = {"site": {"text": "Peripheral IV, left forearm"}} | (dosage or NO_DOSE)
    return mar(action, clock, id, f"rx-{drug}", charted, drug=medication(drug), **more)


def push() -> list[Json]:
    given = {"dose": quantity("50 mg"), "route": {"text": "IV push"}}
    return [row("Given", "09:00", "diphenhydramine", given, extension=[opened(1)])]


def single_infusion() -> list[Json]:
    return [first("New Bag", "09:00"), row("Stopped", "09:45")]


def two_drugs() -> list[Json]:
    given = {"dose": quantity("50 mg"), "route": {"text": "IV push"}}
    return [*single_infusion(), row("Given", "10:00", "diphenhydramine", given, extension=[opened(1)])]


def rate_change() -> list[Json]:
    faster = {"rateQuantity": {"value": 100, "unit": "mL/h"}, "dose": None}
    return [first("New Bag", "09:00"), row("Rate Change", "09:30", dosage=faster), row("Stopped", "10:35")]


def pause() -> list[Json]:
    return [
        first("New Bag", "09:00"),
        row("Paused", "09:30", status="on-hold"),
        row("Restarted", "09:45"),
        row("Stopped", "10:25"),
    ]


def bag_change() -> list[Json]:
    second = first("New Bag", "10:00", vials=1)
    return [first("New Bag", "09:00"), second, row("Stopped", "11:05")]


def midnight() -> list[Json]:
    return [first("New Bag", "23:30"), row("Stopped", "01:05", effectiveDateTime=at("01:05", NEXT_DAY))]


def wasted_vial() -> list[Json]:
    return [
        first("New Bag", "09:00", "infliximab", 4, extension=[discarded("30 mg")]),
        row("Stopped", "11:05", "infliximab"),
    ]


def wasted_vial_not_charted() -> list[Json]:
    return [first("New Bag", "09:00", "infliximab", 4), row("Stopped", "11:05", "infliximab")]


def held_dose() -> list[Json]:
    return [*single_infusion(), row("Held", "10:00", "diphenhydramine", status="not-done")]


def corrected_entry() -> list[Json]:
    """The first stop was typed wrong and is withdrawn; the right one is a row of its own."""
    return [*single_infusion(), row("Stopped", "10:45", id="wrong-stop", status="entered-in-error")]


VISITS: dict[str, Callable[[], list[Json]]] = {
    "push": push,
    "single infusion": single_infusion,
    "two drugs": two_drugs,
    "rate change": rate_change,
    "pause": pause,
    "bag change": bag_change,
    "midnight": midnight,
    "wasted vial": wasted_vial,
    "held dose": held_dose,
    "corrected entry": corrected_entry,
}


def visit(rows: list[Json], drugs: tuple[str, ...] = tuple(DRUGS)) -> Json:
    """The whole visit around what was charted: patient, orders, diagnoses, payer, the physician and her number."""
    asked = [drug for drug in drugs if any(r["id"].startswith(drug) for r in rows)] if rows else list(drugs)
    last = max((r["effectiveDateTime"] for r in rows), default=at("11:00"))
    codes = sorted({DRUGS[drug][3] for drug in asked})
    conditions = [
        {
            "resourceType": "Condition",
            "id": f"dx{number}",
            "category": [{"coding": [{"code": "encounter-diagnosis"}]}],
            "code": {"coding": [{"system": ICD, "code": code}]},
            "subject": {"reference": "Patient/p1"},
            "encounter": {"reference": "Encounter/e1"},
        }
        for number, code in enumerate(codes, 1)
    ]
    ranked = [
        {"condition": {"reference": f"Condition/{c['id']}"}, "rank": number} for number, c in enumerate(conditions, 1)
    ]
    coverage = {
        "resourceType": "Coverage",
        "id": "c1",
        "status": "active",
        "type": {"text": "Medicare Part B"},
        "beneficiary": {"reference": "Patient/p1"},
        "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "payor": [{"display": "Medicare Part B"}],
        "order": 1,
    }
    doctor = {
        "resourceType": "Practitioner",
        "id": "dr1",
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "2004107738"}],
    }
    place = encounter(period={"start": at("08:00"), "end": max(last, at("12:00"))}, diagnosis=ranked)
    return bundle(patient(), place, coverage, doctor, *conditions, *(ordered(drug) for drug in asked), *rows)


def orders_alone(*drugs: str, until: str = "12:00", day: str = "2026-03-04") -> Json:
    """The same visit at an EHR without MedicationAdministration: orders, and nothing of what was given."""
    whole = visit([], drugs)
    for resource in (entry["resource"] for entry in whole["entry"]):
        if resource["resourceType"] == "Encounter":
            resource["period"] = {"start": at("08:00"), "end": at(until, day)}
        if resource["resourceType"] == "MedicationRequest":
            way = "IV push" if resource["id"] == "rx-diphenhydramine" else "Intravenous infusion"
            resource["dosageInstruction"][0]["route"] = {"text": way}
    return whole


Answered = tuple[str, str, str, str]  # kind, about, choice, value


def typed(drug: str, start: str, stop: str, dose: str, vials: int = 1) -> list[Answered]:
    """What is answered about a dose that was given: the times, the amount, the line, the vials."""
    about = f"MedicationRequest/rx-{drug}"
    times = [("missing_start_time", about, "time", start), ("missing_stop_time", about, "time", stop)]
    others = [("missing_dose", about, "amount", dose), ("missing_access_site", about, "text", "left forearm")]
    kind = [] if drug == "infliximab" else [("container_type_unknown", about, "single_dose", "")]
    size = [
        ("container_size_unknown", about, "amount", DRUGS[drug][1]),
        ("container_size_unknown", about, "count", f"{vials}"),
    ]
    return [*(answer for answer in (*times, *others) if answer[3]), *kind, *size]


def nothing_given(drug: str) -> list[Answered]:
    about = f"MedicationRequest/rx-{drug}"
    return [("missing_access_site", about, "text", "left forearm"), ("missing_dose", about, "not_given", "")]


MAIN_REASON = ("main_reason_of_visit", "Encounter/e1", "text", "ceftriaxone")
SUPERVISED = ("missing_supervising_provider", "Encounter/e1", "text", "Dr. Ada Lind")


def ordered_and_asked(name: str) -> tuple[Json, list[Answered]]:
    """A visit of which only the orders are known, and what the nurse answers."""
    first, second, third = "ceftriaxone", "diphenhydramine", "infliximab"
    one = typed(first, "9:00", "9:45", "1 g")
    late = orders_alone(first, until="02:00", day=NEXT_DAY)
    whole, answers = {
        "push": (orders_alone(second), typed(second, "9:00", "", "50 mg")),
        "single infusion": (orders_alone(first), one),
        "two drugs": (orders_alone(first, second), [*one, *typed(second, "10:00", "", "50 mg")]),
        "rate change": (orders_alone(first), typed(first, "9:00", "10:35", "1 g")),
        "pause": (orders_alone(first), typed(first, "9:00", "10:35", "1 g")),
        "bag change": (orders_alone(first), typed(first, "9:00", "11:05", "2 g", 2)),
        "midnight": (late, typed(first, "23:30", "1:05", "1 g")),
        "wasted vial": (
            orders_alone(third),
            [
                *typed(third, "9:00", "11:05", "370 mg", 4),
                ("missing_waste", "MedicationRequest/rx-infliximab", "amount", "30 mg"),
            ],
        ),
        "held dose": (orders_alone(first, second), [*one, *nothing_given(second)]),
        "corrected entry": (orders_alone(first), [*typed(first, "9:00", "10:45", "1 g"), one[1]]),
    }[name]
    several = len({about for _, about, _, _ in answers}) > 1
    return whole, [SUPERVISED, *([MAIN_REASON] if several else []), *answers]

"""One administration of a case as FHIR: its order, and the row or rows of the medication record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from plugin.chart.administration import Amount
from plugin.rules.schema import clock_minutes
from plugin.scenarios.scenario import Given
from plugin.scenarios.ways import WAYS, Way

Resource = dict[str, Any]

PATIENT = {"reference": "Patient/p1"}
VISIT_ORDER = "ServiceRequest/visit-order"
ZONE = timezone(timedelta(hours=-5))
FIRST_LINE = "Peripheral IV, left forearm"
EXTENSION = "https://chairside.example/fhir/StructureDefinition"
UNKNOWN = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]}
UNSAID = Way("", moment=True)


def instant(clock: str, day: date) -> str:
    """A clock time of a case as a FHIR dateTime."""
    return (datetime.combine(day, time(), ZONE) + timedelta(minutes=clock_minutes(clock))).isoformat()


def times(given: Iterable[Given], day: date) -> list[str]:
    """All charted times, in the order of the case."""
    clocks = [c for g in given for pair in (*g.runs, (g.start, g.stop)) for c in pair if c]
    return [instant(clock, day) for clock in clocks]


def order(given: Given, number: int, visit: str, *, for_visit: bool) -> Resource | None:
    """The MedicationRequest, on the same request as the visit where the visit is for this drug; None without order."""
    if given.order == "none":
        return None
    request = {
        "resourceType": "MedicationRequest",
        "id": _order_id(given, number),
        "status": "active",
        "intent": "order",
        "subject": PATIENT,
        "encounter": {"reference": visit},
        "requester": {"reference": "Practitioner/dr1"},
        "medicationCodeableConcept": {"text": given.drug},
    }
    return request | ({"basedOn": [{"reference": VISIT_ORDER}]} if for_visit else {})


def administration(given: Given, number: int, visit: str, day: date) -> list[Resource]:
    """The rows of the record: one with its times, or one for each start, pause, restart and stop of its runs."""
    row = _row(given, f"ma{number}", visit) | _order_of(given, number)
    if not given.runs:
        stopped = {"statusReason": [{"text": given.stopped_because}]} if given.stopped_because else {}
        return [row | _effective(given, day) | stopped]
    actions = [
        action
        for index, (start, stop) in enumerate(given.runs)
        for action in (("Restarted" if index else "New Bag", start), ("Paused", stop))
    ]
    actions[-1] = ("Stopped", actions[-1][1])
    return [
        row
        | {"id": f"{row['id']}-{index}", "effectiveDateTime": instant(clock, day)}
        | {"dosage": {**(row["dosage"] if index == 1 else _without_dose(row)), "method": {"text": action}}}
        for index, (action, clock) in enumerate(actions, 1)
    ]


def _row(given: Given, id: str, visit: str) -> Resource:
    way = WAYS[given.route] if given.route else UNSAID
    extensions: list[Resource] = []
    if given.discarded:
        extensions.append({"url": f"{EXTENSION}/discarded-amount", "valueQuantity": _quantity(given.discarded)})
    if given.opened:
        extensions.append({"url": f"{EXTENSION}/containers-opened", "valueInteger": given.opened})
    return {
        "resourceType": "MedicationAdministration",
        "id": id,
        "contained": [_medication(given)],
        "status": "completed",
        "medicationReference": {"reference": "#med", "display": given.drug},
        "subject": PATIENT,
        "context": {"reference": visit},
        "performer": [{"actor": {"display": "Infusion nurse, RN"}}],
        **({"extension": extensions} if extensions else {}),
        **({"device": [{"display": way.device}]} if way.device else {}),
        **({"note": [{"text": given.site_reason}]} if given.site_reason else {}),
        "dosage": _dosage(given, way),
    }


def _medication(given: Given) -> Resource:
    code: Resource = {"text": given.drug}
    if ndc := given.ndc or given.package:
        code["coding"] = [{"system": "http://hl7.org/fhir/sid/ndc", "code": ndc}]
    medication: Resource = {"resourceType": "Medication", "id": "med", "code": code}
    if len(given.drugs) > 1:
        medication["ingredient"] = [{"itemCodeableConcept": {"text": d}, "isActive": True} for d in given.drugs]
    if given.vial:
        medication["amount"] = {"numerator": _quantity(given.vial), "denominator": {"value": 1, "unit": "vial"}}
    if given.container:
        medication["form"] = {"text": f"{given.container} vial"}
    return medication


def _dosage(given: Given, way: Way) -> Resource:
    dosage: Resource = {"text": way.words or "As charted"}
    if way.words:
        coding = {"coding": [{"system": "http://snomed.info/sct", "code": way.snomed}]} if way.snomed else {}
        dosage["route"] = {"text": way.words, **coding}
    if way.line or given.site:
        dosage["site"] = {"text": given.site or FIRST_LINE}
    if given.dose:
        dosage["dose"] = _quantity(given.dose)
    return dosage


def _without_dose(row: Resource) -> Resource:
    """The dosage of a row that only pauses, resumes or stops what was hung."""
    return {key: value for key, value in row["dosage"].items() if key != "dose"}


def _effective(given: Given, day: date) -> Resource:
    way = WAYS[given.route] if given.route else UNSAID
    if way.moment and given.start and given.stop in (None, given.start):
        return {"effectiveDateTime": instant(given.start, day)}
    known = (("start", given.start), ("end", given.stop))
    return {"effectivePeriod": {name: instant(clock, day) for name, clock in known if clock} or UNKNOWN}


def _order_of(given: Given, number: int) -> Resource:
    if given.order == "none":
        return {}
    return {"request": {"reference": f"MedicationRequest/{_order_id(given, number)}"}}


def _order_id(given: Given, number: int) -> str:
    return f"rx{number}" if given.order == "own" else given.order.removeprefix("MedicationRequest/")


def _quantity(amount: Amount) -> Resource:
    # The shortest form of a float is the text it came from, up to 15 digits; the reader takes it as a decimal again.
    whole = amount.value == amount.value.to_integral_value()
    return {"value": int(amount.value) if whole else float(amount.value), "unit": amount.unit}

"""Bundles for intake tests: builders fill in an uneventful visit, so a test names only what it is about."""

import json
from typing import Any

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site

Json = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
SITE = Site()
INTRAVENOUS = {"coding": [{"system": SNOMED, "code": "47625008"}], "text": "Intravenous"}


def at(clock: str, day: str = "2026-03-04", offset: str = "-06:00") -> str:
    """'09:00' as a FHIR instant of the day of the visit."""
    return f"{day}T{clock}:00{offset}"


def quantity(text: str) -> Json:
    """'100 mg' with a UCUM code."""
    value, unit = text.split(" ", 1)
    return {"value": float(value) if "." in value else int(value), "unit": unit, "system": UCUM, "code": unit}


def encounter(**more: Any) -> Json:
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": at("08:00"), "end": at("18:00")},
    } | more


def patient(**more: Any) -> Json:
    return {"resourceType": "Patient", "id": "p1", "name": [{"family": "Sample", "given": ["Pat"]}]} | more


def administration(id: str = "ma1", drug: str | Json = "ceftriaxone", dosage: Json | None = None, **more: Any) -> Json:
    """One MedicationAdministration; `drug` is a text or a contained Medication, `dosage` adds to an intravenous one."""
    named: Json = {"medicationCodeableConcept": {"text": drug}}
    if not isinstance(drug, str):
        named = {
            "contained": [{"resourceType": "Medication", "id": "m"} | drug],
            "medicationReference": {"reference": "#m"},
        }
    made = {
        "resourceType": "MedicationAdministration",
        "id": id,
        "status": "completed",
        "subject": {"reference": "Patient/p1"},
        "context": {"reference": "Encounter/e1"},
        "dosage": {"route": INTRAVENOUS, "dose": quantity("1 g")} | (dosage or {}),
    }
    return {key: value for key, value in (made | named | more).items() if value is not None}


def period(start: str | None, end: str | None = None) -> Json:
    return {k: at(v) for k, v in (("start", start), ("end", end)) if v}


def infusion(id: str = "ma1", start: str | None = "09:00", end: str | None = "10:00", **more: Any) -> Json:
    return administration(id, **({"effectivePeriod": period(start, end)} | more))


def push(id: str = "ma1", clock: str = "09:00", **more: Any) -> Json:
    return administration(id, **({"effectiveDateTime": at(clock)} | more))


def mar(action: str, clock: str, id: str = "", order: str = "rx1", dosage: Json | None = None, **more: Any) -> Json:
    """A MAR row; its id is made of its action and time where none is given."""
    made = {"effectiveDateTime": at(clock), "request": {"reference": f"MedicationRequest/{order}"}}
    own = id or f"{action}-{clock}".replace(" ", "-").replace(":", "")
    return administration(own, dosage={"method": {"text": action}} | (dosage or {}), **(made | more))


def order(id: str = "rx1", drug: str = "ceftriaxone", **more: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": id,
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": drug},
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "requester": {"reference": "Practitioner/dr1"},
    } | more


def bundle(*resources: Json, **more: Any) -> Json:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries} | more


def text(*resources: Json, **more: Any) -> str:
    return json.dumps(bundle(*resources, **more))


def visit(*resources: Json, site: Site = SITE, of: Json | None = None) -> Chart:
    """The chart of a finished visit (or of the Encounter `of`) that holds these resources."""
    return chart_from(read_bundle(text(patient(), of or encounter(), *resources)), site)


def only(*resources: Json, site: Site = SITE, of: Json | None = None) -> Administration:
    """The one administration these resources make."""
    (found,) = visit(*resources, site=site, of=of).administrations
    return found


def clocks(administration: Administration) -> list[tuple[str | None, str | None]]:
    """The runs as clock times."""
    return [tuple(f"{f.value:%H:%M}" if f else None for f in (run.start, run.stop)) for run in administration.runs]


def reasons(chart: Chart) -> dict[str, str]:
    """What is unread, and why."""
    return {u.about: u.reason for u in chart.unread}

"""The patient as the banner shows him or her, and the providers with their NPI."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.chart.visit import Patient, Provider
from plugin.intake.fhir_json import Element, Resource, codes, element, elements, identity, word
from plugin.intake.instants import day_of
from plugin.intake.records import Records
from plugin.intake.sources import Shelf

NPI = "http://hl7.org/fhir/sid/us-npi"
MEDICAL_RECORD = "MR"


def patient_of(reference: str, shelf: Shelf) -> Patient:
    """The patient of the visit; unknown parts stay empty."""
    resource = shelf.get(reference)
    if resource is None:
        return Patient(reference)
    name = _name(resource)
    return Patient(
        id=reference,
        family=word(name, "family") or word(name, "text"),
        given=_given(name),
        born=day_of(word(resource, "birthDate")),
        sex=word(resource, "gender"),
        mrn=_record_number(resource),
    )


def providers_of(shelf: Shelf) -> tuple[Provider, ...]:
    """The practitioners that were read."""
    return tuple(_provider(r) for r in shelf.of("Practitioner"))


def sole_record_number(records: Records, patient: str) -> str:
    """The medical record number by which the patient is known outside the EHR, "" unless there is exactly one."""
    own = (r for r in records.of("Patient") if identity(r) == patient)
    found = {word(i, "value") for r in own for i in elements(r, "identifier") if _is_record_number(i)} - {""}
    return found.pop() if len(found) == 1 else ""


def _provider(resource: Resource) -> Provider:
    name = _name(resource)
    said = word(name, "text") or " ".join(part for part in (_given(name), word(name, "family")) if part)
    npi = next((word(i, "value") for i in elements(resource, "identifier") if i.get("system") == NPI), "")
    return Provider(identity(resource), said, npi)


def _name(resource: Resource) -> Element:
    """The official or usual name, else the first."""
    names = list(elements(resource, "name"))
    order = ("official", "usual")
    ranked = sorted(names, key=lambda n: order.index(word(n, "use")) if word(n, "use") in order else len(order))
    return ranked[0] if ranked else {}


def _given(name: Element) -> str:
    parts = name.get("given")
    return " ".join(_texts(parts)) if isinstance(parts, list) else ""


def _texts(parts: Iterable[object]) -> list[str]:
    return [part.strip() for part in parts if isinstance(part, str) and part.strip()]


def _record_number(resource: Resource) -> str:
    return next((word(i, "value") for i in elements(resource, "identifier") if _is_record_number(i)), "")


def _is_record_number(identifier: Element) -> bool:
    return any(code == MEDICAL_RECORD for _, code in codes(element(identifier, "type")))

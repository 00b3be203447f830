"""The patient as the banner shows him or her, and the providers with their NPI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from plugin.chart.visit import Patient, Provider
from plugin.intake.fhir_json import Element, Resource, codes, element, elements, identity, person, word
from plugin.intake.instants import day_of
from plugin.intake.records import Records
from plugin.intake.sources import Shelf

NPI = "http://hl7.org/fhir/sid/us-npi"
MEDICAL_RECORD = "MR"
ROLE = "PractitionerRole/"


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
    """The practitioners that were read, and others of whom an order or a visit itself gives the number."""
    read = {p.id: p for p in (_provider(r) for r in shelf.of("Practitioner"))}
    found = dict(read)
    for who in _named(shelf):
        if who.npi and not (who.id in found and found[who.id].npi):
            found[who.id] = replace(who, name=who.name or (read[who.id].name if who.id in read else ""))
    return tuple(found.values())


def person_of(holder: Element, name: str, record: Resource, shelf: Shelf) -> Provider | None:
    """Who an element names: a role by the practitioner in it, a contained one by the record that holds it.

    `npi` and `name` are what stands in the record itself; None where it names nobody.
    """
    link, said = element(holder, name), person(holder, name)
    shown, npi = word(link, "display"), _number([element(link, "identifier")])
    if said.startswith("#") and (inside := shelf.get(said, record)):
        kept = _provider(inside)
        return Provider(f"{identity(record)}{said}", shown or kept.name, npi or kept.npi)
    if said.startswith(ROLE) and (whose := person(shelf.get(said) or {}, "practitioner")):
        return Provider(whose, shown, npi)
    return Provider(said or npi, shown, npi) if said or npi else None


def _named(shelf: Shelf) -> Iterator[Provider]:
    """Who signed an order or takes part in a visit."""
    orders = (person_of(r, "requester", r, shelf) for r in shelf.of("MedicationRequest"))
    parts = (person_of(p, "individual", r, shelf) for r in shelf.of("Encounter") for p in elements(r, "participant"))
    yield from (who for who in (*orders, *parts) if who)


def sole_record_number(records: Records, patient: str) -> str:
    """The medical record number by which the patient is known outside the EHR, "" unless there is exactly one."""
    own = (r for r in records.of("Patient") if identity(r) == patient)
    found = {word(i, "value") for r in own for i in elements(r, "identifier") if _is_record_number(i)} - {""}
    return found.pop() if len(found) == 1 else ""


def _provider(resource: Resource) -> Provider:
    name = _name(resource)
    said = word(name, "text") or " ".join(part for part in (_given(name), word(name, "family")) if part)
    return Provider(identity(resource), said, _number(elements(resource, "identifier")))


def _number(identifiers: Iterable[Element]) -> str:
    return next((word(i, "value") for i in identifiers if i.get("system") == NPI), "")


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

"""Whose visit it is. What is another patient's, or does not say well enough whose it is, stays out and is shown."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.chart import Unread
from plugin.intake.fhir_json import Element, Resource, element, elements, identity, most, reference, relative, word
from plugin.intake.records import Records

HOLDERS = {
    "Encounter": "subject",
    "MedicationAdministration": "subject",
    "MedicationRequest": "subject",
    "ServiceRequest": "subject",
    "Condition": "subject",
    "Procedure": "subject",
    "Coverage": "beneficiary",
    "ClaimResponse": "patient",
    "Claim": "patient",
}
VOID = frozenset({"entered-in-error", "cancelled"})
ANOTHER_PATIENT = "It belongs to another patient."
NOT_NAMED = "It names no patient."
NOT_COMPARED = "It names its patient by a number that could not be compared with the patient's."


def of_one_patient(records: Records) -> Records:
    """The records of the patient of the visit; `patient` is set where anything names one.

    A resource that has a subject and names nobody in it is the patient's only where no other patient is in the records;
    an Encounter need not name one (FHIR R4 has it so).
    """
    patient = records.patient or _patient(records)
    numbers = _numbers(records, patient)
    lacks = {identity(r): _lack(_link(r), patient, numbers) for r in records.of(*HOLDERS)}
    alone = set(lacks.values()) <= {"", NOT_NAMED} and len(records.of("Patient")) <= 1
    kept: list[Resource] = []
    unread: list[Unread] = []
    for resource in records.resources:
        about = identity(resource)
        lack = lacks.get(about, "")
        if lack == NOT_NAMED and (resource["resourceType"] == "Encounter" or (alone and _link(resource))):
            lack = ""
        if lack:
            unread.append(Unread(about, lack))
        else:
            kept.append(resource)
    return replace(records, patient=patient, resources=tuple(kept), unread=(*records.unread, *unread))


def _link(resource: Resource) -> Element:
    return element(resource, HOLDERS[resource["resourceType"]])


def _lack(link: Element, patient: str, numbers: tuple[Element, ...]) -> str:
    """Why what this subject names is not this patient, "" where it is."""
    if said := word(link, "reference"):
        return "" if not patient or relative(said) == patient else ANOTHER_PATIENT
    number = element(link, "identifier")
    if not word(number, "value"):
        return NOT_NAMED
    if not numbers:
        return NOT_COMPARED
    return "" if any(_is_same(number, own) for own in numbers) else ANOTHER_PATIENT


def _is_same(one: Element, other: Element) -> bool:
    """Whether two identifiers are one number; a system that only one of them names does not part them."""
    systems = {word(one, "system"), word(other, "system")} - {""}
    return word(one, "value") == word(other, "value") and len(systems) <= 1


def _numbers(records: Records, patient: str) -> tuple[Element, ...]:
    """The identifiers of the patient; where nobody is known by reference, the one number all resources name."""
    if patient:
        return tuple(i for p in records.of("Patient") if identity(p) == patient for i in elements(p, "identifier"))
    named = [element(_link(r), "identifier") for r in records.of(*HOLDERS)]
    named = [number for number in named if word(number, "value")]
    return tuple(named[:1]) if all(_is_same(named[0], other) for other in named) else ()


def _patient(records: Records) -> str:
    """Whose visit it is: the patient of the Encounters, else the one Patient read, else whom most rows name."""
    valid = (e for e in records.of("Encounter") if word(e, "status") not in VOID)
    of_visits = most(reference(e, "subject") for e in valid)
    people = records.of("Patient")
    if of_visits or len(people) == 1:
        return of_visits or identity(people[0])
    return most(reference(r, "subject") for r in records.of("MedicationAdministration"))

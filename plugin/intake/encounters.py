"""An Encounter as a visit: when, where, who attended, who supervised, and what the patient came for."""

from __future__ import annotations

from plugin.chart.evidence import Fact
from plugin.chart.visit import Visit
from plugin.intake.campus import campus_of
from plugin.intake.fhir_json import (
    Element,
    Resource,
    codes,
    concept_text,
    element,
    elements,
    identity,
    person,
    relative,
    word,
)
from plugin.intake.instants import span
from plugin.intake.people import person_of
from plugin.intake.products import medication_of
from plugin.intake.site import Site
from plugin.intake.sources import Shelf, Source

OPEN = frozenset({"planned", "arrived", "triaged", "in-progress", "onleave"})
SUPERVISOR = ("http://terminology.hl7.org/CodeSystem/claimcareteamrole", "supervisor")
ATTENDER = "ATND"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
PATIENT_CLASS = "http://terminology.hl7.org/CodeSystem/v2-0004"
OF_VERSION_2 = {"I": "IMP", "O": "AMB", "E": "EMER", "P": "PRENC"}  # HL7 table 0004
PLACES = "place-of-service"  # CMS and others write the address of the code set in several ways


def visit_of(encounter: Resource, shelf: Shelf, site: Site) -> Visit:
    """The visit an Encounter is. Nobody is taken for the supervisor who is not called so (R-SUP-01)."""
    timed, place = span(element(encounter, "period"), site.timezone), _place(encounter)
    reasons = tuple(sorted(filter(None, (relative(word(r, "reference")) for r in elements(encounter, "basedOn")))))
    return Visit(
        id=identity(encounter),
        open=word(encounter, "status") in OPEN,
        arrived=timed.start,
        left=timed.stop,
        supervisor=_supervisor(encounter),
        attender=_attender(encounter, shelf),
        reasons=reasons,
        main_reason=_main_reason(reasons, shelf),
        place=place,
        class_code=_class(encounter, site),
        found_at=campus_of(encounter, place, site),
        location=next((word(element(place, "location"), "display") for place in elements(encounter, "location")), ""),
    )


def _place(encounter: Resource) -> str:
    """The place of service code of the visit, from its type, its class or a location of it."""
    concepts = [*elements(encounter, "type"), {"coding": [element(encounter, "class")]}]
    concepts += [element(place, "physicalType") for place in elements(encounter, "location")]
    return next((code for c in concepts for system, code in codes(c) if PLACES in system.lower()), "")


def _class(encounter: Resource, site: Site) -> str:
    """In HL7's code: Epic sends a number that the site has to explain, Oracle the code of HL7 version 2."""
    here = element(encounter, "class")
    system, code = word(here, "system"), word(here, "code").strip()
    if code in site.encounter_classes:
        return site.encounter_classes[code]
    if system == ACT_CODE:
        return code.upper()
    return OF_VERSION_2.get(code.upper(), "") if system == PATIENT_CLASS else ""


def _supervisor(encounter: Resource) -> Fact[str] | None:
    found = [person(p, "individual") for p in elements(encounter, "participant") if _has_type(p, SUPERVISOR)]
    named = sorted(name for name in found if name)
    return Source.of(encounter).fact(named[0], "participant", named[0]) if named else None


def _attender(encounter: Resource, shelf: Shelf) -> str | None:
    found = [
        person_of(p, "individual", encounter, shelf)
        for p in elements(encounter, "participant")
        if any(code == ATTENDER for kind in elements(p, "type") for _, code in codes(kind))
    ]
    return min((who.id for who in found if who), default=None)


def _has_type(participant: Element, wanted: tuple[str, str]) -> bool:
    return any(wanted in codes(kind) for kind in elements(participant, "type"))


def _main_reason(reasons: tuple[str, ...], shelf: Shelf) -> Fact[str] | None:
    """The drug the patient came for: of the order that is based on the same request as the visit (R-ADM-21)."""
    for order in shelf.of("MedicationRequest"):
        requests = {relative(word(r, "reference")) for r in elements(order, "basedOn")}
        if requests & set(reasons):
            text = concept_text(element(medication_of(order, shelf), "code"))
            if text:
                return Source.of(order).fact(text, "medication", text)
    return None

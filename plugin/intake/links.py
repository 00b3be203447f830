"""What a resource points to that a chart needs."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.intake.fhir_json import Element, Resource, element, elements, word


def links(resource: Resource) -> Iterable[Element]:
    """References to drugs, orders, reasons, requests and people; whose it is and of which visit is asked elsewhere."""
    match resource.get("resourceType"):
        case "MedicationAdministration":
            yield from (element(resource, name) for name in ("medicationReference", "request"))
        case "MedicationRequest":
            yield from (element(resource, name) for name in ("medicationReference", "requester"))
            yield from elements(resource, "reasonReference")
            yield from _to("ServiceRequest", elements(resource, "basedOn"))
            yield from _to("ClaimResponse", elements(resource, "insurance"))
        case "ServiceRequest":
            yield from _to("ClaimResponse", elements(resource, "insurance"))
        case "ClaimResponse":
            yield element(resource, "request")
        case "Encounter":
            yield from elements(resource, "basedOn")
            yield from (element(part, "individual") for part in elements(resource, "participant"))


def _to(kind: str, references: Iterable[Element]) -> Iterable[Element]:
    """Of references to several kinds of resource those to one; a plan or a policy is asked for elsewhere."""
    return (link for link in references if f"{kind}/" in word(link, "reference"))

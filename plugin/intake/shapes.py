"""Whether a resource has the shape of FHIR R4, by the models of fhir.resources.

Its R4B package is the nearest it has: the resources read here are the same in both releases. A whole Bundle is never
validated at once, since one bad entry would refuse all of it.
"""

from __future__ import annotations

from functools import cache

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel, ValidationError

from plugin.intake.fhir_json import Resource
from plugin.intake.remembered import Remembered

PLACE_LENGTH = 120
# What is of one visit alone. All else comes with many: who and where, and of a patient who comes every other week the
# person, the coverage, the diagnoses, the orders.
OF_ONE_VISIT = frozenset({"Encounter", "MedicationAdministration"})
VALID = Remembered()
MODIFIERS = frozenset({"modifierExtension", "implicitRules"})


def flaw(resource: Resource) -> str:
    """What is wrong with the shape of a resource in words without its values; "" where it is valid R4.

    What comes with many visits is judged once: the same again, to the last digit, has the same shape.
    """
    if resource["resourceType"] in OF_ONE_VISIT:
        return _judged(resource)
    try:
        digest = VALID.digest(resource)
    except RecursionError:
        return _judged(resource)
    if VALID.has(digest):
        return ""
    found = _judged(resource)
    if not found:
        VALID.keep(digest)
    return found


def _judged(resource: Resource) -> str:
    try:
        if _modified(resource):
            return "It carries a modifier that Chairside does not know, so what it says cannot be relied on."
    except RecursionError:
        return "It is nested beyond all reason."
    model = _model(resource["resourceType"])
    if model is None:
        return "This kind of resource is not known in FHIR R4."
    try:
        model.model_validate(resource)
    except ValidationError as problem:
        return _in_words(problem)
    except RecursionError:
        return "It is nested beyond all reason."
    except (ValueError, TypeError, ArithmeticError, AttributeError, KeyError):
        # fhir.resources' own checks of dates, decimals and choices let these through for some hostile values
        return "It is not a valid FHIR R4 resource."
    return ""


def _modified(part: object) -> bool:
    """Whether something in it may change its meaning: FHIR has whoever does not know a modifier refuse the resource
    (R4, 2.4.2, and implicitRules in 2.1.3)."""
    if isinstance(part, dict):
        return any((key in MODIFIERS and value) or _modified(value) for key, value in part.items())
    return isinstance(part, list) and any(map(_modified, part))


@cache
def _model(kind: str) -> type[BaseModel] | None:
    try:
        found = get_fhir_model_class(kind)
    except (LookupError, ValueError, AttributeError, ImportError, TypeError):
        return None
    return found if hasattr(found, "get_resource_type") or issubclass(found, BaseModel) else None


def _in_words(problem: ValidationError) -> str:
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])[:PLACE_LENGTH]
    if first["type"] == "extra_forbidden":
        return f"FHIR R4 has no element {place} in it."
    return f"Its element {place} is not as FHIR R4 has it." if place else "It is not a valid FHIR R4 resource."

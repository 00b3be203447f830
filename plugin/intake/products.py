"""What was in the syringe or bag: each drug and fluid with its codes, the amount given of it, and its container."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.administration import Amount, Container, ContainerKind, Product, ProductCode
from plugin.chart.evidence import Fact, Strength
from plugin.chart.unnamed import NOT_NAMED
from plugin.intake.amounts import given_amount, ratio
from plugin.intake.fhir_json import Element, Resource, codes, concept_text, element, elements, word
from plugin.intake.sources import Shelf, Source

CODE_SYSTEMS: Mapping[str, str] = {
    "http://hl7.org/fhir/sid/ndc": "ndc",
    "urn:oid:2.16.840.1.113883.6.69": "ndc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "hcpcs",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "hcpcs",
    "https://bluebutton.cms.gov/resources/codesystem/hcpcs": "hcpcs",
    "http://terminology.hl7.org/CodeSystem/hcpcs-Level-II": "hcpcs",
    "urn:oid:2.16.840.1.113883.6.285": "hcpcs",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
}
# Fluids that carry a drug. Only used to see which one ingredient the charted amount of drug belongs to.
CARRIER = re.compile(
    r"sodium chloride|\bsaline\b|\bnacl\b|dextrose|\bd5w?\b|glucose|ringer|plasma-?lyte|\bdiluent\b"
    r"|sterile water|water for injection",
    re.IGNORECASE,
)
SINGLE = re.compile(r"single[- ]?(dose|use|patient)|\bsdv\b|pre-?filled|syringe|ampu", re.IGNORECASE)
MULTI = re.compile(r"multi(ple)?[- ]?(dose|use)|\bmdv\b", re.IGNORECASE)
Stated = tuple[Amount, Amount] | None  # so much in so much, as Medication.amount has it
COUNTED = frozenset({"vial", "syringe", "ampule", "ampoule", "bag", "each", "container", "pen", "kit", "1", "unit"})


def medication_of(resource: Resource, shelf: Shelf) -> Resource:
    """The Medication of an administration or order: contained, referenced, or made from the code in place."""
    link = element(resource, "medicationReference")
    concept = element(resource, "medicationCodeableConcept")
    if not link:
        return {"code": concept}
    found = shelf.get(word(link, "reference"), resource) or {}
    if concept_text(element(found, "code")) or found.get("ingredient"):
        return found
    return {**found, "code": {**element(found, "code"), "text": word(link, "display")}}


def products_of(medication: Resource, dose: Element, source: Source) -> tuple[Product, ...]:
    """The products of a Medication, with what a charted dose says was given of each. A dose of zero says nothing.

    With a dose in mL the amount of an ingredient is its strength times the dose (Oracle charts infusions so); any other
    dose belongs to the one ingredient that is no carrier fluid, and to none where there are several.
    """
    given = given_amount(dose)
    charted = given if given and given.value > 0 else None
    ingredients = list(elements(medication, "ingredient"))
    stated = ratio(element(medication, "amount"))
    container = _container(medication, stated)
    whole = element(medication, "code")
    if not ingredients:
        fact = source.fact(charted, "dosage.dose", _shown(dose)) if charted else None
        strength = _concentration(stated)
        if charted and strength:
            fact = _by_strength(charted, strength, source) or fact
        return (Product(concept_text(whole) or NOT_NAMED, _codes(whole), fact, container),)
    products = tuple(_ingredient(i, charted, source) for i in ingredients)
    active = [n for n, i in enumerate(ingredients) if not _is_carrier(i, products[n].text)]
    if len(active) != 1:
        return products
    only = products[active[0]]
    as_charted = source.fact(charted, "dosage.dose", _shown(dose)) if charted and charted.unit != "mL" else None
    dosed = only.dose or as_charted
    own = replace(only, codes=only.codes or _codes(whole), dose=dosed, container=container)
    return tuple(own if n == active[0] else p for n, p in enumerate(products))


def active_strength(medication: Resource) -> tuple[Amount, Amount] | None:
    """So much of the one active ingredient in so many mL, None where the record does not say."""
    strengths = [s for i in elements(medication, "ingredient") if (s := ratio(element(i, "strength")))]
    known = [s for s in strengths if s[1].unit == "mL" and s[0].unit != "mL"]
    return known[0] if len(known) == 1 else _concentration(ratio(element(medication, "amount")))


def _ingredient(ingredient: Element, charted: Amount | None, source: Source) -> Product:
    named = {"text": word(element(ingredient, "itemReference"), "display")}
    concept = element(ingredient, "itemCodeableConcept") or named
    strength = ratio(element(ingredient, "strength"))
    dose = _by_strength(charted, strength, source) if charted and strength else None
    return Product(concept_text(concept) or NOT_NAMED, _codes(concept), dose)


def _by_strength(charted: Amount, strength: tuple[Amount, Amount], source: Source) -> Fact[Amount] | None:
    """The amount in a charted volume, exact; what has the volume of the whole is a fluid and was given as such."""
    top, bottom = strength
    if charted.unit != "mL" or bottom.unit != "mL":
        return None
    given = Amount(charted.value * top.value / bottom.value, top.unit)
    shown = f"{charted.value} mL of {top.value} {top.unit} in {bottom.value} mL"
    return source.fact(given, "dosage.dose", shown, Strength.DERIVED if top.unit != "mL" else Strength.CHARTED)


def _is_carrier(ingredient: Element, text: str) -> bool:
    """A fluid by its name, or because there is as much of it as of the whole."""
    if ingredient.get("isActive") is False or CARRIER.search(text):
        return True
    strength = ratio(element(ingredient, "strength"))
    return strength is not None and strength[0] == strength[1]


def _concentration(stated: Stated) -> Stated:
    """Medication.amount where it states a strength per volume and not the content of one container."""
    return stated if stated and stated[1].unit == "mL" and stated[0].unit != "mL" else None


def _container(medication: Resource, stated: Stated) -> Container:
    form = concept_text(element(medication, "form"))
    single, multi = bool(SINGLE.search(form)), bool(MULTI.search(form))
    kind = None if single == multi else ContainerKind.SINGLE_DOSE if single else ContainerKind.MULTI_DOSE
    return Container(_label(stated), kind)


def _label(stated: Stated) -> Amount | None:
    """What one container holds: Medication.amount per one vial, syringe or the like."""
    if stated is None:
        return None
    content, per = stated
    counted = per.unit.lower().rstrip("s") in COUNTED
    return Amount(content.value / per.value, content.unit) if counted else None


def _codes(concept: Element) -> tuple[ProductCode, ...]:
    return tuple(ProductCode(CODE_SYSTEMS.get(system, "local"), code) for system, code in codes(concept))


def _shown(quantity: Element) -> str:
    return f"{quantity.get('value')} {word(quantity, 'unit') or word(quantity, 'code')}"

"""Authorizations in a ClaimResponse: of its own elements, and line by line as Da Vinci PAS writes them.

PAS has the number of a line in `adjudication.extension[reviewAction]` (its first release in the line's own extension),
and dates, code and quantity in extensions of the line; what a line does not say is as the whole answer, or as the Claim
that asked for it, says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugin.chart.administration import Product
from plugin.chart.authorization import Authorization, Decision
from plugin.chart.evidence import Fact
from plugin.intake.allowances import Allowance, allowance, used
from plugin.intake.diagnoses import icd_10_cm
from plugin.intake.fhir_json import Element, Resource, codes, element, elements, extension_value, reference, word
from plugin.intake.instants import day_of
from plugin.intake.named_products import product_named
from plugin.intake.places import places_in
from plugin.intake.site import EXTENSIONS
from plugin.intake.sources import Shelf, Source

PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"
REVIEW, REVIEW_CODE = f"{PAS}extension-reviewAction", f"{PAS}extension-reviewActionCode"
PERIOD, DETAIL = f"{PAS}extension-itemPreAuthPeriod", f"{PAS}extension-itemAuthorizedDetail"
PROVIDER = f"{PAS}extension-itemAuthorizedProvider"
UNITS_USED = f"{EXTENSIONS}authorized-units-used"
# Da Vinci PDex counts what was granted and what is used as amounts of the adjudication.
GRANTED, CONSUMED = "allowedunits", "consumedunits"
# X12 306: what a review ended with.
DECISIONS = {
    "A1": Decision.APPROVED,
    "A2": Decision.APPROVED,
    "A3": Decision.REFUSED,
    "A4": Decision.PENDING,
    "A6": Decision.APPROVED,
    "C": Decision.CANCELLED,
    "CT": Decision.PENDING,
    "NA": Decision.NOT_NEEDED,
}
BY_STATUS = {"cancelled": Decision.CANCELLED, "draft": Decision.PENDING}
BY_OUTCOME = {"queued": Decision.PENDING, "partial": Decision.PENDING, "error": Decision.REFUSED}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an answer: itself, where it stands, and the line of the Claim it answers."""

    line: Element
    place: str
    asked: Element


def of_claim_response(response: Resource, shelf: Shelf) -> Iterator[tuple[Authorization, bool]]:
    """An authorization for each line of a payer's answer, and whether its quantity could be read.

    An answer to a claim for what was already done (`use` claim) is none.
    """
    if word(response, "use") != "preauthorization":
        return
    claim = shelf.get(word(element(response, "request"), "reference"), response) or {}
    for item in _items(response, claim):
        yield _authorization(response, claim, item)


def _items(response: Resource, claim: Resource) -> Iterator[Item]:
    """The lines answered and those the payer added; those asked for, or one of nothing, where the answer has none."""
    asked = {line.get("sequence"): line for line in elements(claim, "item")}
    lines = [(line, f"item[{n}]", line.get("itemSequence")) for n, line in enumerate(elements(response, "item"))]
    for n, line in enumerate(elements(response, "addItem")):
        answered = line.get("itemSequence")
        lines.append((line, f"addItem[{n}]", answered[0] if isinstance(answered, list) and answered else None))
    if not lines:
        lines = [({}, f"request.item[{n}]", sequence) for n, sequence in enumerate(asked)] or [({}, "", None)]
    for line, place, sequence in lines:
        yield Item(line, place, asked.get(sequence, {}) if isinstance(sequence, int) else {})


def _authorization(response: Resource, claim: Resource, item: Item) -> tuple[Authorization, bool]:
    source, detail = Source.of(response), _extension(item.line, DETAIL)
    begins, ends = _dates(response, item, source)
    allowed = _allowed(item, detail)
    number = _number(response, item, source)
    made = Authorization(
        id=source.about,
        line=item.place,
        decision=_decision(response, item, source, numbered=number is not None),
        product=_product(item, detail),
        number=number,
        coverage=_coverage(response, claim, source),
        payer=word(element(response, "insurer"), "display"),
        diagnoses=_diagnoses(claim, item),
        begins=begins,
        ends=ends,
        units=source.fact(allowed.units, item.place or "request") if allowed.units else None,
        units_used=_used(response, item, source),
        doses=source.fact(allowed.doses, item.place or "request") if allowed.doses is not None else None,
        places=places_in(element(item.asked, "locationCodeableConcept")),
        givers=_providers(item),
        version=source.version,
    )
    return made, allowed.whole


def _extension(holder: Element, url: str) -> Element:
    return next((e for e in elements(holder, "extension") if e.get("url") == url), {})


def _reviews(item: Item) -> Iterator[tuple[Element, str]]:
    """The review actions of a line, those of its adjudications first, with where they stand."""
    for n, adjudication in enumerate(elements(item.line, "adjudication")):
        if review := _extension(adjudication, REVIEW):
            yield review, f"{item.place}.adjudication[{n}].extension[reviewAction]"
    if review := _extension(item.line, REVIEW):
        yield review, f"{item.place}.extension[reviewAction]"


def _number(response: Resource, item: Item, source: Source) -> Fact[str] | None:
    """The number of the line, else that of the whole answer."""
    for review, place in _reviews(item):
        said = extension_value(review, "number")
        if isinstance(said, str) and said.strip():
            return source.fact(said.strip(), f"{place}.extension[number]", said.strip())
    said = word(response, "preAuthRef")
    return source.fact(said, "preAuthRef", said) if said else None


def _decision(response: Resource, item: Item, source: Source, *, numbered: bool) -> Fact[Decision]:
    """What was decided; an answer that is complete and has a number is an approval where no code says otherwise."""
    status, outcome = word(response, "status"), word(response, "outcome")
    if status in BY_STATUS:
        return source.fact(BY_STATUS[status], "status", status)
    for review, place in _reviews(item):
        concept = extension_value(review, REVIEW_CODE)
        for _, code in codes(concept if isinstance(concept, dict) else {}):
            return source.fact(DECISIONS.get(code, Decision.UNKNOWN), f"{place}.extension[reviewActionCode]", code)
    usual = Decision.APPROVED if numbered else Decision.UNKNOWN
    return source.fact(BY_OUTCOME.get(outcome, usual), "outcome", outcome)


def _product(item: Item, detail: Element) -> Product:
    """What was authorized where the line says it, else what was asked for, with the package codes beside it."""
    authorized = extension_value(detail, "productOrServiceCode")
    own = authorized if isinstance(authorized, dict) else element(item.line, "productOrService")
    if own:
        return product_named([own])
    parts = [element(part, "productOrService") for part in elements(item.asked, "detail")]
    return product_named([element(item.asked, "productOrService"), *parts])


def _dates(response: Resource, item: Item, source: Source) -> tuple[Fact[date] | None, Fact[date] | None]:
    own = extension_value(item.line, PERIOD)
    period = own if isinstance(own, dict) else element(response, "preAuthPeriod")
    place = f"{item.place}.extension[itemPreAuthPeriod]" if isinstance(own, dict) else "preAuthPeriod"
    days = [(day_of(word(period, name)), f"{place}.{name}", word(period, name)) for name in ("start", "end")]
    begins, ends = (source.fact(day, where, said) if day else None for day, where, said in days)
    return begins, ends


def _allowed(item: Item, detail: Element) -> Allowance:
    """The quantity authorized; else what the adjudication grants; else, where it was approved as asked, that."""
    quantity = extension_value(detail, "quantity")
    if isinstance(quantity, dict):
        return allowance(quantity)
    granted = _counted(item, GRANTED)
    if granted is not None:
        return allowance({"value": granted})
    return allowance(element(item.asked, "quantity"))


def _used(response: Resource, item: Item, source: Source) -> Fact[Decimal] | None:
    consumed = _counted(item, CONSUMED)
    if consumed is not None:
        return source.fact(consumed, f"{item.place}.adjudication[{CONSUMED}]", str(consumed))
    for holder, place in ((item.line, item.place), (response, "")):
        said = used(extension_value(holder, UNITS_USED))
        if said is not None:
            return source.fact(said, f"{place}.extension[authorized-units-used]".lstrip("."), str(said))
    return None


def _counted(item: Item, category: str) -> Decimal | None:
    for adjudication in elements(item.line, "adjudication"):
        if category in {code for _, code in codes(element(adjudication, "category"))}:
            return used(adjudication.get("value"))
    return None


def _coverage(response: Resource, claim: Resource, source: Source) -> Fact[str] | None:
    """The coverage an answer is for: the focal one of its own list, else of the Claim's."""
    for holder, place in ((response, "insurance"), (claim, "request.insurance")):
        listed = sorted(elements(holder, "insurance"), key=lambda part: part.get("focal") is not True)
        for part in listed[:1]:
            if said := reference(part, "coverage"):
                return source.fact(said, f"{place}.coverage", said)
    return None


def _diagnoses(claim: Resource, item: Item) -> tuple[str, ...]:
    """The diagnoses of the line that was asked for; all of the Claim where the line names none of them."""
    named = item.asked.get("diagnosisSequence")
    parts = list(elements(claim, "diagnosis"))
    own = [part for part in parts if isinstance(named, list) and part.get("sequence") in named] or parts
    found = (code for part in own for code in icd_10_cm(element(part, "diagnosisCodeableConcept")))
    return tuple(dict.fromkeys(found))


def _providers(item: Item) -> tuple[str, ...]:
    links = [
        extension_value(extension, "provider")
        for extension in elements(item.line, "extension")
        if extension.get("url") == PROVIDER
    ]
    return tuple(filter(None, (reference({"provider": link}, "provider") for link in links)))

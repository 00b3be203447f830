"""Authorizations kept as a ServiceRequest, and what an order says of its own authorization (Da Vinci CRD)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from plugin.chart.administration import Amount
from plugin.chart.authorization import Authorization, Decision
from plugin.chart.evidence import Fact
from plugin.intake.allowances import Allowance, allowance, per_dose, used
from plugin.intake.authorized_items import UNITS_USED
from plugin.intake.diagnoses import named_reasons
from plugin.intake.fhir_json import (
    Element,
    Resource,
    concept_words,
    element,
    elements,
    extension_value,
    reference,
    relative,
    word,
)
from plugin.intake.instants import day_of
from plugin.intake.named_products import product_named
from plugin.intake.places import places_in
from plugin.intake.products import medication_of
from plugin.intake.sources import Shelf, Source

IS_AUTHORIZATION = re.compile(r"\bauthori[sz]ation\b|\b(prior|pre)[ -]?auth|\bpre-?cert", re.IGNORECASE)
NUMBER = re.compile(r"auth|cert|referral", re.IGNORECASE)
COVERAGE_INFORMATION = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"
BY_STATUS = {"draft": Decision.PENDING, "on-hold": Decision.PENDING, "revoked": Decision.CANCELLED}
BY_NEED = {
    "auth-needed": Decision.NEEDED,
    "performpa": Decision.NEEDED,
    "conditional": Decision.NEEDED,
    "satisfied": Decision.APPROVED,
    "no-auth": Decision.NOT_NEEDED,
}


def of_request(request: Resource, shelf: Shelf) -> Iterator[tuple[Authorization, bool]]:
    """The authorization that a ServiceRequest of the category prior authorization is."""
    if not any(IS_AUTHORIZATION.search(text) for kind in elements(request, "category") for text in _words(kind)):
        return
    source, number, period = Source.of(request), _number(request), element(request, "occurrencePeriod")
    allowed, at_once = allowance(element(request, "quantityQuantity")), per_dose(element(request, "quantityRatio"))
    used_before = used(extension_value(request, UNITS_USED))
    people = (reference(request, "requester"),)
    yield (
        Authorization(
            id=source.about,
            decision=_decision(request, source, numbered=bool(number)),
            product=product_named([element(request, "code"), *elements(request, "orderDetail")]),
            number=source.fact(number, "identifier", number) if number else None,
            coverage=_coverage(request, source),
            payer=next((word(link, "display") for link in elements(request, "insurance")), ""),
            diagnoses=named_reasons(request, shelf),
            begins=_day(period, "start", source),
            ends=_day(period, "end", source),
            units=source.fact(allowed.units, "quantityQuantity") if allowed.units else None,
            units_used=_fact(used_before, source),
            units_per_dose=_at_once(at_once, source),
            doses=_doses(request, allowed, source),
            places=tuple(dict.fromkeys(p for c in elements(request, "locationCode") for p in places_in(c))),
            givers=tuple(filter(None, (relative(word(link, "reference")) for link in elements(request, "performer")))),
            orderers=tuple(filter(None, people)),
            version=source.version,
        ),
        allowed.whole and at_once.whole,
    )


def of_order(order: Resource, shelf: Shelf) -> Iterator[tuple[Authorization, bool]]:
    """What the payer said of an order when it was written, for each of its coverages."""
    source = Source.of(order)
    named = element(medication_of(order, shelf), "code") or element(order, "code")
    for n, said in enumerate(e for e in elements(order, "extension") if e.get("url") == COVERAGE_INFORMATION):
        need, number = extension_value(said, "pa-needed"), extension_value(said, "satisfied-pa-id")
        if need not in BY_NEED and not number:
            continue
        place = f"extension[coverage-information][{n}]"
        billed = [e for e in elements(said, "extension") if e.get("url") == "billingCode"]
        codings = [e["valueCoding"] for e in billed if isinstance(e.get("valueCoding"), dict)]
        number = number.strip() if isinstance(number, str) else ""
        until = extension_value(said, "expiry-date")
        ends = day_of(until) if isinstance(until, str) else None
        coverage = reference({"coverage": extension_value(said, "coverage")}, "coverage")
        yield (
            Authorization(
                id=source.about,
                line=place,
                decision=source.fact(BY_NEED.get(str(need), Decision.APPROVED), f"{place}.pa-needed", str(need or "")),
                product=product_named([{"coding": codings}, named] if codings else [named]),
                number=source.fact(number, f"{place}.satisfied-pa-id", number) if number else None,
                coverage=source.fact(coverage, f"{place}.coverage", coverage) if coverage else None,
                ends=source.fact(ends, f"{place}.expiry-date", str(until)) if ends else None,
                version=source.version,
            ),
            True,
        )


def _words(concept: Element) -> tuple[str, ...]:
    return (*concept_words(concept), *(word(coding, "code") for coding in elements(concept, "coding")))


def _number(request: Resource) -> str:
    """The identifier that is said to be of the authorization; the only one, where none says what it is."""
    every = [i for i in elements(request, "identifier") if word(i, "value")]
    named = [i for i in every if any(NUMBER.search(text) for text in _words(element(i, "type")))]
    plain = [i for i in every if not element(i, "type")]
    chosen = named or (plain if len(plain) == 1 else [])
    return word(chosen[0], "value") if chosen else ""


def _decision(request: Resource, source: Source, *, numbered: bool) -> Fact[Decision]:
    status = word(request, "status")
    usual = Decision.APPROVED if numbered and status in ("active", "completed") else Decision.UNKNOWN
    return source.fact(BY_STATUS.get(status, usual), "status", status)


def _coverage(request: Resource, source: Source) -> Fact[str] | None:
    links = (relative(word(link, "reference")) for link in elements(request, "insurance"))
    said = next((link for link in links if link.startswith("Coverage/")), "")
    return source.fact(said, "insurance", said) if said else None


def _day(period: Element, name: str, source: Source) -> Fact[date] | None:
    said = word(period, name)
    day = day_of(said)
    return source.fact(day, f"occurrencePeriod.{name}", said) if day else None


def _doses(request: Resource, allowed: Allowance, source: Source) -> Fact[int] | None:
    """Doses as the quantity counts them, else as often as the timing repeats."""
    repeat = element(element(request, "occurrenceTiming"), "repeat")
    count = allowed.doses if allowed.doses is not None else repeat.get("count")
    if not isinstance(count, int) or isinstance(count, bool):
        return None
    return source.fact(count, "quantityQuantity" if allowed.doses is not None else "occurrenceTiming.repeat.count")


def _fact(value: Decimal | None, source: Source) -> Fact[Decimal] | None:
    return source.fact(value, "extension[authorized-units-used]", str(value)) if value is not None else None


def _at_once(allowed: Allowance, source: Source) -> Fact[Amount] | None:
    return source.fact(allowed.units, "quantityRatio") if allowed.units else None

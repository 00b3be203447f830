"""Medication orders, and, where a server has no administrations at all, the orders as what is still to be charted."""

from __future__ import annotations

from plugin.chart.administration import Administration, Manner, Product, Route
from plugin.chart.evidence import Fact, Strength
from plugin.chart.visit import ORDERED, Order
from plugin.intake.diagnoses import named_reasons
from plugin.intake.durations import ordered_minutes
from plugin.intake.fhir_json import (
    Resource,
    codes,
    concept_text,
    element,
    elements,
    identity,
    reference,
    relative,
    version,
    word,
)
from plugin.intake.manners import Said, named_manner, shaped_manner
from plugin.intake.order_terms import cycle_of, days_of, dose_said, written_on
from plugin.intake.ordered_doses import ordered_dose
from plugin.intake.people import person_of
from plugin.intake.products import medication_of, products_of
from plugin.intake.routes import RouteUnclear
from plugin.intake.sources import Shelf, Source
from plugin.intake.visits import Visits
from plugin.intake.ways import ordered_route

INACTIVE = frozenset({"draft", "cancelled", "entered-in-error", "unknown"})
FOR_HOME = frozenset({"community", "discharge"})


def orders_of(shelf: Shelf, zone: str) -> tuple[Order, ...]:
    """The patient's medication orders that were read; `zone` is that of the site."""
    return tuple(_order(r, shelf, zone) for r in shelf.of("MedicationRequest"))


def administrations_to_chart(visits: Visits, shelf: Shelf) -> tuple[Administration, ...]:
    """One administration for each order of the visit, without a time: start and stop are to be asked for.

    For servers that have no MedicationAdministration (athenaOne). What was ordered is no dose given, the ordered length
    is a plan, and no other resource's period is the infusion's.
    """
    found = [_to_chart(r, visits, shelf) for r in shelf.of("MedicationRequest")]
    return tuple(a for a in found if a)


def _order(resource: Resource, shelf: Shelf, zone: str) -> Order:
    status, intent = word(resource, "status"), word(resource, "intent")
    begins, ends = days_of(resource, zone)
    return Order(
        id=identity(resource),
        text=concept_text(element(medication_of(resource, shelf), "code")),
        active=status not in INACTIVE and intent in ORDERED,
        signed_by=_signed_by(resource, shelf),
        requests=tuple(sorted(filter(None, (relative(word(r, "reference")) for r in elements(resource, "basedOn"))))),
        reason=_reason(resource, shelf),
        diagnoses=named_reasons(resource, shelf),
        dose=ordered_dose(resource),
        dose_said=dose_said(resource),
        status=status,
        intent=intent,
        written=written_on(resource, zone),
        begins=begins,
        ends=ends,
        cycle=cycle_of(resource),
        replaces=reference(resource, "priorPrescription"),
        version=version(resource),
    )


def _signed_by(resource: Resource, shelf: Shelf) -> Fact[str] | None:
    """The requester; a data-absent-reason in its place says that nobody is known."""
    who = person_of(resource, "requester", resource, shelf)
    return Source.of(resource).fact(who.id, "requester", who.name or who.id) if who else None


def _reason(resource: Resource, shelf: Shelf) -> Fact[str] | None:
    source = Source.of(resource)
    for concept in elements(resource, "reasonCode"):
        if text := concept_text(concept):
            return source.fact(text, "reasonCode", text)
    for link in elements(resource, "reasonReference"):
        condition = shelf.get(word(link, "reference")) or {}
        if text := word(link, "display") or concept_text(element(condition, "code")):
            return source.fact(text, "reasonReference", text)
    return None


def _to_chart(resource: Resource, visits: Visits, shelf: Shelf) -> Administration | None:
    visit, order = visit_of_order(resource, visits), _order(resource, shelf, visits.zone)
    if not visit or not order.active or for_home(resource):
        return None
    products = products_of(medication_of(resource, shelf), {}, Source.of(resource))
    try:
        route = ordered_route(resource)
    except RouteUnclear:
        route = None
    return administration_of_order(resource, visit, products, route)


def administration_of_order(
    resource: Resource, visit: str, products: tuple[Product, ...], route: Fact[Route] | None
) -> Administration:
    """An order as an administration of a visit, without a time: its length is a plan, its manner derived."""
    plan, drug, about = ordered_minutes(resource), " ".join(p.text for p in products), identity(resource)
    return Administration(
        id=about,
        visit=visit,
        products=products,
        rows=(about,),
        route=route,
        manner=_ordered_manner(resource, route, drug, planned=plan is not None),
        order=about,
        planned_minutes=plan,
        version=version(resource),
    )


def visit_of_order(resource: Resource, visits: Visits) -> str:
    """The visit an order names; one that names none is of the only visit if it was written that day."""
    named = visits.named_by(resource, "encounter")
    if named == "" and len(visits.visits) == 1 and visits.day and visits.day == visits.written_on(resource):
        return visits.visits[0].id
    return named or ""


def for_home(resource: Resource) -> bool:
    """Whether an order is a prescription for home and nothing to be given here."""
    return any(code in FOR_HOME for kind in elements(resource, "category") for _, code in codes(kind))


def _ordered_manner(resource: Resource, route: Fact[Route] | None, drug: str, *, planned: bool) -> Fact[Manner] | None:
    """The ordered manner, derived: in words, or an infusion where a length is ordered."""
    if route is None:
        return None
    named = named_manner(Said(route=route.evidence.shown, drug=drug), route.value)
    manner = named[0] if named else shaped_manner(route.value, flows=planned, moment=False)
    return Source.of(resource).fact(manner, "dosageInstruction", strength=Strength.DERIVED) if manner else None

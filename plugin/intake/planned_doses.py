"""What is ordered for an open visit and not begun yet: each order as the dose it would become.

These doses have no times and are never charged: they are what can be looked at before a drug is mixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from plugin.chart.administration import Administration, Product, Route, State
from plugin.chart.chart import Unread
from plugin.chart.evidence import Fact, Strength
from plugin.intake.fhir_json import Resource, element, elements, identity, reference, word
from plugin.intake.order_terms import days_of, timed_for
from plugin.intake.ordered_doses import ordered_dose, ordered_quantity
from plugin.intake.orders import administration_of_order, for_home, visit_of_order
from plugin.intake.products import medication_of, products_of
from plugin.intake.routes import RouteUnclear, by_text
from plugin.intake.sources import Shelf, Source
from plugin.intake.visits import ANOTHER_DAY, ANOTHER_VISIT, Visits
from plugin.intake.ways import ordered_route

# Nothing more is to come of these orders, or they are no orders at all.
OVER = frozenset({"cancelled", "stopped", "entered-in-error"})
NO_ORDER = frozenset({"proposal", "option"})
NOT_INTO_THE_BODY_BY_NEEDLE = frozenset({Route.ORAL, Route.OTHER, Route.CATHETER})
TAKEN_OTHERWISE = re.compile(r"\btab(let)?s?\b|\bcap(sule)?s?\b|\boral\b|\bpatch|\bcream\b|\bointment\b|\binhal", re.I)
IN_WORDS = "dosageInstruction.text"
ADMINISTRATION = "MedicationAdministration"


def planned_doses(
    visits: Visits, shelf: Shelf, charted: Iterable[Administration], unread: Iterable[Unread]
) -> tuple[Administration, ...]:
    """One for each infusion and injection ordered for an open visit of which nothing is charted yet.

    An order whose dose is charted as given, running or not given is left out, and so is one that is to be given only
    if needed. A charted row that could not be read may be of any order: where it does not name its own, there are none.
    """
    if not visits.open:
        return ()
    unreadable = [item.about for item in unread if _is_of_now(item)]
    named = {reference(shelf.get(about) or {}, "request") for about in unreadable}
    if "" in named:
        return ()
    done = named | {a.order for a in charted if a.state is not State.WITHDRAWN}
    found = [_planned(r, visits, shelf) for r in shelf.of("MedicationRequest") if identity(r) not in done]
    return tuple(dose for dose in found if dose)


def _is_of_now(item: Unread) -> bool:
    return item.about.partition("/")[0] == ADMINISTRATION and item.reason not in (ANOTHER_VISIT, ANOTHER_DAY)


def _planned(order: Resource, visits: Visits, shelf: Shelf) -> Administration | None:
    visit = visit_of_order(order, visits) or _by_its_days(order, visits)
    if visit not in visits.open or not _to_be_given_here(order):
        return None
    source = Source.of(order)
    products = _products(order, shelf, source)
    route = _route(order, source)
    drug = " ".join(product.text for product in products)
    if route.value in NOT_INTO_THE_BODY_BY_NEEDLE if route else TAKEN_OTHERWISE.search(drug):
        return None
    return administration_of_order(order, visit, products, route)


def _to_be_given_here(order: Resource) -> bool:
    """Whether a dose is to come of it in this visit, at its own time and not only if needed."""
    if word(order, "status") in OVER or word(order, "intent") in NO_ORDER or order.get("doNotPerform") is True:
        return False
    needed = [d for d in elements(order, "dosageInstruction") if _only_if_needed(d)]
    return not needed and not for_home(order)


def _only_if_needed(instruction: Resource) -> bool:
    return instruction.get("asNeededBoolean") is True or bool(element(instruction, "asNeededCodeableConcept"))


def _by_its_days(order: Resource, visits: Visits) -> str:
    """The only visit, where the order names this very day, or names no visit and days that take it in."""
    if len(visits.visits) != 1 or visits.day is None:
        return ""
    only = visits.visits[0].id
    if visits.day in timed_for(order, visits.zone):
        return only
    begins, ends = days_of(order, visits.zone)
    if visits.named_by(order, "encounter") == "" and begins and ends and begins <= visits.day <= ends:
        return only
    return ""


def _products(order: Resource, shelf: Shelf, source: Source) -> tuple[Product, ...]:
    """The products with the ordered dose of each; what is counted from a volume is said to be so."""
    medication, dose = medication_of(order, shelf), ordered_dose(order)
    found = products_of(medication, ordered_quantity(order), source)
    if len(found) == 1 and dose and not found[0].dose:
        return (replace(found[0], dose=dose),)
    return tuple(replace(product, dose=_as_ordered(product.dose)) for product in found)


def _as_ordered(dose: Fact | None) -> Fact | None:  # type: ignore[type-arg]  # of whatever it is
    """The fact under the name the element has in an order."""
    return dose and replace(dose, evidence=replace(dose.evidence, element="dosageInstruction.doseAndRate"))


def _route(order: Resource, source: Source) -> Fact[Route] | None:
    """The ordered route, else the one that its instructions name in words."""
    try:
        if route := ordered_route(order):
            return route
    except RouteUnclear:
        return None
    for instruction in elements(order, "dosageInstruction"):
        text = word(instruction, "text")
        if found := by_text(text):
            return source.fact(found, IN_WORDS, text, Strength.DERIVED)
    return None

"""Route and manner of one administration with their evidence; a route nobody charted may stand in its order."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.administration import Manner, Route
from plugin.chart.evidence import Fact, Strength
from plugin.intake.bags import Bag
from plugin.intake.fhir_json import Resource, concept_words, element, elements, word
from plugin.intake.manners import Said, named_manner, shaped_manner
from plugin.intake.routes import RouteUnclear, route_of
from plugin.intake.sources import Source


@dataclass(frozen=True, slots=True)
class Way:
    """How a drug went in. `unclear` says why a charted route could not be read."""

    route: Fact[Route] | None = None
    manner: Fact[Manner] | None = None
    unclear: str = ""


def way_of(bag: Bag, order: Resource | None, *, planned: bool, drug: str) -> Way:
    """The route, and the manner by word, by action or by the shape of the entry."""
    unclear = ""
    try:
        route = _charted_route(bag) or ordered_route(order)
    except RouteUnclear as problem:
        route, unclear = None, str(problem)
    return Way(route, _manner(bag, route.value if route else None, planned=planned, drug=drug), unclear)


def ordered_route(order: Resource | None) -> Fact[Route] | None:
    """The route an order asks for, derived and never charted."""
    for instruction in elements(order or {}, "dosageInstruction"):
        concept = element(instruction, "route")
        route = route_of(concept)
        if order and route:
            shown = " / ".join(concept_words(concept))
            return Source.of(order).fact(route, "dosageInstruction.route", shown, Strength.DERIVED)
    return None


def _charted_route(bag: Bag) -> Fact[Route] | None:
    for row in bag.rows:
        concept = element(row.dosage, "route")
        route = route_of(concept)
        if route:
            return row.source.fact(route, "dosage.route", " / ".join(concept_words(concept)))
    return None


def _manner(bag: Bag, route: Route | None, *, planned: bool, drug: str) -> Fact[Manner] | None:
    first = bag.rows[0]
    named = named_manner(_said(bag, drug), route)
    if named and (route is not None or named[1] != "dosage.method"):
        return first.source.fact(named[0], named[1])
    if bag.pushed:
        return first.source.fact(Manner.PUSH, "action", first.said)
    if route is None:
        return None
    rated = first.rate is not None and first.rate.per_minute > 0
    charted = any(run.start or run.stop for run in bag.runs)
    shaped = shaped_manner(route, flows=bag.flows or rated or planned, moment=charted)
    stated = Strength.CHARTED if bag.flows else Strength.DERIVED
    return first.source.fact(shaped, "effective", first.said, stated) if shaped else None


def _said(bag: Bag, drug: str) -> Said:
    first = bag.rows[0]
    device = [w for d in elements(first.resource, "device") if (w := word(d, "display"))]
    return Said(
        route=" / ".join(concept_words(element(first.dosage, "route"))),
        method=" / ".join((*concept_words(element(first.dosage, "method")), first.said)),
        dosage=word(first.dosage, "text"),
        drug=drug,
        device=" / ".join(device),
    )

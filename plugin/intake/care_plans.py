"""Treatment plans (CarePlan): the drugs, doses and cycles that one in force on the day names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plugin.chart.administration import Amount
from plugin.chart.care_plan import CarePlan, PlannedDrug
from plugin.chart.evidence import Fact
from plugin.intake.amounts import given_amount
from plugin.intake.cycles import cycle_in, cycles_in
from plugin.intake.fhir_json import Element, Resource, element, elements, identity, reference, version, word
from plugin.intake.instants import day_of
from plugin.intake.named_products import product_named
from plugin.intake.order_terms import cycle_of, days_of
from plugin.intake.ordered_doses import ordered_dose
from plugin.intake.products import medication_of
from plugin.intake.sources import Shelf, Source

IN_FORCE = "active"
DONE = frozenset({"cancelled", "stopped", "entered-in-error", "completed"})


def care_plans_of(shelf: Shelf, day: date) -> tuple[CarePlan, ...]:
    """The plans in force on a day that name a drug or a cycle; others say nothing of a dose."""
    plans = (_plan(resource, shelf) for resource in shelf.of("CarePlan") if _holds(resource, day))
    return tuple(plan for plan in plans if plan.drugs or plan.cycle or plan.cycles)


def _holds(plan: Resource, day: date) -> bool:
    period = element(plan, "period")
    begins, ends = day_of(word(period, "start")), day_of(word(period, "end"))
    in_time = (begins is None or begins <= day) and (ends is None or day <= ends)
    return word(plan, "status") == IN_FORCE and in_time


def _plan(resource: Resource, shelf: Shelf) -> CarePlan:
    source = Source.of(resource)
    texts = [word(resource, "title"), word(resource, "description")]
    said = " / ".join(text for text in texts if text)
    cycle = cycle_in(said)
    return CarePlan(
        id=identity(resource),
        text=said,
        cycle=source.fact(cycle, "title", said) if cycle else None,
        cycles=cycles_in(said),
        drugs=tuple(_drugs(resource, shelf, source)),
        version=version(resource),
    )


def _drugs(plan: Resource, shelf: Shelf, source: Source) -> Iterator[PlannedDrug]:
    for n, activity in enumerate(elements(plan, "activity")):
        detail, named = element(activity, "detail"), reference(activity, "reference")
        if detail and word(detail, "status") not in DONE:
            drug = _by_detail(detail, plan, shelf, source, f"activity[{n}].detail")
            if drug.product.text or drug.product.codes:
                yield drug
        elif named.startswith("MedicationRequest/") and (order := shelf.get(named)):
            product = product_named([element(medication_of(order, shelf), "code")])
            cycle = cycle_of(order)
            begins, ends = days_of(order, "")
            yield PlannedDrug(product, ordered_dose(order), cycle.value if cycle else None, named, begins, ends)


def _by_detail(detail: Element, plan: Resource, shelf: Shelf, source: Source, place: str) -> PlannedDrug:
    """What an activity names as its product; its amount is what is given at once, or in a day."""
    link = {"contained": plan.get("contained"), "medicationReference": element(detail, "productReference")}
    concept = element(detail, "productCodeableConcept")
    code = concept or (element(medication_of(link, shelf), "code") if link["medicationReference"] else {})
    words = " / ".join(filter(None, (word(detail, "scheduledString"), word(detail, "description"))))
    period = element(detail, "scheduledPeriod")
    return PlannedDrug(
        product=product_named([code]),
        dose=_dose(detail, source, place),
        cycle=cycle_in(words),
        begins=day_of(word(period, "start")),
        ends=day_of(word(period, "end")),
    )


def _dose(detail: Element, source: Source, place: str) -> Fact[Amount] | None:
    for name in ("quantity", "dailyAmount"):
        if dose := given_amount(element(detail, name)):
            return source.fact(dose, f"{place}.{name}")
    return None

"""Whether an ordered dose agrees with the plan it belongs to, or with the order before it (R-AUT-02)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.administration import Amount, Product
from plugin.chart.care_plan import CarePlan, PlannedDrug
from plugin.chart.chart import Chart
from plugin.chart.visit import Order
from plugin.engine.authorized_use import names_of
from plugin.engine.given import Given
from plugin.engine.identify import identify
from plugin.engine.portions import in_words, same_kind
from plugin.engine.prompts import ask, before_the_dose
from plugin.engine.proposal import Prompt, Severity, Who
from plugin.engine.ready import About, Check, Standing
from plugin.engine.rulebook import DrugTable, Rulebook

APPLIES = ("R-AUT-02", "R-DOC-05", "R-DOC-44")

TREATMENTS = frozenset({"chemo", "hormonal", "complex", "unsettled"})


@dataclass(frozen=True, slots=True)
class Compared:
    """An ordered dose beside what is planned: where they differ, and what only may be a change."""

    item: Given
    order: Order
    chart: Chart
    table: DrugTable

    @property
    def drugs(self) -> frozenset[str]:
        """The drugs of the dose, by their names in the table."""
        return frozenset(drug.name for found in self.item.found for drug in found.drugs)

    @property
    def dose(self) -> Amount | None:
        """The ordered amount of its one product."""
        doses = [product.dose.value for product in self.item.administration.products if product.dose]
        return doses[0] if len(doses) == 1 else None

    @property
    def is_treatment(self) -> bool:
        """Whether it is a drug that is given in cycles and has one dose for each: cancer drugs and biologics."""
        groups = {drug.group for found in self.item.found for drug in found.drugs}
        return bool(groups & TREATMENTS)


def plan_check(item: Given, order: Order, chart: Chart, book: Rulebook) -> tuple[Check | None, tuple[Prompt, ...]]:
    """The check of plan and cycle; None for a drug that is given in no cycles and that no plan names."""
    found = Compared(item, order, chart, book.drugs)
    rule, about = book.rule("R-AUT-02"), item.administration.id
    evidence = (about, *(plan.id for plan in chart.plans))
    another, differs = tuple(_another_drug(found)), tuple(_differs(found))
    if another or differs:
        cards = (("R-DOC-05", another), ("R-DOC-44", differs))
        asked = [
            ask(book, card, about, rule.id, facts="; ".join(facts), severity=Severity.ADVISES, drug=item.name)
            for card, facts in cards
            if facts
        ]
        says = rule.text("to_settle").format(facts="; ".join((*another, *differs)))
        check = Check(About.PLAN, Standing.TO_SETTLE, says, (rule.id,), evidence, who=Who.PROVIDER)
        return check, tuple(replace(before_the_dose(p, item.name, book), who=Who.PROVIDER) for p in asked)
    unsure, agreed = tuple(_unsure(found)), tuple(_agreed(found))
    if unsure or (found.is_treatment and not agreed):
        facts = "; ".join(unsure) or "neither a plan nor a cycle of it was read"
        says = rule.text("cannot_tell").format(facts=facts)
        return Check(About.PLAN, Standing.CANNOT_TELL, says, (rule.id,), evidence), ()
    if not agreed:
        return None, ()
    says = rule.text("ready").format(facts=", ".join(agreed))
    return Check(About.PLAN, Standing.READY, says, (rule.id,), evidence), ()


def _another_drug(c: Compared) -> Iterator[str]:
    """The order it came in place of, or the plan that names this very order, has another drug."""
    before = c.chart.order(c.order.replaces) if c.order.replaces else None
    if before and before.text and (drugs := _drugs(Product(before.text), c.table)) and not drugs & c.drugs:
        yield f"the order before it names {before.text}"
    for plan in c.chart.plans:
        for planned in plan.drugs:
            drugs = _drugs(planned.product, c.table)
            if planned.order == c.order.id and drugs and c.drugs and not drugs & c.drugs:
                yield f"the plan names {planned.product.text}"


def _differs(c: Compared) -> Iterator[str]:
    """Another dose or another number of cycles than the plan, or than the order it came in place of, has."""
    planned = _doses(c)
    if c.dose and planned and all(_is_another(c.dose, dose) for dose in planned):
        yield f"the plan says {' or '.join(in_words(dose) for dose in planned)}, the order {in_words(c.dose)}"
    before = c.chart.order(c.order.replaces) if c.order.replaces else None
    if c.dose and before and before.dose and _is_another(c.dose, before.dose.value):
        yield f"the order before it says {in_words(before.dose.value)}, this one {in_words(c.dose)}"
    cycle = c.order.cycle.value if c.order.cycle else None
    for plan in c.chart.plans if cycle else ():
        here = plan.cycle.value if plan.cycle else None
        if cycle and plan.cycles and cycle.of and cycle.of != plan.cycles:
            yield f"the plan has {plan.cycles} cycles, the order {cycle.of}"
        elif cycle and plan.cycles and cycle.number > plan.cycles:
            yield f"the plan has {plan.cycles} cycles, the order is for {cycle.words}"
        if cycle and here and here.number != cycle.number:
            yield f"the plan is at {here.words}, the order is for {cycle.words}"


def _unsure(c: Compared) -> Iterator[str]:
    """Another dose than the last order of a drug that is given in cycles: it may be the next step of the plan."""
    if c.order.replaces or not c.is_treatment or not c.dose or _doses(c):
        return
    earlier = [o for o in c.chart.orders if o.written and c.order.written and o.written < c.order.written and o.dose]
    same = [o for o in earlier if o.active and _drugs(Product(o.text), c.table) & c.drugs]
    last = max(same, key=lambda o: (o.written or date.min, o.id), default=None)
    if last and last.dose and _is_another(c.dose, last.dose.value):
        yield f"the order of {last.written} says {in_words(last.dose.value)}, this one {in_words(c.dose)}"


def _agreed(c: Compared) -> Iterator[str]:
    if c.order.cycle:
        yield c.order.cycle.value.words
    if c.dose and any(not _is_another(c.dose, dose) for dose in _doses(c)):
        yield f"{in_words(c.dose)} as planned"


def _doses(c: Compared) -> list[Amount]:
    """The doses that plans name for this drug, cycle and day; each once."""
    found = [p.dose.value for plan in c.chart.plans for p in _of_this_dose(plan, c) if p.dose]
    return list(dict.fromkeys(dose for dose in found if c.dose and same_kind(dose.unit, c.dose.unit)))


def _of_this_dose(plan: CarePlan, c: Compared) -> Iterator[PlannedDrug]:
    cycle = c.order.cycle.value.number if c.order.cycle else None
    for planned in plan.drugs:
        if not _drugs(planned.product, c.table) & c.drugs:
            continue
        in_time = (not planned.begins or planned.begins <= c.chart.day) and (
            not planned.ends or c.chart.day <= planned.ends
        )
        of_cycle = planned.cycle is None or cycle is None or planned.cycle.number == cycle
        if in_time and of_cycle:
            yield planned


def _is_another(one: Amount, other: Amount) -> bool:
    return same_kind(one.unit, other.unit) and one.value != other.value


def _drugs(product: Product, table: DrugTable) -> frozenset[str]:
    return frozenset(names_of(identify(product, table), table))

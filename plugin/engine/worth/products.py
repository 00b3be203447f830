"""The nearest charts of what is missing about a drug: its dose, its containers, what was left, where it came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from plugin.chart.administration import Amount, ContainerKind, Manner, Product, Route
from plugin.chart.chart import Chart
from plugin.engine.containers import Opened
from plugin.engine.drugs import DrugCharge, drug_charges
from plugin.engine.portions import Portion, in_words
from plugin.engine.worth.case import Case, Nearest, with_administration

Changed = Callable[[Portion, Opened], Product | None]
INTO_A_VEIN = (Manner.INFUSION, Manner.PUSH)


def dosed(case: Case) -> Nearest | None:
    """The one dose that is missing as it was ordered."""
    administration = case.administration
    order = case.chart.order(administration.order) if administration else None
    if administration is None or order is None or order.dose is None:
        return None
    missing = [p for p in administration.products if p.dose is None or p.dose.value.value <= 0]
    if len(missing) != 1 or len(administration.products) != 1 or order.dose.value.value <= 0:
        return None
    changed = replace(missing[0], dose=case.assumed(order.dose.value))
    return Nearest(
        _with_product(case.chart, administration.id, missing[0], changed), {"amount": in_words(order.dose.value)}
    )


def discarded(case: Case) -> Nearest | None:
    """The rest of the opened containers discarded; a charted rest that does not agree is nobody's to correct here."""
    charge, administration = _charge(case), case.administration
    if charge is None or administration is None or any(o.discarded for o in charge.opened):
        return None
    held = [o.held_in_all for o in charge.opened if o.held_in_all is not None]
    left = sum(held, Decimal()) - charge.given
    if len(held) < len(charge.opened) or left <= 0:
        return None
    rest = Amount(left, charge.unit.per.unit)
    chart = with_administration(case.chart, replace(administration, discarded=case.assumed(rest)))
    return Nearest(chart, {"amount": in_words(rest)})


def single_dose(case: Case) -> Nearest | None:
    """Single-dose containers where no kind is charted."""
    charge = _charge(case)
    return _with_containers(case, charge, _single) if charge else None


def sized(case: Case) -> Nearest | None:
    """Containers that held just what was given, where their size is not known."""
    charge = _charge(case)
    return _with_containers(case, charge, _sized) if charge else None


def other_stock(case: Case) -> Nearest | None:
    """Stock that was not bought under the 340B programme."""
    administration = case.administration
    if administration is None:
        return None
    return Nearest(with_administration(case.chart, replace(administration, stock_340b=case.assumed(False))))


def with_complex_care(case: Case) -> Nearest | None:
    """A record that shows the care of the complex biologics."""
    administration = case.administration
    if administration is None:
        return None
    return Nearest(with_administration(case.chart, replace(administration, complex_care=case.assumed(True))))


def into_a_vein(case: Case) -> Nearest | None:
    """An infusion or a push went into a vein; an injection may have gone elsewhere."""
    administration = case.administration
    if administration is None or administration.route is not None or administration.manner is None:
        return None
    if administration.manner.value not in INTO_A_VEIN:
        return None
    changed = replace(administration, route=case.assumed(Route.INTRAVENOUS))
    return Nearest(with_administration(case.chart, changed), {"manner": administration.manner.value.value})


def _charge(case: Case) -> DrugCharge | None:
    """The drug charge whose waste or containers are asked about."""
    prompt = case.prompt
    charges = drug_charges(case.passed.kept.given, case.passed.desk, case.chart.day).coded
    return next(
        (c for c in charges if any((p.kind, p.about) == (prompt.kind, prompt.about) for p in c.found.prompts)), None
    )


def _single(portion: Portion, behind: Opened) -> Product | None:
    if behind.container.kind is not None:
        return None
    return replace(portion.product, container=replace(portion.product.container, kind=ContainerKind.SINGLE_DOSE))


def _sized(portion: Portion, behind: Opened) -> Product | None:
    if behind.held_in_all is not None or (behind.count and behind.count.value != 1):
        return None
    return replace(portion.product, container=replace(portion.product.container, label=portion.dose.value))


def _with_containers(case: Case, charge: DrugCharge, changed_of: Changed) -> Nearest | None:
    chart = case.chart
    for portion, behind in zip(charge.portions, charge.opened, strict=True):
        changed = changed_of(portion, behind)
        if changed is not None:
            chart = _with_product(chart, behind.about, portion.product, changed)
    return Nearest(chart) if chart is not case.chart else None


def _with_product(chart: Chart, about: str, product: Product, changed: Product) -> Chart:
    administration = next(a for a in chart.administrations if a.id == about)
    products = tuple(changed if p == product else p for p in administration.products)
    return with_administration(chart, replace(administration, products=products))

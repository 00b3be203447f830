"""Amounts, containers, ways and lines as a person answers them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from plugin.chart.administration import Administration, Amount, Container, ContainerKind, Manner, Product, Route
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer
from plugin.workflow.placing import Charted, Place, administration_of, answered, with_administration

NUMBER = r"(\d{1,9}(?:\.\d{1,6})?)"
AMOUNT = re.compile(NUMBER + r"\s*([A-Za-zµμ]*)")
SIZE = re.compile(r"(?:(\d{1,3})\s*[x×]\s*)?" + NUMBER + r"\s*([A-Za-zµμ]+)")
MICRO = Decimal("0.001")
UNITS: Mapping[str, tuple[str, Decimal]] = {
    "mg": ("mg", Decimal(1)), "g": ("mg", Decimal(1000)), "mcg": ("mg", MICRO), "ug": ("mg", MICRO),
    "µg": ("mg", MICRO), "μg": ("mg", MICRO), "ml": ("mL", Decimal(1)), "l": ("mL", Decimal(1000)),
    "iu": ("[iU]", Decimal(1)), "meq": ("meq", Decimal(1)), "mmol": ("mmol", Decimal(1)),
}  # fmt: skip
WAYS = {"infusion": Manner.INFUSION, "push": Manner.PUSH}
KINDS = {"single_dose": ContainerKind.SINGLE_DOSE, "multi_dose": ContainerKind.MULTI_DOSE}


def _dose(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    product = next((p for p in administration.products if p.dose is None), None)
    if product is None:
        raise Charted
    amount = amount_of(answer.value)
    if amount.value == 0:
        raise AnswerRefused("An amount of nothing was not given. Type what was given, or choose Not given.")
    return _with_product(chart, administration, product, replace(product, dose=answered(answer, amount)))


def discarded_of(chart: Chart, answer: Answer) -> Chart:
    """What was left over of a drug, in the unit of its dose where a bare number is typed."""
    administration = administration_of(chart, answer)
    if administration.discarded is not None:
        raise Charted
    unit = next((p.dose.value.unit for p in administration.products if p.dose), "")
    typed = "0" if answer.choice == "all_given" else answer.value
    amount, opened = amount_of(typed, unit), _opened(administration)
    if opened and opened.unit == amount.unit and amount.value > opened.value:
        raise AnswerRefused(
            f"No more can be left over than was opened, {opened.value.normalize():f} {opened.unit} in all. "
            "Type what was left over; if more containers were opened, chart them in the EHR."
        )
    return with_administration(chart, replace(administration, discarded=answered(answer, amount)))


def _opened(administration: Administration) -> Amount | None:
    """What the opened containers of the one drug held: as counted, else the fewest that hold the dose."""
    if len(administration.products) != 1:
        return None
    product, counted = administration.products[0], administration.opened
    label, dose = product.container.label, product.dose
    if label is None or label.value <= 0:
        return None
    if counted is not None:
        return Amount(label.value * counted.value, label.unit)
    if dose is None or dose.value.unit != label.unit:
        return None
    fewest = (dose.value.value / label.value).to_integral_value(ROUND_CEILING)
    return Amount(label.value * fewest, label.unit)


def _way(chart: Chart, answer: Answer) -> Chart:
    """Infusion and push go into a vein. An injection goes under the skin or into a muscle: the chart must say which."""
    administration = administration_of(chart, answer)
    if administration.route is not None:
        raise Charted
    manner = administration.manner or answered(answer, WAYS[answer.choice])
    changed = replace(administration, route=answered(answer, Route.INTRAVENOUS), manner=manner)
    return with_administration(chart, changed)


def _line(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    if administration.site is not None:
        raise Charted
    return with_administration(chart, replace(administration, site=answered(answer, answer.value)))


def _container_kind(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    product = next((p for p in administration.products if p.container.kind is None), None)
    if product is None:
        raise Charted
    container = replace(product.container, kind=KINDS[answer.choice], strength=Strength.ANSWERED)
    return _with_product(chart, administration, product, replace(product, container=container))


def _size(chart: Chart, answer: Answer) -> Chart:
    """A size, "100 mg", or a size and a count, "3 x 100 mg"."""
    administration = administration_of(chart, answer)
    product = next((p for p in administration.products if p.container.label is None), None)
    if product is None:
        raise Charted
    typed = SIZE.fullmatch(answer.value)
    if typed is None:
        raise AnswerRefused(
            "Type one size, such as 100 mg or 3 x 100 mg. Several sizes cannot be kept here: chart them in the EHR."
        )
    label = amount_of(f"{typed[2]} {typed[3]}")
    container = Container(label, product.container.kind, Strength.ANSWERED)
    if typed[1] and administration.opened is None:
        administration = replace(administration, opened=answered(answer, int(typed[1])))
    return _with_product(chart, administration, product, replace(product, container=container))


def _count(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    if administration.opened is not None:
        raise Charted
    if not re.fullmatch(r"[1-9]\d{0,2}", answer.value):
        raise AnswerRefused("Type how many containers were opened as a whole number, such as 3.")
    return with_administration(chart, replace(administration, opened=answered(answer, int(answer.value))))


PLACES: Mapping[tuple[str, str], Place] = {
    ("missing_dose", "amount"): _dose,
    ("missing_waste", "amount"): discarded_of,
    ("missing_waste", "all_given"): discarded_of,
    ("missing_route", "infusion"): _way,
    ("missing_route", "push"): _way,
    ("missing_access_site", "text"): _line,
    ("container_type_unknown", "single_dose"): _container_kind,
    ("container_type_unknown", "multi_dose"): _container_kind,
    ("container_size_unknown", "amount"): _size,
    ("container_size_unknown", "count"): _count,
}


def amount_of(typed: str, unit: str = "") -> Amount:
    """An amount in the units of the chart; `unit` is that of a number typed alone."""
    found = AMOUNT.fullmatch(typed)
    if found and not found[2] and unit:
        return Amount(Decimal(found[1]), unit)
    known = UNITS.get(found[2].lower()) if found else None
    if found and known:
        return Amount(Decimal(found[1]) * known[1], known[0])
    if found and found[2].lower() in ("unit", "units") and unit:
        return Amount(Decimal(found[1]), unit)
    raise AnswerRefused("Type the amount as a number with its unit, such as 20 mg.")


def _with_product(chart: Chart, administration: Administration, product: Product, changed: Product) -> Chart:
    products = tuple(changed if p is product else p for p in administration.products)
    return with_administration(chart, replace(administration, products=products))

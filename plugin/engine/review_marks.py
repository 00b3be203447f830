"""What a site wants looked at before it is billed: doses that cost much, and the first cycle of a treatment.

A mark holds nothing and changes no line; it is for whoever decides what is looked at first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from plugin.chart.administration import Product
from plugin.chart.chart import Chart
from plugin.chart.visit import Order
from plugin.engine.authorized_use import OF_DRUGS, Taken, names_of, taken
from plugin.engine.identify import identify
from plugin.engine.proposal import Line, ReviewMark
from plugin.engine.rates import RateTable
from plugin.engine.ready_plans import TREATMENTS
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-DRG-01", "R-SUP-05")

CENT = Decimal("0.01")
LimitsOn = Callable[[date], RateTable | None]
"""Medicare's payment limits of a day, None where none are loaded for it."""


class FirstCycle(StrEnum):
    """When a drug counts as given for the first time."""

    STATED = "stated"
    NOT_SEEN_BEFORE = "not_seen_before"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class ReviewWanted:
    """What a site wants marked: doses above this many dollars (None for none), and which first cycles."""

    drug_amount: Decimal | None = Decimal("5000.00")
    first_cycle: FirstCycle = FirstCycle.STATED


def review_marks(
    lines: tuple[Line, ...], chart: Chart, book: Rulebook, wanted: ReviewWanted, limits_on: LimitsOn
) -> tuple[ReviewMark, ...]:
    """The marks of the proposed `lines`: none for a dose without a loaded limit, whatever it costs."""
    return (*_of_amounts(lines, book, wanted, limits_on), *_of_cycles(lines, chart, book, wanted))


def _of_amounts(
    lines: tuple[Line, ...], book: Rulebook, wanted: ReviewWanted, limits_on: LimitsOn
) -> Iterator[ReviewMark]:
    """Each drug and day above the amount, what was discarded counted with it."""
    if wanted.drug_amount is None:
        return
    doses: dict[tuple[str, date], list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind in OF_DRUGS:
            doses[line.code, line.date].append(line)
    for (code, day), own in doses.items():
        table = limits_on(day)
        each = table.per_unit.get(code) if table else None
        if table is None or each is None:
            continue
        units = sum(line.units for line in own)
        if (each * units).quantize(CENT, ROUND_HALF_UP) > wanted.drug_amount:
            rule = book.rule("R-DRG-01")
            sentence = rule.text("high_cost").format(
                drug=own[0].what or code, day=day, units=units, edition=table.edition, most=f"{wanted.drug_amount:,}"
            )
            yield ReviewMark("high_cost", own[0].evidence[0], sentence, (rule.id,))


def _of_cycles(lines: tuple[Line, ...], chart: Chart, book: Rulebook, wanted: ReviewWanted) -> Iterator[ReviewMark]:
    if wanted.first_cycle is FirstCycle.OFF or not (
        wanted.first_cycle is FirstCycle.NOT_SEEN_BEFORE or chart.plans or any(o.cycle for o in chart.orders)
    ):
        return
    rule = book.rule("R-SUP-05")
    for used in taken(lines, chart, book.drugs):
        orders = [order for a in used.administrations if (order := chart.order(a.order))]
        said = _cycle_said(used, orders, chart, book)
        name = used.name
        if said is not None and said[0] == 1:
            yield ReviewMark("first_cycle", said[1], rule.text("first_cycle").format(drug=name), (rule.id,))
        elif said is None and wanted.first_cycle is FirstCycle.NOT_SEEN_BEFORE and _is_new(used, orders, chart, book):
            about = used.administrations[0].id
            yield ReviewMark("first_cycle", about, rule.text("not_seen_before").format(drug=name), (rule.id,))


def _cycle_said(used: Taken, orders: list[Order], chart: Chart, book: Rulebook) -> tuple[int, str] | None:
    """The number of the cycle that the orders of a drug name, else a plan that has the drug; and who says so."""
    said = [(order.cycle.value.number, order.id) for order in orders if order.cycle]
    for plan in () if said else chart.plans:
        drugs = {name for d in plan.drugs for name in names_of(identify(d.product, book.drugs), book.drugs)}
        if plan.cycle and used.drug in drugs:
            said.append((plan.cycle.value.number, plan.id))
    return said[0] if len({number for number, _ in said}) == 1 else None


def _is_new(used: Taken, orders: list[Order], chart: Chart, book: Rulebook) -> bool:
    """Whether a drug given in cycles has no other, earlier order in what was read."""
    groups = {drug.group for found in used.products for drug in found.drugs}
    if not groups & TREATMENTS:
        return False
    own = {order.id for order in orders}
    since = min((order.written for order in orders if order.written), default=chart.day)
    earlier = [o for o in chart.orders if o.id not in own and o.active and o.written and o.written < since]
    return not any(used.drug in names_of(identify(Product(o.text), book.drugs), book.drugs) for o in earlier)

"""Where what was given of a drug differs from its order: another drug, or another dose."""

from __future__ import annotations

from decimal import Decimal

from plugin.chart.administration import Administration, Product
from plugin.chart.chart import Chart
from plugin.chart.visit import Order
from plugin.engine.authorized_use import Taken, names_of
from plugin.engine.identify import identify
from plugin.engine.portions import in_words, same_kind
from plugin.engine.rulebook import DrugTable


def plan_changes(used: Taken, chart: Chart, table: DrugTable) -> tuple[str, ...]:
    """A sentence part for each order of a drug that names another drug, or a dose that was not given."""
    found = []
    for reference in dict.fromkeys(a.order for a in used.administrations):
        order = chart.order(reference)
        if order is None:
            continue
        given = [a for a in used.administrations if a.order == reference]
        ordered = names_of(identify(Product(order.text), table), table) if order.text else ()
        if ordered and used.drug not in ordered:
            found.append(f"the order names {order.text}, given was {used.name}")
        found += _dose(order, given, used)
    return tuple(found)


def _dose(order: Order, given: list[Administration], used: Taken) -> list[str]:
    """One dose of an order, or all given under it, is what was ordered; else the plan changed."""
    if order.dose is None:
        return []
    own = [f.product for f in used.products]
    doses = [p.dose.value for a in given for p in a.products if p in own and p.dose]
    alike = [d for d in doses if same_kind(d.unit, order.dose.value.unit)]
    if not alike or len(alike) < len(doses):
        return []
    wanted = order.dose.value
    changed = [d for d in alike if d.value != wanted.value]
    if not changed or sum((d.value for d in alike), Decimal()) == wanted.value:
        return []
    return [f"the order says {in_words(wanted)}, given was {in_words(changed[0])}"]

"""MAR rows, one resource per action, put together to bags, order by order.

Nothing is ever merged across orders, and a bag that no row closes keeps a run without a stop.
"""

from __future__ import annotations

from collections.abc import Iterable

from plugin.chart.chart import Unread
from plugin.intake.bags import Bag
from plugin.intake.fhir_json import concept_text, element
from plugin.intake.rows import Row
from plugin.intake.walk import Walk


def bags_of_rows(rows: Iterable[Row], open_visits: frozenset[str]) -> tuple[list[Bag], list[Unread]]:
    """The bags of all rows that carry an action, and the rows that cannot be placed."""
    orders: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        orders.setdefault((row.visit, _order_or_drug(row)), []).append(row)
    bags: list[Bag] = []
    unread: list[Unread] = []
    for (visit, _), same in sorted(orders.items()):
        walk = Walk(visit_open=visit in open_visits)
        walk.through(same)
        bags += walk.bags()
        unread += walk.unread
    return bags, unread


def _order_or_drug(row: Row) -> str:
    """What rows of one bag share: the order, else the drug in words."""
    return row.order or f"drug {concept_text(element(row.medication, 'code')).casefold()}"

"""The drug a visit was for and no row speaks of: it was forgotten in the record, or it was not given (R-EDT-09)."""

from __future__ import annotations

from plugin.chart.administration import Product
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.visit import Visit
from plugin.engine.identify import identify
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line, Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-EDT-09", "R-DOC-41")


def main_drug_questions(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Prompt, ...]:
    """One question for each visit that is over, has lines, and was for a drug of which nothing at all is charted.

    A row that says the drug was not given is enough: then the record is complete.
    """
    if not lines:
        return ()
    return tuple(
        ask(book, "R-DOC-41", visit.id, "R-EDT-09", facts="the visit was ordered for it", drug=visit.main_reason.value)
        for visit in chart.visits
        if visit.main_reason and not visit.open and _not_charted(visit, chart, book)
    )


def _not_charted(visit: Visit, chart: Chart, book: Rulebook) -> bool:
    """Whether rows of the visit are charted, and none is of the order or of the drug that the visit was for."""
    reason = visit.main_reason
    rows = [a for a in chart.administrations if a.visit == visit.id]
    if not rows or reason is None or reason.strength is not Strength.CHARTED:
        return False
    orders = [order for a in rows if (order := chart.order(a.order))]
    if any(set(order.requests) & set(visit.reasons) for order in orders):
        return False
    wanted = {drug.name for drug in identify(Product(reason.value), book.drugs).drugs}
    products = [product for a in rows for product in a.products]
    charted = {drug.name for product in products for drug in identify(product, book.drugs).drugs}
    return bool(wanted) and not wanted & charted

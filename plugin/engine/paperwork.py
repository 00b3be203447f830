"""Orders and supervision: what must be written before a service may be charged (R-SUP)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.chart.visit import Order
from plugin.engine.classify import Classified
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.ordered_and_given import names_another_drug
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line, Prompt
from plugin.engine.provider_numbers import number_questions
from plugin.engine.rulebook import Rulebook
from plugin.engine.supervision import supervision_questions

APPLIES = ("R-SUP-05", "R-ADM-07", "R-DOC-07", "R-DOC-08")


def paperwork(kept: Classified, lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> Findings:
    """Questions about orders, the number of who ordered or attends and, in an office, about who supervised.

    Fluid and flushes need them only where they gave one of the `lines`.
    """
    billed = {row for line in lines for row in line.evidence}
    given = [g for g in kept.given if g.group != "hydration" or billed.intersection(g.evidence)]
    prompts = [p for item in given for p in _order(item, chart, book)]
    flushes = [g for g in kept.flushes if billed.intersection(g.evidence)]
    prompts += supervision_questions({g.administration.visit for g in (*kept.given, *flushes)}, chart, book)
    prompts += number_questions([g.administration for g in (*given, *flushes)], chart, book)
    return Findings(prompts=tuple(prompts))


def _order(item: Given, chart: Chart, book: Rulebook) -> list[Prompt]:
    """A signed order for every drug; for hydration also a reason of its own (R-ADM-07, R-SUP-05)."""
    administration = item.administration
    order = chart.order(administration.order)
    signed = order is not None and order.signed_by is not None and order.active
    about, name = administration.id, item.name
    if item.group == "hydration":
        if signed and _reason_for_fluid(item, chart, book):
            return []
        facts = "no reason of its own charted" if signed else "no signed order found"
        return [ask(book, "R-DOC-08", about, "R-ADM-07", facts=facts, drug=name)]
    other = order is not None and names_another_drug(item, order, book)
    if signed and not other:
        return []
    return [ask(book, "R-DOC-07", about, "R-SUP-05", facts=_why_no_order(order, other=other), drug=name)]


def _why_no_order(order: Order | None, *, other: bool) -> str:
    if order is None:
        return "no order found"
    if not order.active:
        return "the order was cancelled"
    return f"the order names {order.text}" if other else "the order is not signed"


def _reason_for_fluid(item: Given, chart: Chart, book: Rulebook) -> bool:
    order = chart.order(item.administration.order)
    if order and order.reason:
        return True
    own = book.rule("R-DX-05").words("hydration")
    return any(d.code.startswith(own) for d in chart.diagnoses if d.of_visit)

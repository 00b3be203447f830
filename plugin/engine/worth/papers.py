"""The nearest charts of missing paper: a signed order, its reason, a supervisor, a reason for a second line."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.visit import Order
from plugin.engine.worth.case import Case, Nearest, with_administration

UNNAMED = "MedicationRequest/"  # the order of what names none; no resource has an empty id


def ordered(case: Case) -> Nearest | None:
    """A signed order that is in force."""
    return _with_order(case, needs_reason=False)


def ordered_for_a_reason(case: Case) -> Nearest | None:
    """A signed order that is in force and names a reason of its own."""
    return _with_order(case, needs_reason=True)


def supervised(case: Case) -> Nearest | None:
    """A visit with a supervising provider."""
    about = case.prompt.about
    changed = tuple(replace(v, supervisor=case.assumed("charted")) if v.id == about else v for v in case.chart.visits)
    return Nearest(replace(case.chart, visits=changed))


def on_a_second_line(case: Case) -> Nearest | None:
    """A charted reason for the second access line."""
    administration = case.administration
    if administration is None:
        return None
    changed = replace(administration, site_reason=case.assumed("charted"))
    return Nearest(with_administration(case.chart, changed))


def _with_order(case: Case, *, needs_reason: bool) -> Nearest | None:
    administration = case.administration
    if administration is None:
        return None
    wanted = administration.order or UNNAMED
    order = case.chart.order(wanted) or Order(wanted)
    signed = replace(order, active=True, signed_by=order.signed_by or case.assumed("charted"))
    if needs_reason and signed.reason is None:
        signed = replace(signed, reason=case.assumed("charted"))
    others = tuple(o for o in case.chart.orders if o.id != wanted)
    return Nearest(replace(_naming(case.chart, administration), orders=(*others, signed)))


def _naming(chart: Chart, administration: Administration) -> Chart:
    """The chart in which what named no order names one; bags of one drug without an order stay of one order."""
    if administration.order:
        return chart
    changed = tuple(
        replace(a, order=UNNAMED) if a.order is None and a.text == administration.text else a
        for a in chart.administrations
    )
    return replace(chart, administrations=changed)

"""Visits in which everything is ordered as it should be and nothing is given yet, so that a test names what differs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.visit import Coverage, Order, Payer, Visit
from plugin.engine.proposal import Proposal
from plugin.engine.ready import About, Check, Readiness
from tests.engine.builders import DAY, amount, fact, given, proposal, visit

RX = "MedicationRequest/rx1"
WRITTEN = date(2026, 2, 27)


def planned(drug: str = "infliximab", route: str = "iv_infusion", dose: str | None = "370 mg", id: str = RX, **more):
    """One ordered dose: no times, no access site, no containers."""
    made = given(drug, route, dose=dose, kind=None, site=None, order=id, id=id, **more)
    return replace(made, rows=(id,))


def order(of: Administration, **more) -> Order:
    """The complete order of a dose: active, signed, dated."""
    dose = of.products[0].dose
    facts = {
        "id": of.id,
        "text": of.text,
        "signed_by": fact("Practitioner/dr1", of.id),
        "dose": dose,
        "dose_said": f"{dose.value.value} {dose.value.unit}" if dose else "",
        "status": "active",
        "intent": "order",
        "written": WRITTEN,
    }
    return Order(**(facts | more))


def ordered(*doses: Administration, orders: tuple[Order, ...] = (), terms: dict | None = None, **more) -> Chart:
    """An open visit for Crohn's disease under Medicare; `terms` are those in which the first order differs."""
    every = doses or (planned(),)
    made = orders or tuple(order(dose, **((terms or {}) if n == 0 else {})) for n, dose in enumerate(every))
    chart = visit(**({"diagnoses": ("K50.90",)} | more))
    opened = tuple(replace(v, open=True) for v in chart.visits)
    covers = tuple(replace(c, text="Medicare Part B", begins=date(2026, 1, 1)) for c in chart.coverages)
    return replace(chart, visits=opened, orders=made, planned=every, coverages=covers)


def before(chart: Chart, **switches: str) -> Readiness:
    """What is said before the first dose."""
    found = proposal(chart, **switches).readiness
    assert found is not None
    return found


def check(chart: Chart, about: About, **switches: str) -> Check:
    """The one check of this subject."""
    (found,) = [c for c in before(chart, **switches).checks if c.about is about]
    return found


__all__ = [
    "DAY", "RX", "About", "Coverage", "Payer", "Proposal", "Visit", "amount", "before", "check", "order", "ordered",
    "planned",
]  # fmt: skip

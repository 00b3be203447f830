"""Hydration that the label of a drug asks for: billed, or a part of that drug's service (R-ADM-07)."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.given import Given
from plugin.engine.proposal import NotBilled
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-07",)


def without_label_hydration(given: tuple[Given, ...], chart: Chart, desk: Desk) -> tuple[tuple[Given, ...], Findings]:
    """What one visit may code where the site counts such fluid as integral, and the fluid it may not.

    Fluid stays where its order names a loss of volume as its own reason (switch `hydration_label_required`).
    """
    if desk.switches.hydration_label_required != "integral":
        return given, NOTHING
    asking = desk.book.rule("R-ADM-07").words("label_asks_for_fluid")
    drug = next((d.name for g in given for f in g.found for d in f.drugs if d.name in asking), None)
    if drug is None:
        return given, NOTHING
    integral = [g for g in given if g.group == "hydration" and not _own_need(g, chart, desk)]
    why = f"hydration that the label of {drug} asks for"
    listed = tuple(NotBilled(f"{g.name}, {why}", ("R-ADM-07",), g.evidence) for g in integral)
    return tuple(g for g in given if g not in integral), Findings(not_billed=listed)


def _own_need(item: Given, chart: Chart, desk: Desk) -> bool:
    """Whether the order of a fluid names a loss of volume: a diagnosis of hydration, or words for one."""
    order = chart.order(item.administration.order)
    if order is None:
        return False
    said = order.reason.value.lower() if order.reason else ""
    worded = any(word in said for word in desk.book.rule("R-ADM-07").words("loss_of_volume"))
    return worded or any(code.startswith(desk.book.rule("R-DX-05").words("hydration")) for code in order.diagnoses)

"""The timed doses outside a vein as their pass lays them out: by pump under the skin, into an artery."""

from __future__ import annotations

from plugin.chart.administration import Manner, Route
from plugin.engine.dose import Dose
from plugin.engine.given import Given
from plugin.engine.timeline import lay_out
from plugin.engine.why.worksheet import Worksheet


def by_skin_pump(given: Given) -> bool:
    """Whether a pump infused it under the skin (R-ADM-72)."""
    return given.manner is Manner.PUMP_INFUSION


def infused_into_artery(given: Given) -> bool:
    """Whether it ran into an artery, other than by a pump that goes home (R-ADM-79)."""
    return given.route is Route.INTRA_ARTERIAL and given.manner is Manner.INFUSION


def outside_doses(family: str, sheet: Worksheet) -> list[Dose]:
    """The doses by pump under the skin ("pump") or of chemotherapy into an artery ("arterial")."""
    wanted = by_skin_pump if family == "pump" else infused_into_artery
    found: list[Dose] = []
    for visit, items in sheet.outside.items():
        mine = tuple(g for g in items if wanted(g) and (family == "pump" or g.group == "chemo"))
        found += lay_out(mine, sheet.passed.desks[visit])[0]
    return found

"""The code a coder may miss where something is not billed: what the page offers to ask about."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.chart.administration import Manner
from plugin.chart.chart import Chart
from plugin.engine.proposal import NotBilled
from plugin.engine.rulebook import Rulebook

# The card and parameter that hold the code an omission would have been, by the rule that left it out.
OBVIOUS: Mapping[str, tuple[str, str]] = {
    "R-ADM-44": ("R-ADM-44", "initial"),
    "R-ADM-46": ("R-ADM-44", "initial"),
    "R-ADM-50": ("R-ADM-49", "code"),
    "R-ADM-53": ("R-ADM-53", "code"),
    "R-ADM-56": ("R-ADM-56", "code"),
    "R-ADM-58": ("R-ADM-56", "code"),
    "R-ADM-76": ("R-ADM-76", "medicare"),
    "R-ADM-77": ("R-ADM-77", "spinal"),
    "R-ADM-78": ("R-ADM-78", "code"),
    "R-ADM-81": ("R-ADM-81", "code"),
}


def omitted_code(item: NotBilled, chart: Chart, book: Rulebook) -> str:
    """The code an omission would have been; "" where several would do."""
    services = [s.code for s in chart.services if s.id in item.evidence]
    if services:
        return services[0]
    if "R-ADM-09" in item.because:
        rows = [a for a in chart.administrations if a.id in item.evidence]
        fluid = any(a.manner and a.manner.value is Manner.KEEP_OPEN for a in rows)
        return _parameter(book, *(("R-ADM-44", "initial") if fluid else ("R-ADM-75", "code")))
    return next((_parameter(book, *OBVIOUS[rule]) for rule in item.because if rule in OBVIOUS), "")


def _parameter(book: Rulebook, rule: str, name: str) -> str:
    found = book.rules.get(rule)
    return found.text(name) if found and name in found.parameters else ""

"""Visits as a coder writes them down: short names for what is hung and pushed, and the units of each day."""

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from tests.engine.builders import fact, given, lines, visit

TWO_LINES = fact("the drugs may not share a line")
REACTION = fact("flushing and wheeze")


def infused(drug: str, start: str | None = None, stop: str | None = None, **more) -> Administration:
    return given(drug, "iv_infusion", start, stop, **more)


def pushed(drug: str, start: str, **more) -> Administration:
    return given(drug, "iv_push", start, **{"dose": "8 mg", **more})


def stay(*administrations: Administration, **more) -> Chart:
    """A hospital visit for an infection and dehydration."""
    return visit(*administrations, **{"diagnoses": ("L03.115", "E86.0"), **more})


def days(chart: Chart, **switches: str) -> dict[tuple[str, int], int]:
    """Units of each administration code and day of March."""
    found: dict[tuple[str, int], int] = {}
    for line in lines(chart, **switches):
        if line.kind.value == "administration":
            found[line.code, line.date.day] = found.get((line.code, line.date.day), 0) + line.units
    return found

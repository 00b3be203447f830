"""The patient banner: full when the EHR asks for one or does not say, one line when it shows its own."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.chart import Chart
from plugin.chart.visit import Visit
from plugin.views import formats


@dataclass(frozen=True, slots=True)
class Banner:
    """Whose chart this is, ready to be written. `facts` are (label, value) pairs of the full banner."""

    full: bool
    name: str
    visit: str
    facts: tuple[tuple[str, str], ...] = ()


def banner_of(chart: Chart, need_patient_banner: bool) -> Banner:
    """The banner of a chart. An element nobody charted reads "Not known", never blank."""
    patient = chart.patient
    if not need_patient_banner:
        return Banner(False, formats.short_name(patient), f"visit {formats.short_day(chart.day)}")
    born = (
        f"{formats.day(patient.born)} ({formats.age(patient.born, chart.day)} y)" if patient.born else formats.NOT_KNOWN
    )
    facts = (
        ("Born", born),
        ("Sex", patient.sex.capitalize() or formats.NOT_KNOWN),
        ("MRN", patient.mrn or formats.NOT_KNOWN),
    )
    place = ", ".join(dict.fromkeys(v.location for v in chart.visits if v.location))
    return Banner(
        True, formats.surname_first(patient), ", ".join(p for p in (formats.day(chart.day), place) if p), facts
    )


def visit_words(visit: Visit) -> str:
    """One visit in a list to pick from: arrived, left or still here, where."""
    arrived = f"arrived {formats.clock(visit.arrived)}" if visit.arrived else "arrival not charted"
    left = "still here" if visit.open else f"left {formats.clock(visit.left)}" if visit.left else ""
    return ", ".join(part for part in (visit.location or "Place not charted", arrived, left) if part)

"""Times of an administration that no clock can use: without a zone, or none at all. They are asked about.

A zone is never guessed. FHIR R4 asks for one, so such a time alone would make the whole resource invalid, and the drug
with it would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from plugin.chart.evidence import Evidence
from plugin.intake.fhir_json import Element, Resource, element, elements, word
from plugin.intake.instants import DATE_LENGTH, day_of
from plugin.intake.rows import Row

UNUSABLE_TIME = "https://chairside.example/fhir/StructureDefinition/unusable-time"
ENDS = (("start", "start"), ("end", "stop"))


def with_usable_times(resource: Resource) -> Resource:
    """An administration whose unusable times stand in an extension beside their element instead of in it."""
    moment, period = word(resource, "effectiveDateTime"), element(resource, "effectivePeriod")
    if _unusable(moment):
        rest = {name: value for name, value in resource.items() if name != "effectiveDateTime"}
        return {**rest, "effectivePeriod": _aside({"start": moment}, "start")}
    for name, _ in ENDS:
        if _unusable(word(period, name)):
            period = _aside(period, name)
    return resource if period is element(resource, "effectivePeriod") else {**resource, "effectivePeriod": period}


def unusable_times(row: Row) -> Iterator[Evidence]:
    """A contradiction for each time of a row that was put aside, with what is charted."""
    period = element(row.resource, "effectivePeriod")
    for name, end in ENDS:
        for extension in elements(element(period, f"_{name}"), "extension"):
            if extension.get("url") == UNUSABLE_TIME:
                shown = (
                    f"the {end} is charted as {word(extension, 'valueString')}, which names no moment in a time zone"
                )
                yield row.source.evidence("effective", shown)


def _aside(period: Element, name: str) -> Element:
    kept = {key: value for key, value in period.items() if key != name}
    if day_of(period[name]) is not None:  # the day it names is a day all the same
        kept[name] = period[name][:DATE_LENGTH]
    return {**kept, f"_{name}": {"extension": [{"url": UNUSABLE_TIME, "valueString": period[name][:40]}]}}


def _unusable(text: str) -> bool:
    """Whether a time of day is written, but none with a zone."""
    if len(text) <= DATE_LENGTH:
        return False
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return True

"""The terms of an order: when it was written, on which days it holds, which cycle it is for, what dose it writes."""

from __future__ import annotations

import re
from datetime import date

from plugin.chart.care_plan import Cycle
from plugin.chart.evidence import Fact
from plugin.intake.amounts import number
from plugin.intake.cycles import cycle_in
from plugin.intake.fhir_json import Element, Resource, element, elements, word
from plugin.intake.instants import day_of, instant
from plugin.intake.sources import Source

AN_AMOUNT = re.compile(r"\d\s*(?:mg|mcg|ug|µg|g|units?|iu|i\.u\.|meq|mmol|ml|auc)\b|\bauc\s*\d", re.IGNORECASE)


def instructions(order: Resource) -> str:
    """All that an order says in words of how it is to be given."""
    texts = [word(d, name) for d in elements(order, "dosageInstruction") for name in ("text", "patientInstruction")]
    if "note" in order:
        texts += [word(note, "text") for note in elements(order, "note")]
    return " / ".join(text for text in texts if text)


def dose_said(order: Resource) -> str:
    """How an order writes its dose, whatever the form; "" where it writes none (R-SUP-05)."""
    for instruction in elements(order, "dosageInstruction"):
        for part in elements(instruction, "doseAndRate"):
            for quantity in (element(part, "doseQuantity"), element(element(part, "doseRange"), "high")):
                if (value := number(quantity.get("value"))) is not None:
                    return f"{value} {word(quantity, 'unit') or word(quantity, 'code')}".strip()
        if AN_AMOUNT.search(word(instruction, "text")):
            return word(instruction, "text")
    return ""


def cycle_of(order: Resource) -> Fact[Cycle] | None:
    """The cycle its words name."""
    text = instructions(order)
    found = cycle_in(text) if text else None
    return Source.of(order).fact(found, "dosageInstruction.text", found.words) if found else None


def written_on(order: Resource, zone: str) -> date | None:
    """The day at the site on which an order was written."""
    return _local_day(word(order, "authoredOn"), zone)


def days_of(order: Resource, zone: str) -> tuple[date | None, date | None]:
    """The first and last day an order may be given on, where it says so."""
    periods = [element(element(timing, "repeat"), "boundsPeriod") for timing in _timings(order)]
    if "dispenseRequest" in order:
        periods.append(element(element(order, "dispenseRequest"), "validityPeriod"))
    if not any(periods):
        return None, None
    starts = [d for p in periods if (d := _local_day(word(p, "start"), zone))]
    ends = [d for p in periods if (d := _local_day(word(p, "end"), zone))]
    return max(starts, default=None), min(ends, default=None)


def timed_for(order: Resource, zone: str) -> frozenset[date]:
    """The very days an order names for its doses."""
    named = (t for timing in _timings(order) for t in _texts(timing.get("event")))
    return frozenset(day for text in named if (day := _local_day(text, zone)))


def _local_day(text: str, zone: str) -> date | None:
    at = instant(text, zone)
    return at.date() if at else day_of(text)


def _timings(order: Resource) -> list[Element]:
    return [element(d, "timing") for d in elements(order, "dosageInstruction") if "timing" in d]


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

"""Lengths that no clock shows: a plan stays a plan, and a stop is computed only from a volume charted as infused."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from plugin.chart.administration import State
from plugin.chart.evidence import Fact, Strength
from plugin.chart.times import Run
from plugin.intake.amounts import amount, given_amount, minutes
from plugin.intake.bags import Bag
from plugin.intake.fhir_json import Element, Resource, element, elements, word
from plugin.intake.rows import LONGEST_RUN, Row

# What a nurse charts once it has run ("infused over 45 min", "250 mL infused"); "infuse over" is an order.
INFUSED_OVER = re.compile(r"\binfused\s+(?:over|in|for)\s+(\d{1,4})\s*(min|minutes?|h|hours?|hrs?)\b", re.I)
VOLUME_INFUSED = re.compile(
    r"(?:volume\s+infused|infused\s+volume|amount\s+infused|infused)\s*[:=]?\s*(?:was\s+)?(\d{1,5}(?:\.\d{1,3})?)\s*ml\b"
    r"|(?<![\d.,-])(\d{1,5}(?:\.\d{1,3})?)\s*ml\s+(?:was\s+|were\s+|has\s+been\s+)?infused\b",
    re.I,
)
PLANNED_OVER = re.compile(r"\bover\s+(\d{1,4})\s*(min|minutes?|h|hours?|hrs?)\b", re.I)
VOLUME_URL = re.compile(r"/(volume-infused|infused-volume)$")
HOUR = 60


def planned_minutes(bag: Bag, order: Resource | None) -> int | None:
    """How long it was planned to run: the extension, the order's duration, volume at rate, or "over 30 minutes"."""
    first = bag.doses[0]
    plan = first.infuse_over or _ordered(order) or _volume_at_rate(first) or _over(first)
    return int(plan) if plan and 0 < plan < LONGEST_RUN else None


def ordered_minutes(order: Resource) -> int | None:
    """How long an order wants it to run."""
    plan = _ordered(order)
    return int(plan) if plan and 0 < plan < LONGEST_RUN else None


def charted_minutes(bag: Bag) -> Fact[int] | None:
    """A length the nurse charted without clock times (R-ADM-60)."""
    for row in bag.rows:
        for text, where in _texts(row):
            if match := INFUSED_OVER.search(text):
                return row.source.fact(_in_minutes(match), where, match[0])
    return None


def with_derived_times(bag: Bag) -> tuple[Run, ...]:
    """The runs; a missing end of a single one is computed from rate and volume charted as infused (R-ADM-60)."""
    if bag.state is not State.GIVEN or len(bag.runs) != 1:
        return bag.runs
    run, first = bag.runs[0], bag.rows[0]
    rates = [row.rate for row in bag.rows if row.rate]
    infused = _volume_infused(bag)
    if infused is None or len(rates) != 1 or rates[0].unit != "mL" or rates[0].per_minute <= 0:
        return bag.runs
    volume, where = infused
    needed = Fraction(volume) / rates[0].per_minute
    if not 0 < needed < LONGEST_RUN:
        return bag.runs
    length = timedelta(minutes=int(needed))
    said = f"{volume} mL charted as infused at {float(rates[0].per_minute * HOUR):g} mL/h"
    if run.start and run.stop is None:
        shown = f"{run.start.value:%H:%M} and {said}"
        return (Run(run.start, _moved(run.start.value, length, first, where, shown), run.day),)
    if run.stop and run.start is None:
        shown = f"{said}, before {run.stop.value:%H:%M}"
        return (Run(_moved(run.stop.value, -length, first, where, shown), run.stop, run.day),)
    return bag.runs


def volumes_infused(row: Row) -> list[Element]:
    """The quantities of the extensions that say how much was infused."""
    found = (e for e in elements(row.resource, "extension") if VOLUME_URL.search(word(e, "url")))
    return [element(extension, "valueQuantity") for extension in found]


def _moved(at: datetime, length: timedelta, row: Row, where: str, shown: str) -> Fact[datetime]:
    return row.source.fact(at + length, where, shown, Strength.DERIVED)


def _volume_infused(bag: Bag) -> tuple[Decimal, str] | None:
    for row in bag.rows:
        for quantity in volumes_infused(row):
            found = given_amount(quantity)
            if found and found.unit == "mL":
                return found.value, "extension"
        for text, where in _texts(row):
            if match := VOLUME_INFUSED.search(text):
                return Decimal(match[1] or match[2]), where
    return None


def _texts(row: Row) -> list[tuple[str, str]]:
    notes = [(word(note, "text"), "note") for note in elements(row.resource, "note")]
    return [(word(row.dosage, "text"), "dosage.text"), *notes]


def _ordered(order: Resource | None) -> Fraction | None:
    for instruction in elements(order or {}, "dosageInstruction"):
        repeat = element(element(instruction, "timing"), "repeat")
        found = minutes({"value": repeat.get("duration"), "unit": word(repeat, "durationUnit")})
        if found:
            return found
    return None


def _volume_at_rate(row: Row) -> Fraction | None:
    dose, flow = amount(element(row.dosage, "dose")), row.rate
    if dose is None or flow is None or flow.per_minute <= 0 or dose.unit != flow.unit:
        return None
    return Fraction(dose.value) / flow.per_minute


def _over(row: Row) -> Fraction | None:
    match = PLANNED_OVER.search(word(row.dosage, "text"))
    return Fraction(_in_minutes(match)) if match else None


def _in_minutes(match: re.Match[str]) -> int:
    return int(match[1]) * (HOUR if match[2].lower().startswith("h") else 1)

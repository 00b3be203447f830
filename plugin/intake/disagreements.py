"""Dose, rate and time that cannot all be true: shown side by side and asked about (R-DRG-03, R-DOC-44)."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from plugin.chart.administration import State
from plugin.chart.evidence import Evidence
from plugin.chart.times import Run
from plugin.intake.amounts import amount, minutes
from plugin.intake.bags import Bag
from plugin.intake.fhir_json import element, word
from plugin.intake.rows import Row

ONLY_AN_AMOUNT = re.compile(r"\s*(\d{1,9}(?:\.\d{1,6})?)\s*([A-Za-z]{1,20})\s*")
TOLERATED = Fraction(5, 100)
SECONDS = 60


def dosage_disagreement(bag: Bag) -> Evidence | None:
    """Evidence with element "dosage" where one charted dose, one rate and its closed runs differ by more than 5 %."""
    if bag.state is not State.GIVEN or len(bag.doses) != 1:
        return None
    return _text_and_dose(bag.doses[0]) or _dose_rate_and_time(bag)


def _text_and_dose(row: Row) -> Evidence | None:
    """A dose in words that is another one than the coded dose (seen: 0.5 mL beside 5000 uL)."""
    said = ONLY_AN_AMOUNT.fullmatch(word(row.dosage, "text"))
    coded = amount(element(row.dosage, "dose"))
    if said is None or coded is None:
        return None
    written = amount({"value": Decimal(said[1]), "unit": said[2]})
    if written is None or written.unit != coded.unit or _alike(Fraction(written.value), Fraction(coded.value)):
        return None
    return row.source.evidence("dosage", f"the text says {said[0].strip()}, the dose {coded.value:f} {coded.unit}")


def _dose_rate_and_time(bag: Bag) -> Evidence | None:
    """A dose that takes longer or shorter at its one rate than all runs together; the time of a pause is none of it."""
    rated = [row for row in bag.rows if element(row.dosage, "rateQuantity") or element(row.dosage, "rateRatio")]
    flowing = [row for row in rated if not row.flow_ends]
    if not flowing or (len(flowing) > 1 and not _at_one_rate(flowing)):
        return None
    row, charted = flowing[0], _charted(bag.runs)
    needed = _needed(row)
    if needed is None or charted is None or _alike(charted, needed):
        return None
    apart = "the charted times are {:g} min apart" if len(bag.runs) == 1 else "the charted runs are {:g} min together"
    shown = f"{_in_words(row)} takes {float(needed):g} min, {apart.format(float(charted))}"
    return row.source.evidence("dosage", shown)


def _at_one_rate(flowing: list[Row]) -> bool:
    """Whether rows repeat the rate of the first, as a restart does."""
    first = flowing[0].rate
    return first is not None and all(row.rate == first for row in flowing)


def _charted(runs: tuple[Run, ...]) -> Fraction | None:
    """Minutes of all runs together; None where a run is open, or its stop is not after its start."""
    seconds = [(run.stop.value - run.start.value).total_seconds() for run in runs if run.start and run.stop]
    if not seconds or len(seconds) != len(runs) or min(seconds) <= 0:
        return None
    return Fraction(int(sum(seconds)), SECONDS)


def _alike(found: Fraction, expected: Fraction) -> bool:
    return abs(found - expected) <= TOLERATED * expected


def _needed(row: Row) -> Fraction | None:
    """Minutes that a dose takes at its rate; a "rate" that is a time (seen in HL7's own examples) is that time."""
    as_time = minutes(element(row.dosage, "rateQuantity"))
    if as_time:
        return as_time
    dose, flow = amount(element(row.dosage, "dose")), row.rate
    if dose is None or flow is None or flow.per_minute <= 0 or dose.unit != flow.unit or dose.value <= 0:
        return None
    return Fraction(dose.value) / flow.per_minute


def _in_words(row: Row) -> str:
    dose, single = element(row.dosage, "dose"), element(row.dosage, "rateQuantity")
    ratio = element(row.dosage, "rateRatio")
    rate = single or element(ratio, "numerator")
    per = element(ratio, "denominator")
    text = f"{dose.get('value', '')} {word(dose, 'unit') or word(dose, 'code')}".strip()
    speed = f"{rate.get('value', '')} {word(rate, 'unit') or word(rate, 'code')}"
    if per:
        speed += f" per {per.get('value', '')} {word(per, 'unit') or word(per, 'code')}"
    return f"{text} at {speed}"

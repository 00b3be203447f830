"""Coverages as payers of the day: the class by Source of Payment Typology, else by the words of the plan."""

from __future__ import annotations

import re
from datetime import date

from plugin.chart.visit import Coverage, Payer
from plugin.intake.fhir_json import Resource, codes, concept_words, element, elements, identity, word
from plugin.intake.instants import day_of
from plugin.intake.sources import Shelf

SOPT = frozenset({"https://nahdo.org/sopt", "http://nahdo.org/sopt", "urn:oid:2.16.840.1.113883.3.221.5"})
BY_SOPT: tuple[tuple[str, Payer], ...] = (
    ("11", Payer.MEDICARE_ADVANTAGE),
    ("1", Payer.MEDICARE),
    ("2", Payer.MEDICAID),
    ("5", Payer.COMMERCIAL),
    ("6", Payer.COMMERCIAL),
    ("3", Payer.OTHER),
    ("4", Payer.OTHER),
    ("7", Payer.OTHER),
    ("8", Payer.OTHER),
    ("9", Payer.OTHER),
)
BY_WORDS: tuple[tuple[re.Pattern[str], Payer], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), payer)
    for pattern, payer in (
        (r"medigap|medicare supp", Payer.COMMERCIAL),
        (r"medicare.*(advantage|part c|hmo|ppo|managed)|advantage.*medicare", Payer.MEDICARE_ADVANTAGE),
        (r"medicare", Payer.MEDICARE),
        (r"medicaid|medi-cal", Payer.MEDICAID),
        (r"tricare|champva|veteran|workers|self[- ]?pay|no insurance|charity", Payer.OTHER),
        (r"commercial|\b(ppo|hmo|epo|pos|hdhp)\b|private|employer|group health|blue (cross|shield)", Payer.COMMERCIAL),
    )
)


def coverages_of(shelf: Shelf, day: date) -> tuple[Coverage, ...]:
    """The patient's coverages, the one that pays first in front. `active` is about the day of service."""
    found = [
        _coverage(resource, day) for resource in shelf.of("Coverage") if word(resource, "status") != "entered-in-error"
    ]
    return tuple(sorted(found, key=lambda c: (c.rank, c.id)))


def _coverage(resource: Resource, day: date) -> Coverage:
    period, order = element(resource, "period"), resource.get("order")
    begins, ends = day_of(word(period, "start")), day_of(word(period, "end"))
    in_time = (begins is None or begins <= day) and (ends is None or day <= ends)
    texts = _texts(resource)
    return Coverage(
        id=identity(resource),
        payer=_payer(resource, texts),
        text=texts[0] if texts else "",
        order=order if isinstance(order, int) else None,
        active=word(resource, "status") == "active" and in_time,
        begins=begins,
        ends=ends,
        payor=next((name for payor in elements(resource, "payor") if (name := word(payor, "display"))), ""),
    )


def _payer(resource: Resource, texts: tuple[str, ...]) -> Payer | None:
    typed = [code for system, code in codes(element(resource, "type")) if system in SOPT]
    if typed:
        classes = {next((payer for start, payer in BY_SOPT if code.startswith(start)), None) for code in typed}
        classes -= {Payer.MEDICARE} if Payer.MEDICARE_ADVANTAGE in classes else set()  # 1 stands above 11
        return classes.pop() if len(classes) == 1 else None
    for text in texts:
        for pattern, payer in BY_WORDS:
            if pattern.search(text):
                return payer
    return None


def _texts(resource: Resource) -> tuple[str, ...]:
    """The words of a coverage: its type, its plan, its payor."""
    plans = [word(part, "name") or word(part, "value") for part in elements(resource, "class")]
    payors = [word(payor, "display") for payor in elements(resource, "payor")]
    return tuple(text for text in (*concept_words(element(resource, "type")), *plans, *payors) if text)

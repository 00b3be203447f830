"""Where a service may be given, as place of service codes."""

from __future__ import annotations

import re

from plugin.intake.fhir_json import Element, codes, concept_words

PLACE_CODE = re.compile(r"\d{2}")
BY_CODE = {"HOSP": "22", "OF": "22", "PTRES": "12", "PROFF": "11"}  # HL7 v3 ServiceDeliveryLocation
BY_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), place)
    for pattern, place in (
        (r"off[- ]campus", "19"),
        (r"hospital|outpatient department", "22"),
        (r"\bhome\b", "12"),
        (r"ambulatory infusion|infusion center|office|clinic", "11"),
    )
)


def places_in(concept: Element) -> tuple[str, ...]:
    """The places a concept names: by its code, else by its words; none where neither is understood."""
    by_code = [code if PLACE_CODE.fullmatch(code) else BY_CODE.get(code, "") for _, code in codes(concept)]
    found = [place for place in by_code if place]
    if not found:
        found = [p for text in concept_words(concept) for pattern, p in BY_WORDS if pattern.search(text)][:1]
    return tuple(dict.fromkeys(found))

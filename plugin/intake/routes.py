"""The way into the body, from a SNOMED CT code, else from words (Epic may send only the display of a local code)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from plugin.chart.administration import Route
from plugin.intake.fhir_json import Element, codes, concept_words

SNOMED = "http://snomed.info/sct"
BY_SNOMED: Mapping[str, Route] = {
    "47625008": Route.INTRAVENOUS,
    "419993007": Route.INTRAVENOUS,  # by a peripheral vein
    "418114005": Route.INTRAVENOUS,  # by a central vein
    "34206005": Route.SUBCUTANEOUS,
    "78421000": Route.INTRAMUSCULAR,
    "372464004": Route.INTRADERMAL,
    "58100008": Route.INTRA_ARTERIAL,
    "72607000": Route.INTRATHECAL,
    "372471009": Route.INTRAVESICAL,
    "38239002": Route.INTRAPERITONEAL,
    "26643006": Route.ORAL,
}

# The first that matches counts: the narrower ways stand before the vein, which other texts may mention.
BY_WORDS: tuple[tuple[re.Pattern[str], Route], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), route)
    for pattern, route in (
        (r"intra-?catheter|catheter clearance|de-?clot", Route.CATHETER),
        (r"implant(ed|able) (infusion )?pump", Route.OTHER),
        (r"intra-?arterial", Route.INTRA_ARTERIAL),
        (r"intra-?thecal|\blumbar puncture\b", Route.INTRATHECAL),
        (r"intra-?(cerebro-?)?ventricular|ommaya", Route.INTRAVENTRICULAR),
        (r"intra-?vesical|\bbladder\b", Route.INTRAVESICAL),
        (r"intra-?pleural", Route.INTRAPLEURAL),
        (r"intra-?peritoneal", Route.INTRAPERITONEAL),
        (r"intra-?lesional", Route.INTRALESIONAL),
        (r"intra-?dermal|^id$", Route.INTRADERMAL),
        (r"intra-?muscular|^im\b|\bim injection", Route.INTRAMUSCULAR),
        (r"sub-?cut|^sc\b|^sq\b|\bsub-?q\b|hypodermoclysis", Route.SUBCUTANEOUS),
        (r"intra-?venous|\bivpb?\b|\biv\b|port flush|central line|peripheral line", Route.INTRAVENOUS),
        (r"\boral\b|by mouth|^po\b|sub-?lingual", Route.ORAL),
    )
)


class RouteUnclear(Exception):
    """A route that is charted but cannot be read as one way; the reason is for the user."""


def route_of(concept: Element) -> Route | None:
    """The route a CodeableConcept names, None where it names none.

    Raises RouteUnclear where code and words contradict each other, or are not understood.
    """
    words = concept_words(concept)
    coded = [BY_SNOMED.get(code) for system, code in codes(concept) if system == SNOMED]
    by_code = {route for route in coded if route}
    by_words = {route for text in words if (route := by_text(text))}
    if by_code and by_words - by_code - {Route.OTHER, Route.CATHETER}:
        raise RouteUnclear("The code and the words of its route contradict each other.")
    found = by_words & {Route.OTHER, Route.CATHETER} or by_code or by_words
    if len(found) > 1:
        raise RouteUnclear("Its route names more than one way.")
    if found:
        return found.pop()
    if words:
        return Route.OTHER
    if any(True for _ in codes(concept)):
        raise RouteUnclear("The code of its route is not known here and has no words.")
    return None


@lru_cache(maxsize=2048)
def by_text(text: str) -> Route | None:
    """The route that words name, None where they name none."""
    return next((route for pattern, route in BY_WORDS if pattern.search(text)), None)

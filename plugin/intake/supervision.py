"""How a visit was supervised, on site or from afar, where the record says it (R-SUP-02), and what it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from plugin.chart.chart import Unread
from plugin.chart.evidence import Fact
from plugin.chart.visit import SupervisionMode, Visit
from plugin.intake.encounters import SUPERVISOR
from plugin.intake.fhir_json import Element, Resource, codes, concept_words, elements, reference, word
from plugin.intake.paths import BadPath, values
from plugin.intake.site import Site
from plugin.intake.sources import Shelf, Source

NOT_LOOKED_UP = "Where this site keeps the way of supervision could not be looked up in it."
FROM_AFAR = re.compile(r"virtual|remote|tele|video|audio|phone|off[- ]?site", re.IGNORECASE)
AUDIO_ONLY = re.compile(
    r"audio[- ]?only|only (by )?(audio|phone)|voice only|\b(no|without) (live )?video|\bphone\b|telephone",
    re.IGNORECASE,
)
VIDEO = re.compile(r"video|audio[- ]?visual", re.IGNORECASE)
AUDIO = re.compile(r"audio", re.IGNORECASE)
ON_SITE = re.compile(r"on[- _]?site|in[- ]person|physical", re.IGNORECASE)
DENIED = re.compile(r"\b(not?|never|without|off|fail\w*|unavailable|recorded|asynchronous)\b", re.IGNORECASE)


def with_supervision(visits: Iterable[Visit], shelf: Shelf, site: Site) -> tuple[tuple[Visit, ...], tuple[Unread, ...]]:
    """The visits with how each was supervised and what it is part of, and where that could not be looked up."""
    found: list[Visit] = []
    unread: list[Unread] = []
    for visit in visits:
        encounter = shelf.get(visit.id) or {}
        try:
            mode = _mode(encounter, site) if encounter else None
        except BadPath:
            mode = None
            unread.append(Unread(visit.id, NOT_LOOKED_UP))
        part_of = reference(encounter, "partOf")
        found.append(replace(visit, supervision_mode=mode, part_of=part_of) if mode or part_of else visit)
    return tuple(found), tuple(unread)


def mode_in_words(text: str) -> SupervisionMode:
    """The way of supervision that words name. What nobody foresaw is from afar: it is asked about, not believed."""
    if AUDIO_ONLY.search(text):
        return SupervisionMode.VIRTUAL if "video" in AUDIO_ONLY.sub("", text).lower() else SupervisionMode.AUDIO
    if DENIED.search(text):
        return SupervisionMode.VIRTUAL
    if VIDEO.search(text):
        return SupervisionMode.VIDEO
    if AUDIO.search(text):
        return SupervisionMode.AUDIO
    if ON_SITE.search(text) and not FROM_AFAR.search(text):
        return SupervisionMode.ON_SITE
    return SupervisionMode.VIRTUAL


def _mode(encounter: Resource, site: Site) -> Fact[SupervisionMode] | None:
    """As the site keeps it, else as the part of every supervisor words it; who is only called so was on site."""
    said = [text for value in values(encounter, site.path("supervision_mode")) for text in _words(value)]
    element = "supervision-mode"
    if not said:
        element = "participant.type"
        parts = [list(_types(p)) for p in elements(encounter, "participant")]
        supervising = [words for words in parts if SUPERVISOR[1] in words]
        said = [" ".join(words) for words in supervising]
        if not said or not all(FROM_AFAR.search(text) for text in said):
            return None
    modes = {mode_in_words(text) for text in said}
    mode = modes.pop() if len(modes) == 1 else SupervisionMode.VIRTUAL
    return Source.of(encounter).fact(mode, element, "; ".join(said))


def _words(value: Any) -> Iterator[str]:  # noqa: ANN401  # what a FHIRPath of a site finds
    if isinstance(value, dict):
        found = (*concept_words(value), word(value, "display") or word(value, "code"))
        yield " ".join(filter(None, found)) or "unclear"
    else:
        yield str(value).strip() or "unclear"


def _types(participant: Element) -> Iterator[str]:
    """All words and codes of what a participant is; the code of a supervisor stands for itself."""
    for kind in elements(participant, "type"):
        yield from concept_words(kind)
        for pair in codes(kind):
            yield pair[1]
            if pair == SUPERVISOR:
                yield SUPERVISOR[1]

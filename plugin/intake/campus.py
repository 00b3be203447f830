"""Where a hospital's visit took place: on its campus or off it, by what the site and the Encounter say (R-MOD-12)."""

from __future__ import annotations

import re

from plugin.chart.billing import NO_PLACE, Campus, CampusFound
from plugin.intake.fhir_json import Resource, codes, element, elements, reference, word
from plugin.intake.site import Site
from plugin.intake.sources import Source

# The codes of places of service that say it by themselves.
OFF_CAMPUS_PLACE, ON_CAMPUS_PLACE, EMERGENCY_PLACE = "19", "22", "23"
EMERGENCY_CLASS = "EMER"
OFF_CAMPUS_WORDS = re.compile(r"\boff[- ]campus\b", re.IGNORECASE)
OFF = (Campus.EXCEPTED, Campus.NON_EXCEPTED)
NO_ENCOUNTER = CampusFound(doubt="the visit itself was not read, so its place is not known")
# Parts of a place: a chair or a room need not stand in the site's table where its unit does.
SMALLER = frozenset({"bd", "ro", "ve", "ca"})


def campus_of(encounter: Resource, place: str, site: Site) -> CampusFound:
    """Where a visit was, or why that has to be asked; nothing at all where neither site nor record speaks of it.

    `place` is the place of service code of the visit. What site and record say differently is asked, never chosen.
    """
    if not site.campus:
        hint = _off_campus_hint(encounter, place)
        return CampusFound(doubt=f"{hint}, and which kind of place it is was never set") if hint else NO_PLACE
    if site.campus != Site.BY_LOCATION:
        return _checked(Campus(site.campus), f"the site's setting, {site.campus}", encounter, place)
    named, unlisted = _listed(encounter, site)
    if unlisted or len(named) != 1:
        return CampusFound(doubt=unlisted or _several(named))
    (campus,) = named
    return _checked(campus, named[campus], encounter, place)


def _checked(campus: Campus, shown: str, encounter: Resource, place: str) -> CampusFound:
    """The place as the site says it, unless the record contradicts it."""
    hint = _off_campus_hint(encounter, place)
    if campus is Campus.ON_CAMPUS and hint:
        return CampusFound(doubt=f"{hint}, but the site says it is on campus")
    if campus in OFF and place == ON_CAMPUS_PLACE:
        return CampusFound(doubt=f"place of service {place} is on campus, but the site says it is off campus")
    if campus in OFF and _emergency(encounter, place):
        return CampusFound(doubt="an emergency visit at a place that the site says is off campus")
    return CampusFound(Source.of(encounter).fact(campus, "location", shown))


def _listed(encounter: Resource, site: Site) -> tuple[dict[Campus, str], str]:
    """What the site's table says of the places of a visit, and the first place it does not have."""
    named: dict[Campus, str] = {}
    missing: list[tuple[str, bool]] = []
    for entry in elements(encounter, "location"):
        link = element(entry, "location")
        own, shown = reference(entry, "location"), word(link, "display")
        found = site.campus_at(own) or site.campus_at(shown)
        if found:
            named.setdefault(Campus(found), shown or own)
        else:
            smaller = any(code in SMALLER for _, code in codes(element(entry, "physicalType")))
            missing.append((shown or own or "a place without a name", smaller))
    needed = [text for text, smaller in missing if not (smaller and named)]
    return named, f"{needed[0]} is not in the site's list of places" if needed else ""


def _several(named: dict[Campus, str]) -> str:
    if not named:
        return "no place of the visit is charted"
    return f"the visit has places of different kinds: {', '.join(named.values())}"


def _off_campus_hint(encounter: Resource, place: str) -> str:
    """What the record itself says of a place off campus."""
    if place == OFF_CAMPUS_PLACE:
        return f"place of service {place} is off campus"
    shown = (word(element(entry, "location"), "display") for entry in elements(encounter, "location"))
    said = next((text for text in shown if OFF_CAMPUS_WORDS.search(text)), "")
    return f"the place is called {said}" if said else ""


def _emergency(encounter: Resource, place: str) -> bool:
    return place == EMERGENCY_PLACE or word(element(encounter, "class"), "code") == EMERGENCY_CLASS

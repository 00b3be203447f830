"""How a drug was given by its route: pushed, infused, by which pump, or only to keep a line open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from plugin.chart.administration import Manner, Route

IV_LIKE = frozenset({Route.INTRAVENOUS, Route.INTRA_ARTERIAL})
SHOTS = frozenset(
    {
        Route.SUBCUTANEOUS, Route.INTRAMUSCULAR, Route.INTRADERMAL, Route.INTRATHECAL, Route.INTRAVENTRICULAR,
        Route.INTRAVESICAL, Route.INTRALESIONAL,
    }
)  # fmt: skip
CAVITIES = frozenset({Route.INTRAPLEURAL, Route.INTRAPERITONEAL})


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


KEEP_OPEN = _words(r"\b(kvo|tko)\b|keep(ing)? (the )?(vein|line|access) open|keep[- ]open")
DECLOT = _words(r"catheter clearance|intra-?catheter|de-?clot")
FLUSH = _words(r"\bflush")
FLUSH_ALONE = _words(r"^\s*((port|line|catheter|picc|saline|heparin|central line)\s+)*(lock\s+)?flush\b")
PUSH = _words(r"\b(push|bolus)\b")
INFUSION = _words(r"infus|\bdrip\b|piggy-?back|\bivpb\b|continuous")
DISCONNECT = _words(r"pump (disconnect|removal)|disconnect(ion)? (of )?(the )?pump|de-?access.* pump")
IMPLANTED = _words(r"implant(ed|able) (infusion |drug )?pump")
REFILL = _words(r"refill")
PORTABLE = _words(r"(portable|ambulatory|elastomeric|take-?home|home) (\w+ ){0,2}pump|pump, (portable|ambulatory)")
WEARABLE = _words(r"on-?body|wearable|body injector")


@dataclass(frozen=True, slots=True)
class Said:
    """The words about one administration, by where they stand."""

    route: str = ""
    method: str = ""
    dosage: str = ""
    drug: str = ""
    device: str = ""


@lru_cache(maxsize=2048)
def named_manner(said: Said, route: Route | None) -> tuple[Manner, str] | None:
    """The manner the record names in words and the element that names it; None where no word says."""
    special = _special(said)
    if special:
        return special
    for text, where in ((said.method, "dosage.method"), (said.route, "dosage.route")):
        if PUSH.search(text):
            return Manner.PUSH, where
        if INFUSION.search(text):
            return _infused(route), where
    return None


def shaped_manner(route: Route, *, flows: bool, moment: bool) -> Manner | None:
    """The manner that follows from the shape of the entry where no word says.

    In a vein or artery what has a length, a rate or a plan is an infusion, and one charted moment without any of them
    a push; other routes are shots. None where not even that is charted.
    """
    if route in IV_LIKE:
        return Manner.INFUSION if flows else Manner.PUSH if moment else None
    if route in CAVITIES:
        return Manner.INFUSION
    return Manner.INJECTION if route in SHOTS else None


def _special(said: Said) -> tuple[Manner, str] | None:
    route, drug, device = (said.route, "dosage.route"), (said.drug, "medication"), (said.device, "device")
    pumps = (
        (IMPLANTED, Manner.IMPLANTED_PUMP),
        (WEARABLE, Manner.WEARABLE_INJECTOR),
        (PORTABLE, Manner.PUMP_REFILL if REFILL.search(said.route) else Manner.PORTABLE_PUMP),
    )
    asked = [
        (KEEP_OPEN, Manner.KEEP_OPEN, (route, (said.dosage, "dosage.text"), drug)),
        (DECLOT, Manner.DECLOT, (route,)),
        # The heparin that closes the port when a pump comes off is a part of its removal (R-ADM-73).
        (DISCONNECT, Manner.PUMP_DISCONNECT, (route, device)),
        (FLUSH, Manner.FLUSH, (route, drug)),
        (FLUSH_ALONE, Manner.FLUSH, ((said.dosage, "dosage.text"),)),
        *((pattern, manner, (place,)) for place in (route, device) for pattern, manner in pumps),
    ]
    for pattern, manner, places in asked:
        for text, where in places:
            if pattern.search(text):
                return manner, where
    return None


def _infused(route: Route | None) -> Manner:
    return Manner.PUMP_INFUSION if route is Route.SUBCUTANEOUS else Manner.INFUSION

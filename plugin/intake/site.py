"""What one site's records look like: its time zone, where it keeps a fact, and what its MAR words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

EXTENSIONS = "https://chairside.example/fhir/StructureDefinition/"


class MarAction(StrEnum):
    """What a row of a medication administration record says was done."""

    START = "start"
    BOLUS = "bolus"
    RATE_CHANGE = "rate_change"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    IGNORE = "ignore"


DEFAULT_PATHS: Mapping[str, str] = MappingProxyType(
    {
        "supervision_mode": f"extension.where(url='{EXTENSIONS}supervision-mode').value",
        "discarded_amount": f"extension.where(url='{EXTENSIONS}discarded-amount').value",
        "containers_opened": f"extension.where(url='{EXTENSIONS}containers-opened').value",
        "stock_340b": f"extension.where(url='{EXTENSIONS}stock-340b').value",
        "complex_care": f"extension.where(url='{EXTENSIONS}complex-care').value",
        "notice": f"extension.where(url='{EXTENSIONS}notice-of-non-coverage').value",
        "trial_part": f"extension.where(url='{EXTENSIONS}trial-part').value",
        "supplied_free": f"extension.where(url='{EXTENSIONS}supplied-free').value",
        "requirements_met": f"extension.where(url='{EXTENSIONS}policy-requirements-met').value",
        "excluded_use": f"extension.where(url='{EXTENSIONS}self-administered-use').value",
        "shared_container": f"extension.where(url='{EXTENSIONS}shared-container').value",
        "mar_action": f"dosage.method.text | extension.where(url='{EXTENSIONS}mar-action').value",
    }
)

# HL7 version 3 ActCode, the value set of Encounter.class in FHIR R4.
ENCOUNTER_CLASSES = ("AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR")

# The actions of Epic's export dictionary (MAR_ADMIN_INFO.MAR_ACTION) and their usual neighbours elsewhere.
USUAL_ACTIONS: Mapping[str, MarAction] = MappingProxyType(
    {
        "new bag": MarAction.START, "begin bag": MarAction.START, "begin": MarAction.START,
        "started": MarAction.START, "start": MarAction.START, "infusion started": MarAction.START,
        "new syringe": MarAction.START, "bag change": MarAction.START, "bag hung": MarAction.START,
        "bolus": MarAction.BOLUS, "push": MarAction.BOLUS, "bolus from bag": MarAction.BOLUS,
        "rate change": MarAction.RATE_CHANGE, "rate verify": MarAction.RATE_CHANGE,
        "rate verified": MarAction.RATE_CHANGE,
        "paused": MarAction.PAUSE, "pause": MarAction.PAUSE, "held": MarAction.PAUSE, "mar hold": MarAction.PAUSE,
        "hold": MarAction.PAUSE, "automatically held": MarAction.PAUSE,
        "restarted": MarAction.RESUME, "restart": MarAction.RESUME, "resumed": MarAction.RESUME,
        "mar unhold": MarAction.RESUME, "unhold": MarAction.RESUME,
        "stopped": MarAction.STOP, "stop": MarAction.STOP, "infusion complete": MarAction.STOP,
        "completed": MarAction.STOP, "infusion stopped": MarAction.STOP, "infusion completed": MarAction.STOP,
        "given": MarAction.GIVEN, "administered": MarAction.GIVEN,
        "missed": MarAction.NOT_GIVEN, "refused": MarAction.NOT_GIVEN, "canceled entry": MarAction.NOT_GIVEN,
        "cancelled entry": MarAction.NOT_GIVEN, "not given": MarAction.NOT_GIVEN,
        "see alternative": MarAction.IGNORE, "prepared": MarAction.IGNORE, "pending": MarAction.IGNORE,
        "due": MarAction.IGNORE,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """One registered EHR as intake needs it. `timezone` is an IANA name or "" (then each instant keeps its offset).

    `paths` and `mar_actions` add to the defaults. A word of `mar_actions` is compared without case and outer blanks.
    `campus` is what its places are to the hospital's campus, "" where the site does not say, `BY_LOCATION` where
    `campus_by_location` says it of each Location by reference or name (R-MOD-12). `encounter_classes` gives HL7's code
    for a code of the site's own (R-ADM-15). `practice` is the number of the practice at athenahealth.
    """

    setting: str = "facility"
    timezone: str = ""
    vendor: str = "generic"
    paths: Mapping[str, str] = field(default_factory=dict)
    mar_actions: Mapping[str, str] = field(default_factory=dict)
    campus: str = ""
    campus_by_location: Mapping[str, str] = field(default_factory=dict)
    encounter_classes: Mapping[str, str] = field(default_factory=dict)
    practice: str = ""

    BY_LOCATION: ClassVar[str] = "by_location"

    def path(self, fact: str) -> str:
        """The FHIRPath of a fact at this site."""
        return self.paths.get(fact) or DEFAULT_PATHS[fact]

    def campus_at(self, location: str) -> str:
        """What the site's table says of a Location, by its reference or name; "" where it has neither."""
        plain = _plain(location)
        return next((value for key, value in self.campus_by_location.items() if plain and _plain(key) == plain), "")

    def action(self, word: str) -> MarAction | None:
        """What a MAR word means here; None for a word nobody has classified, which is never read as given."""
        plain = _plain(word)
        own = next((value for key, value in self.mar_actions.items() if _plain(key) == plain), None)
        return MarAction(own) if own else USUAL_ACTIONS.get(plain)


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())

"""One MedicationAdministration as a row: what it says was done, when and of what. What it says unclearly is unread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from plugin.chart.chart import Unread
from plugin.intake.amounts import Rate, minutes, number, rate
from plugin.intake.fhir_json import (
    Element,
    Resource,
    concept_text,
    concept_words,
    element,
    elements,
    extension_value,
    reference,
    word,
)
from plugin.intake.instants import When, when
from plugin.intake.manners import INFUSION, PUSH
from plugin.intake.paths import BadPath, values
from plugin.intake.products import medication_of
from plugin.intake.site import MarAction, Site
from plugin.intake.sources import Shelf, Source

LONGEST_RUN = 100_000
STATUSES = frozenset({"in-progress", "not-done", "on-hold", "completed", "entered-in-error", "stopped", "unknown"})
DONE = frozenset({MarAction.START, MarAction.GIVEN, MarAction.BOLUS, MarAction.RESUME})
NOT_GIVEN_WORDS = re.compile(r"refus|not (done|given)|declin|omitted|missed|withheld", re.IGNORECASE)
INFUSE_OVER = "https://fhir-ehr.cerner.com/r4/StructureDefinition/infuse-over-time"
# Words of `method` that tell how or through what, not what was done.
A_METHOD = re.compile(r"inject|inhal|swallow|instill|administration|\bline\b|picc|port|catheter|gravity", re.IGNORECASE)
STANDARD = ("http://snomed.info/", "http://terminology.hl7.org/")


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of the visit. `action` is None where it is an interval; `said` is the action word as charted.

    `dosage` is its dosage element, `rate` its rate where that is an amount per time.
    """

    source: Source
    resource: Resource
    visit: str
    order: str | None
    status: str
    action: MarAction | None
    said: str
    when: When
    medication: Resource
    dosage: Element
    rate: Rate | None

    @property
    def at(self) -> datetime | None:
        """The moment of an action."""
        return self.when.start or self.when.stop

    @property
    def flow_ends(self) -> bool:
        """Whether it says that nothing flows or was given: a dose or a rate of zero."""
        dose = number(element(self.dosage, "dose").get("value"))
        flow = self.rate
        return dose == 0 or (dose is None and flow is not None and flow.per_minute == 0)

    @property
    def infuse_over(self) -> Fraction | None:
        """Minutes it was planned to run for (an extension of Oracle's): a plan, never a length."""
        planned = extension_value(self.resource, INFUSE_OVER)
        length = minutes(planned) if isinstance(planned, dict) else None
        return length if length and 0 < length < LONGEST_RUN else None


def read_row(resource: Resource, visit: str, site: Site, shelf: Shelf) -> Row | Unread:
    """Read one MedicationAdministration of a visit; what contradicts itself or is not understood is never "given"."""
    source = Source.of(resource)
    status = word(resource, "status")
    timed = when(resource, "effective", site.timezone)
    try:
        said = _said(resource, site)
    except BadPath:
        return Unread(source.about, "Where this site keeps the action could not be looked up in it.")
    said = said or _coded_method(resource, site, closed=bool(timed.start and timed.stop))
    action = next((found for text in said if (found := site.action(text))), None)
    problem = _problem(resource, status, action, said)
    if problem:
        return Unread(source.about, problem)
    dosage = element(resource, "dosage")
    return Row(
        source=source,
        resource=resource,
        visit=visit,
        order=reference(resource, "request") or None,
        status=status,
        action=action if status != "entered-in-error" else None,
        said=next(iter(said), ""),
        when=timed,
        medication=medication_of(resource, shelf),
        dosage=dosage,
        rate=rate(dosage),
    )


def says_not_given(resource: Resource) -> bool:
    """Whether the reason of its status, or the reason it has at all, is that it was not given."""
    said = (*elements(resource, "statusReason"), *elements(resource, "reasonCode"))
    reasons = (text for reason in said for text in concept_words(reason))
    return any(NOT_GIVEN_WORDS.search(text) for text in reasons)


def reason_given(row: Row) -> str:
    """statusReason in words: why it was stopped, or not given."""
    texts = (concept_text(reason) for reason in elements(row.resource, "statusReason"))
    return next((text for text in texts if text), "")


def _said(resource: Resource, site: Site) -> list[str]:
    found = values(resource, site.path("mar_action"))
    words = [concept_text(v) if isinstance(v, dict) else str(v).strip() for v in found if isinstance(v, dict | str)]
    return [text for text in words if text]


def _coded_method(resource: Resource, site: Site, *, closed: bool) -> list[str]:
    """A method in codes of the site, where some servers keep the action ("Not Given" on a completed row: MIMIC).

    On a period with both its ends a code that names no action is a way of giving, as in Japan.
    """
    method = element(element(resource, "dosage"), "method")
    own = [c for c in elements(method, "coding") if not word(c, "system").startswith(STANDARD)]
    words = [text for c in own if (text := word(c, "display") or word(c, "code"))]
    return [text for text in words if site.action(text)] if closed else words


def _problem(resource: Resource, status: str, action: MarAction | None, said: list[str]) -> str:
    """Why a row cannot be read, "" where it can."""
    if status not in STATUSES:
        return "Its status is none that FHIR R4 has."
    if status == "entered-in-error":
        return ""
    if said and action is None and not all(_names_a_method(text) for text in said):
        return f'Its action "{said[0][:60]}" is unclassified at this site.'
    if status == "not-done" and action in DONE:
        return f'It says "{said[0][:60]}" and not done at once.'
    if action is None and status == "unknown":
        return "Its status is unknown to the EHR itself."
    if action is None and status == "completed" and says_not_given(resource):
        return "It says completed and not given at once."
    return ""


def _names_a_method(text: str) -> bool:
    """Whether a method is one of giving (push, infusion) and no action of a MAR."""
    return any(pattern.search(text) for pattern in (PUSH, INFUSION, A_METHOD))

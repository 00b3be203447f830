"""Conditions as diagnoses in ICD-10-CM: those of the visit apart from the problem list, which is history."""

from __future__ import annotations

import re
from datetime import date

from plugin.chart.chart import Unread
from plugin.chart.visit import Diagnosis
from plugin.intake.fhir_json import Resource, codes, concept_text, element, elements, identity, relative, word
from plugin.intake.sources import Shelf, Source
from plugin.intake.visits import Visits

ICD_10_CM = frozenset({"http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"})
OF_VISIT = "encounter-diagnosis"
UNTRUE = frozenset({"entered-in-error", "refuted"})
PAST = frozenset({"inactive", "resolved", "remission"})
DIGITS = re.compile(r"(\d+)")
LAST = 1 << 20


def diagnoses_of(visits: Visits, shelf: Shelf) -> tuple[tuple[Diagnosis, ...], tuple[Unread, ...]]:
    """The diagnoses, those of the visit first and in their rank, and encounter diagnoses that carry no ICD-10-CM code.

    Oracle returns the problem list with any search by encounter, so category and encounter are looked at here.
    """
    ranks = _ranks(shelf)
    found: list[tuple[tuple[object, ...], Diagnosis]] = []
    unread: list[Unread] = []
    for condition in shelf.of("Condition"):
        about = identity(condition)
        of_visit = _is_of_visit(condition, visits, listed=about in ranks)
        if of_visit is None or _status(condition, "verificationStatus") in UNTRUE:
            continue
        code = next(iter(icd_10_cm(element(condition, "code"))), "")
        if code and (of_visit or _status(condition, "clinicalStatus") not in PAST):
            diagnosis = _diagnosis(condition, code, visits, ranks.get(about), of_visit=of_visit)
            found.append((_place(condition, diagnosis), diagnosis))
        elif not code and of_visit:
            unread.append(Unread(about, "This diagnosis of the visit has no ICD-10-CM code."))
    return tuple(d for _, d in sorted(found, key=lambda pair: pair[0])), tuple(unread)


def icd_10_cm(concept: Resource) -> tuple[str, ...]:
    """The ICD-10-CM codes of a CodeableConcept."""
    return tuple(code for system, code in codes(concept) if system in ICD_10_CM)


def named_reasons(resource: Resource, shelf: Shelf) -> tuple[str, ...]:
    """The ICD-10-CM codes an order or request names as its reason, in itself or in a Condition it points to."""
    pointed = [shelf.get(word(link, "reference")) or {} for link in elements(resource, "reasonReference")]
    concepts = [*elements(resource, "reasonCode"), *(element(condition, "code") for condition in pointed)]
    return tuple(dict.fromkeys(code for concept in concepts for code in icd_10_cm(concept)))


def _is_of_visit(condition: Resource, visits: Visits, *, listed: bool) -> bool | None:
    """True for a diagnosis of these visits, False for the problem list, None for one of another visit."""
    kinds = {code for category in elements(condition, "category") for _, code in codes(category)}
    named = visits.named_by(condition, "encounter")
    if OF_VISIT in kinds or listed:
        return None if named is None and not listed else True
    return False


def _diagnosis(condition: Resource, code: str, visits: Visits, rank: int | None, *, of_visit: bool) -> Diagnosis:
    text = concept_text(element(condition, "code"))
    visit = (visits.named_by(condition, "encounter") or None) if of_visit else None
    return Diagnosis(code, Source.of(condition).evidence("code", text), text, of_visit, visit, rank)


def _status(condition: Resource, name: str) -> str:
    return next((code for _, code in codes(element(condition, name))), "")


def _ranks(shelf: Shelf) -> dict[str, int | None]:
    """Conditions that an Encounter lists as its diagnoses, with the rank where it gives one."""
    found: dict[str, int | None] = {}
    for encounter in shelf.of("Encounter"):
        for entry in elements(encounter, "diagnosis"):
            about, rank = relative(word(element(entry, "condition"), "reference")), entry.get("rank")
            if about:
                found[about] = rank if isinstance(rank, int) else None
    return found


def _place(condition: Resource, diagnosis: Diagnosis) -> tuple[object, ...]:
    """Rank, else the order in which they were recorded, else that of their ids (dx2 before dx10)."""
    recorded = word(condition, "recordedDate") or str(date.max)
    own = tuple((int(part), "") if part.isdecimal() else (LAST, part) for part in DIGITS.split(str(condition["id"])))
    return (not diagnosis.of_visit, diagnosis.rank or LAST, recorded, own)

"""Procedures as other services of the day, by code. Their periods are never taken for the time of an infusion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plugin.chart.evidence import Fact
from plugin.chart.visit import Service
from plugin.intake.fhir_json import Resource, codes, concept_text, element, elements, identity, relative, word
from plugin.intake.instants import instant
from plugin.intake.products import CODE_SYSTEMS
from plugin.intake.sources import Shelf, Source
from plugin.intake.visits import Visits

CPT = frozenset({"http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12"})
DONE = frozenset({"completed", "in-progress"})
WRITTEN = ("DocumentReference/", "Composition/")


def services_of(visits: Visits, shelf: Shelf, zone: str) -> tuple[Service, ...]:
    """Services of the visits that were done and carry a CPT or HCPCS code."""
    found = []
    reports = Counter(report for procedure in shelf.of("Procedure") for report in _reports(procedure))
    for procedure in shelf.of("Procedure"):
        visit = visits.named_by(procedure, "encounter")
        code = _code(procedure)
        if visit is None or not code or word(procedure, "status") not in DONE:
            continue
        at = instant(word(procedure, "performedDateTime"), zone)
        text = concept_text(element(procedure, "code"))
        found.append(Service(identity(procedure), code, visit or None, at, text, _note(procedure, reports)))
    return tuple(found)


def _note(procedure: Resource, reports: Counter[str]) -> Fact[str] | None:
    """The document that is the report of this service alone; one of two services stands alone for neither."""
    own = next((report for report in _reports(procedure) if reports[report] == 1), "")
    return Source.of(procedure).fact(own, "report", own) if own else None


def _reports(procedure: Resource) -> Iterator[str]:
    named = {relative(word(link, "reference")) for link in elements(procedure, "report")}
    return (report for report in sorted(named) if report.startswith(WRITTEN))


def _code(procedure: Resource) -> str:
    for system, code in codes(element(procedure, "code")):
        if system in CPT or CODE_SYSTEMS.get(system) == "hcpcs":
            return code
    return ""

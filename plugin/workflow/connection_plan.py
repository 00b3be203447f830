"""What the connection check looks for in an EHR: the types and searches that a visit is read with at its vendor."""

from __future__ import annotations

from collections.abc import Container

from plugin.intake.found import POINTED_TO
from plugin.intake.quirks import has_administrations
from plugin.intake.searches import ADMINISTRATION, first_searches, optional_searches, second_searches
from smart_launch.checks import Need, Plan
from smart_launch.ehrs import Ehr
from smart_launch.scopes import allowed

ATHENA_GAPS = {ADMINISTRATION: "orders, procedures and coverage are read, and what was given is asked of a person"}
BY_SCOPE = frozenset({"ClaimResponse", "Claim", "CarePlan"})  # asked for only where the site names them in its scopes
VITAL = frozenset({"Patient", "Encounter", ADMINISTRATION})
# A visit that is over: every search that needs a time is made for it.
SOME_VISIT = {"status": "finished", "period": {"start": "2026-01-05T09:00:00Z", "end": "2026-01-05T12:00:00Z"}}
EFFECTS = {
    "Patient": "No chart can be read.",
    "Encounter": "No visit can be read.",
    ADMINISTRATION: "What was given is not known, so nothing can be proposed.",
    "MedicationRequest": "Orders of drugs are not known and are asked for, and every line waits.",
    "ServiceRequest": "Orders of services and their reasons are not known, and every line waits.",
    "Condition": "Diagnoses are not known and are asked for, and every line waits.",
    "Coverage": "The payer is not known, so its own rules are not used.",
    "Procedure": "Other procedures of the visit are not known, and infusions and injections wait.",
    "Medication": "Drugs named only by reference are not known.",
    "Practitioner": "Who ordered or supervised has no NPI.",
    "ClaimResponse": "Prior authorizations kept in the EHR are not known.",
    "Claim": "What was asked of the payer is not known.",
    "CarePlan": "The treatment plan is not known.",
}


def plan_of(ehr: Ehr) -> Plan:
    """The plan of an EHR, from the very searches that read a visit there."""
    scopes = frozenset(allowed(ehr.scopes.split()))
    gaps = {} if has_administrations(ehr.vendor) else ATHENA_GAPS
    searched = _searched(ehr.vendor, scopes)
    read = {"Patient", "Encounter", *(kind for kind in POINTED_TO if kind not in BY_SCOPE or kind in scopes)}
    needs = [
        Need(kind, searched.get(kind, frozenset()), EFFECTS[kind], kind in VITAL)
        for kind in sorted(read | set(searched))
        if kind not in gaps
    ]
    return Plan(tuple(needs), gaps)


def _searched(vendor: str, scopes: Container[str]) -> dict[str, frozenset[str]]:
    """For each type that is searched, the parameters of all its searches."""
    searches = (
        *first_searches(vendor, "patient", "visit"),
        *optional_searches("patient", scopes),
        *second_searches(vendor, "patient", SOME_VISIT, ()),
    )
    found: dict[str, frozenset[str]] = {}
    for search in searches:
        found[search.type] = found.get(search.type, frozenset()) | frozenset(search.parameters)
    return found

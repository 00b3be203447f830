"""Rows of the audit as FHIR AuditEvents, shaped as IHE's Basic Audit Log Patterns (BALP 1.1) want them.

A successful request to the EHR carries the BALP profile it meets, PatientRead or PatientQuery; the patterns have none
for what failed, nor for pages, which are told in the codes of FHIR R4 for record life cycles and of DICOM.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from fhir.resources.R4B.auditevent import AuditEvent

BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
DICOM, LIFE_CYCLE = "http://dicom.nema.org/resources/ontology/DCM", f"{TERMINOLOGY}/iso-21089-lifecycle"
RESTFUL, ENTITY, ROLE = (
    f"{TERMINOLOGY}/audit-event-type",
    f"{TERMINOLOGY}/audit-entity-type",
    f"{TERMINOLOGY}/object-role",
)
INTERACTION = "http://hl7.org/fhir/restful-interaction"
SUCCESS, MINOR, SERIOUS = "0", "4", "8"
# What a row's action is in the words of R4: system, code, subtype of DICOM if any, and C, R, U, D or E.
WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "sign_in": (DICOM, "110114", "110122", "E"),
    "leave": (DICOM, "110114", "110123", "E"),
    "refused": (DICOM, "110113", "", "E"),
    "export": (DICOM, "110101", "", "R"),
    "read": (LIFE_CYCLE, "access", "", "R"),
    "view": (LIFE_CYCLE, "access", "", "R"),
    "copy": (LIFE_CYCLE, "extract", "", "R"),
    "answer": (LIFE_CYCLE, "originate", "", "C"),
    "choose": (LIFE_CYCLE, "link", "", "E"),
}
# What was withheld, by the EHR or by Chairside, rather than broken.
WITHHELD = ("not_read", "NotAllowed")
Resource = dict[str, Any]


class Event(Protocol):
    """A row of the audit; see the store's own Event for what each says."""

    @property
    def at(self) -> int:
        """Seconds since 1970."""

    @property
    def launch(self) -> str:
        """The id of the launch."""

    @property
    def user(self) -> str:
        """Issuer and subject."""

    @property
    def action(self) -> str:
        """A verb."""

    @property
    def what(self) -> str:
        """A type, a reference or a route."""

    @property
    def count(self) -> int:
        """How many resources came."""

    @property
    def patient(self) -> str:
        """A reference."""

    @property
    def encounter(self) -> str:
        """A reference."""

    @property
    def outcome(self) -> str:
        """A status, a word or the name of an error."""

    @property
    def ehr(self) -> str:
        """The name of the EHR in the configuration."""

    @property
    def query(self) -> str:
        """What stood behind the "?" of a request."""


def audit_event(number: int, event: Event, app: str, servers: Mapping[str, str]) -> str:
    """One row as the JSON of an AuditEvent. `number` is the row's own, which becomes its id.

    `app` is the address of Chairside; `servers` are the FHIR addresses of the EHRs by their names in the configuration.
    """
    told = _request(event, servers) if event.action == "request" else _page(event)
    resource = {
        "resourceType": "AuditEvent",
        "id": f"row-{number}",
        **told,
        "recorded": datetime.fromtimestamp(event.at, UTC).isoformat(),
        "agent": [*_people(event), *told["agent"], _machine("110153", "Source Role ID", app)],
        "source": {
            "site": app,
            "observer": {"display": "Chairside"},
            "type": [{"system": f"{TERMINOLOGY}/security-source-type", "code": "4", "display": "Application Server"}],
        },
        "entity": [*_of_whom(event), *told["entity"], *_launch(event, app)],
    }
    outcome = _outcome(event.outcome)
    if outcome:
        resource["outcome"] = outcome
    if outcome != SUCCESS and event.outcome:
        resource["outcomeDesc"] = event.outcome
    if not resource["entity"]:
        del resource["entity"]
    checked: str = AuditEvent.model_validate(resource).model_dump_json()
    return checked


def _request(event: Event, servers: Mapping[str, str]) -> Resource:
    reads = "/" in event.what
    profile, codes = ("PatientRead", ("read",)) if reads else ("PatientQuery", ("search", "search-type"))
    holds = _outcome(event.outcome) == SUCCESS and bool(event.patient)
    server = servers.get(event.ehr, "")
    asked: Resource = {"what": {"reference": event.what}, "role": _coding(ROLE, "4", "Domain Resource")}
    if not reads:
        asked = {"name": event.what, "role": _coding(ROLE, "24", "Query"), "query": _query(event, server)}
    return {
        **({"meta": {"profile": [f"{BALP}.{profile}"]}} if holds else {}),
        "type": _coding(RESTFUL, "rest", "Restful Operation"),
        "subtype": [{"system": INTERACTION, "code": code} for code in codes],
        "action": "R" if reads else "E",
        "agent": [_machine("110152", "Destination Role ID", server)] if server else [],
        "entity": [{"type": _coding(ENTITY, "2", "System Object"), **asked}],
    }


def _query(event: Event, server: str) -> str:
    address = f"{server.rstrip('/')}/{event.what}" if server else event.what
    return b64encode(f"{address}?{event.query}".encode()).decode()


def _page(event: Event) -> Resource:
    system, code, subtype, action = WORDS.get(event.action, (LIFE_CYCLE, "access", "", "E"))
    seen: Resource = {"type": _coding(ENTITY, "2", "System Object"), "name": event.what}
    if event.action == "read":
        seen["detail"] = [{"type": "count", "valueString": str(event.count)}]
    return {
        "type": {"system": system, "code": code},
        **({"subtype": [{"system": DICOM, "code": subtype}]} if subtype else {}),
        "action": action,
        "agent": [],
        "entity": [seen] if event.what else [],
    }


def _people(event: Event) -> list[Resource]:
    """The person, by issuer and subject; nobody where a sign-in came to nothing."""
    issuer, _, subject = event.user.rpartition("|")
    if not subject:
        return []
    who = {"identifier": {**({"system": issuer} if issuer else {}), "value": subject}}
    kind = {"coding": [_coding(f"{TERMINOLOGY}/v3-ParticipationType", "IRCP", "information recipient")]}
    return [{"type": kind, "who": who, "requestor": True}]


def _machine(role: str, words: str, address: str) -> Resource:
    network = {"address": address, "type": "5"}
    kind = {"coding": [_coding(DICOM, role, words)]}
    return {"type": kind, "who": {"display": address}, "requestor": False, "network": network}


def _of_whom(event: Event) -> list[Resource]:
    found: list[Resource] = []
    if event.patient:
        person, role = _coding(ENTITY, "1", "Person"), _coding(ROLE, "1", "Patient")
        found.append({"what": {"reference": event.patient}, "type": person, "role": role})
    if event.encounter and event.encounter != event.what:
        visit, role = _coding(ENTITY, "2", "System Object"), _coding(ROLE, "4", "Domain Resource")
        found.append({"what": {"reference": event.encounter}, "type": visit, "role": role})
    return found


def _launch(event: Event, app: str) -> list[Resource]:
    """What joins the rows of one launch."""
    if not event.launch:
        return []
    named = {"identifier": {"system": f"{app.rstrip('/')}/launch", "value": event.launch}}
    return [{"what": named, "type": _coding(ENTITY, "4", "Other")}]


def _outcome(said: str) -> str:
    """R4's code for what a row says came of it; "" for rows of the first versions, which did not say."""
    if said == "done" or said.startswith("2"):
        return SUCCESS
    if said in WITHHELD or said.startswith("4"):
        return MINOR
    return SERIOUS if said else ""


def _coding(system: str, code: str, display: str) -> Resource:
    return {"system": system, "code": code, "display": display}

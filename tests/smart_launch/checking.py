"""An EHR that passes the connection check, and the findings once one thing about it or about us is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Response

from smart_launch.checks import Need, Plan, Report, Setup, check
from smart_launch.checks_facts import Facts, gather
from smart_launch.checks_finding import Finding, Standing
from smart_launch.ehrs import Ehr
from tests.smart_launch.recording_ehr import CLIENT_ID, RecordingEhr, answer

CONFIGURATION = "/fhir/.well-known/smart-configuration"
METADATA = "/fhir/metadata"
TOKEN = "/oauth2/token"
SCOPES = "launch openid fhirUser patient/Patient.rs patient/Encounter.rs patient/MedicationAdministration.rs"
PLAN = Plan(
    (
        Need("MedicationAdministration", frozenset({"patient", "context", "_count"}), "Nothing is known.", True),
        Need("Encounter", frozenset(), "No visit.", True),
        Need("Coverage", frozenset({"patient"}), "No payer."),
    )
)
SEARCHED = {
    "MedicationAdministration": ["patient", "context"], "Encounter": ["patient"], "Coverage": ["patient"],
}  # fmt: skip
OFFERED = {
    "capabilities": [
        "launch-ehr", "client-confidential-asymmetric", "sso-openid-connect", "context-ehr-patient",
        "context-ehr-encounter", "permission-v2",
    ],
    "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
}  # fmt: skip


def capability(searched: Mapping[str, list[str]] = SEARCHED, **changes: Any) -> dict[str, Any]:
    """A CapabilityStatement with these types and search parameters."""
    resources = [
        {
            "type": kind,
            "interaction": [{"code": "read"}, {"code": "search-type"}],
            "searchParam": [{"name": name} for name in names],
        }
        for kind, names in searched.items()
    ]
    whole = {
        "resourceType": "CapabilityStatement",
        "fhirVersion": "4.0.1",
        "rest": [{"mode": "server", "resource": resources}],
    }
    return whole | changes


@dataclass
class Checking:
    """`ehr` may be changed, `registered` holds changes of its registration; `setup` those of what a check is told."""

    ehr: RecordingEhr
    base_url: str
    keys_dir: Path
    registered: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    metadata: Response | dict[str, Any] = field(default_factory=capability)
    token: Response | None = None

    def __post_init__(self) -> None:
        self.ehr.configuration = dict(OFFERED)

    def report(self) -> Report:
        """The report of a check now."""
        return check(self._setup())

    def facts(self) -> Facts:
        """What a check now is judged by."""
        return gather(self._setup())

    def _setup(self) -> Setup:
        self.ehr.failures[METADATA] = [
            self.metadata if isinstance(self.metadata, Response) else answer(200, self.metadata)
        ]
        self.ehr.failures[TOKEN] = [self.token or answer(401, {"error": "invalid_client"})]
        scopes = f"{SCOPES} patient/Coverage.rs"
        row = Ehr(name="general", iss=self.ehr.base, client_id=CLIENT_ID, scopes=scopes, issuer=self.ehr.root,
                  frame_ancestors=("https://ehr.hospital.example",))  # fmt: skip
        setup = Setup(replace(row, **self.registered), self.base_url, self.keys_dir, PLAN)
        return replace(setup, **self.told)

    def finding(self, name: str) -> Finding:
        """The finding of one step."""
        return by_name(self.report())[name]


def by_name(report: Report) -> dict[str, Finding]:
    """The findings by the name of their step."""
    return {finding.check: finding for finding in report.findings}


def standings(report: Report) -> dict[str, Standing]:
    """How each step came out, those that are in order left out."""
    return {f.check: f.standing for f in report.findings if f.standing is not Standing.OK}

"""The connection check: every step in order, each from the same facts, so that none hides a later one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from smart_launch import checks_fhir, checks_launch, checks_own, checks_sign_in
from smart_launch.checks_facts import Facts, Need, Plan, Setup, gather
from smart_launch.checks_finding import Fault, Finding, Standing, Who, failed
from smart_launch.launch import Launch

__all__ = ["Need", "Plan", "Report", "Setup", "check", "judged", "with_launch"]

Step = Callable[[Facts], Finding]


def _granted(_: Facts) -> Finding:
    return checks_launch.granted(None)


def _launch_facts(_: Facts) -> Finding:
    return checks_launch.launch_facts(None)


STEPS: Sequence[tuple[str, Step]] = (
    ("Our address", checks_own.our_address),
    ("Our keys", checks_own.our_keys),
    ("Our key is published", checks_own.our_key_published),
    ("Client secret", checks_own.client_secret),
    ("Address answers", checks_sign_in.answers),
    ("SMART configuration", checks_sign_in.configuration),
    ("Sign-in addresses", checks_sign_in.addresses),
    ("Launch from the chart", checks_sign_in.launch_from_chart),
    ("Client authentication", checks_sign_in.client_authentication),
    ("Issuer", checks_sign_in.issuer),
    ("Token endpoint", checks_sign_in.token_endpoint),
    ("Scopes asked for", checks_sign_in.scopes),
    ("Scopes granted", _granted),
    ("Launch facts", _launch_facts),
    ("FHIR version", checks_fhir.fhir_version),
    ("MedicationAdministration", checks_fhir.administrations),
    ("Other records", checks_fhir.other_records),
    ("Clock", checks_fhir.clock),
    ("Frame", checks_own.frame),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was found at one EHR, and when (seconds since 1970)."""

    ehr: str
    vendor: str
    iss: str
    client_id: str
    at: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether no step failed. Warnings, and what was not checked, do not count."""
        return self.count(Standing.FAILED) == 0

    def count(self, standing: Standing) -> int:
        """How many steps came out so."""
        return sum(finding.standing is standing for finding in self.findings)


def check(setup: Setup, further: Sequence[Finding] = ()) -> Report:
    """Ask the EHR and judge each step; `further` are findings of the site's own settings, shown last."""
    ehr, findings = setup.ehr, judged(gather(setup))
    at = int(datetime.now(UTC).timestamp())
    return Report(ehr.name, ehr.vendor, ehr.iss, ehr.client_id, at, (*findings, *further))


def with_launch(report: Report, launch: Launch) -> Report:
    """The report with what a launch that is open tells. It is of this launch alone, so it is kept with none."""
    told = {found.check: found for found in (checks_launch.granted(launch), checks_launch.launch_facts(launch))}
    return replace(report, findings=tuple(told.get(found.check, found) for found in report.findings))


def judged(facts: Facts) -> tuple[Finding, ...]:
    """Every step, in order, judged from the same facts."""
    return tuple(_one(name, step, facts) for name, step in STEPS)


def _one(name: str, step: Step, facts: Facts) -> Finding:
    """A step that breaks on an answer nobody foresaw says so, and the others go on."""
    try:
        return step(facts)
    except Exception as problem:  # its text may quote what the EHR wrote
        found = f"An answer of the EHR could not be judged ({type(problem).__name__})."
        return failed(name, Fault(found, "Not known.", "Report this line to the makers of Chairside.", Who.VENDOR))

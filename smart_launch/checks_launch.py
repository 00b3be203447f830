"""Steps about a launch that is open: what the EHR granted, and what it told of the chart."""

from __future__ import annotations

from smart_launch.checks_finding import Fault, Finding, Who, not_checked, passed, warned
from smart_launch.launch import Launch

NO_LAUNCH = "it takes a launch; open /admin from a chart"


def granted(launch: Launch | None) -> Finding:
    """The scopes this launch was given, against those asked for."""
    name = "Scopes granted"
    if launch is None:
        return not_checked(name, NO_LAUNCH)
    if launch.not_granted:
        found = f"Asked and not granted: {', '.join(launch.not_granted)}."
        effect = "What these hold is shown as not read, and the questions about it stay open."
        fix = "Add them to the app's record in the EHR, then open Chairside from the chart again."
        return warned(name, Fault(found, effect, fix, Who.EHR_TEAM))
    return passed(name, "all record types that were asked for")


def launch_facts(launch: Launch | None) -> Finding:
    """What the launch told: the visit and the person. A launch without a patient does not come this far."""
    name = "Launch facts"
    if launch is None:
        return not_checked(name, NO_LAUNCH)
    if launch.fhir_user is None:
        found, effect = "The EHR did not say who the person is.", "Roles that name persons fit nobody."
        return warned(name, Fault(found, effect, "Grant openid and fhirUser together.", Who.EHR_TEAM))
    if launch.encounter is None:
        found, effect = "The launch named no visit.", "The person picks the visit each time."
        return warned(name, Fault(found, effect, "Set the launch point up with visit context.", Who.EHR_TEAM))
    banner = "the EHR shows the banner" if not launch.need_patient_banner else "banner wanted here"
    return passed(name, f"patient, visit, person; {banner}")

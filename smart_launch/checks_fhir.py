"""Steps about the FHIR server: its version, the records a visit is read from, and its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smart_launch.checks_facts import Facts, Need
from smart_launch.checks_finding import Fault, Finding, Who, failed, listed, not_checked, passed, plain, warned
from smart_launch.checks_sign_in import odd_answer
from smart_launch.scopes import allowed

NO_CAPABILITY = "the CapabilityStatement could not be read"
FHIR_TYPES = ("application/fhir+json", "application/json+fhir", "application/json")
RESULTS = frozenset({"_count", "_sort", "_include", "_revinclude"})  # of every search; servers seldom list them
CLOSE, APART = 5, 60  # seconds: an assertion may be 5 s ahead, an id_token 60 s
ADMINISTRATION = "MedicationAdministration"


@dataclass(frozen=True, slots=True)
class Offered:
    """What a server says of one resource type. `interactions` is empty where it does not say."""

    interactions: frozenset[str]
    parameters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing of one resource type. `vital`: no visit can be read without it."""

    found: str
    effect: str
    fix: str
    who: Who
    vital: bool


def fhir_version(facts: Facts) -> Finding:
    """The CapabilityStatement at /metadata is one, and of FHIR R4."""
    name, reading, capability = "FHIR version", facts.metadata, facts.capability
    effect = "Chairside reads FHIR R4; of another version it may misread a record."
    if reading.trouble:
        return failed(
            name, Fault(reading.trouble.found, "No chart can be read.", reading.trouble.fix, reading.trouble.who)
        )
    if capability is None:
        found = f"{reading.address} {odd_answer(reading)}, and no CapabilityStatement came."
        if reading.status in (401, 403):
            fix, unknown = (
                "Let it answer without a sign-in (FHIR, RESTful API).",
                "Which records it has cannot be told here.",
            )
            return warned(name, Fault(found, unknown, fix, Who.VENDOR))
        fix = "Correct iss: it must be the FHIR base itself."
        return failed(name, Fault(found, "If this is not the FHIR base, no chart can be read.", fix, Who.YOU))
    version = plain(capability.get("fhirVersion", ""))
    if version.partition("-")[0].split(".")[:2] != ["4", "0"]:
        found = f"It says FHIR {version or 'nothing'}, not 4.0."
        fix = "Register the R4 address of this EHR as iss."
        return (warned if version.startswith("4.") else failed)(name, Fault(found, effect, fix, Who.YOU))
    if reading.media_type not in FHIR_TYPES:
        found = f"FHIR {version}, sent as {plain(reading.media_type) or 'nothing in particular'}."
        fix = "Send application/fhir+json."
        return warned(name, Fault(found, "None for Chairside; other apps may refuse it.", fix, Who.VENDOR))
    software = capability.get("software")
    maker = plain(software.get("name", "")) if isinstance(software, Mapping) else ""
    return passed(name, f"{version}{', ' if maker else ''}{maker}")


def administrations(facts: Facts) -> Finding:
    """What was given, which every charge is made from."""
    name, gap = ADMINISTRATION, facts.setup.plan.known_gaps.get(ADMINISTRATION, "")
    if facts.capability is None:
        return not_checked(name, NO_CAPABILITY)
    if gap and name not in _offered(facts.capability):
        return passed(name, f"none at this vendor, by plan: {gap}")
    need = next((each for each in facts.setup.plan.needs if each.type == name), None)
    if need is None:
        return passed(name, "offered, though this vendor is not known to have it")
    return _one(name, need, facts)


def other_records(facts: Facts) -> Finding:
    """The visit, orders, diagnoses, payer and what they point to."""
    name = "Other records"
    if facts.capability is None:
        return not_checked(name, NO_CAPABILITY)
    needs = [need for need in facts.setup.plan.needs if need.type != ADMINISTRATION]
    lacks = [lack for need in needs if (lack := _lack(need, facts))]
    return _counted(name, lacks) if lacks else passed(name, f"{len(needs)} types with the searches this plan asks for")


def clock(facts: Facts) -> Finding:
    """The EHR's clock by its Date header, against ours."""
    name, readings = "Clock", (facts.configuration, facts.metadata)
    reading = next((each for each in readings if each.said_at and each.asked_at), None)
    if reading is None or reading.said_at is None or reading.asked_at is None:
        return not_checked(name, "no answer with a Date header came")
    apart = (reading.said_at - reading.asked_at).total_seconds() - reading.milliseconds / 2000
    # The header has whole seconds, cut off.
    seconds = max(abs(apart) - 1, 0) if apart < 0 else apart
    which = "behind" if apart < 0 else "ahead of"
    if seconds <= CLOSE:
        return passed(name, f"theirs and ours differ by {seconds:.0f} s")
    found = f"The EHR's clock is {seconds:.0f} s {which} ours."
    fix = "Set this server's clock by NTP; if it is, the EHR team sets theirs."
    if seconds > APART:
        return failed(name, Fault(found, "Sign-ins are refused as out of date or from the future.", fix, Who.YOU))
    return warned(name, Fault(found, "Strict servers may refuse a sign-in.", fix, Who.YOU))


def _one(name: str, need: Need, facts: Facts) -> Finding:
    lack = _lack(need, facts)
    if lack:
        return _counted(name, [lack])
    return passed(name, f"offered, searched by {', '.join(sorted(need.searched_by - RESULTS))}")


def _counted(name: str, lacks: Sequence[Lack]) -> Finding:
    """What is missing as one finding: a failure where a visit cannot do without one of it."""
    fault = Fault(
        found="; ".join(lack.found for lack in lacks) + ".",
        effect=" ".join(dict.fromkeys(lack.effect for lack in lacks)),
        fix=" ".join(dict.fromkeys(lack.fix for lack in lacks)),
        who=lacks[0].who,
    )
    return (failed if any(lack.vital for lack in lacks) else warned)(name, fault)


def _lack(need: Need, facts: Facts) -> Lack | None:
    """What is missing of a type, None where nothing is."""
    letters, asked = frozenset("rs" if need.searched_by else "r"), allowed(facts.ehr.scopes.split())
    if not letters <= asked.get(need.type, frozenset()) | asked.get("*", frozenset()):
        fix = "Add what is missing to scopes and to the app's record in the EHR."
        return Lack(f"{need.type} is not among our scopes", need.effect, fix, Who.YOU, need.vital)
    there = _offered(facts.capability or {}).get(need.type)
    turn_on = "Have it turned on at this site, or ask for the API of it."
    if there is None:
        return Lack(f"{need.type} is not in the CapabilityStatement", need.effect, turn_on, Who.EHR_TEAM, need.vital)
    way = "search-type" if need.searched_by else "read"
    if there.interactions and way not in there.interactions:
        told = f"{need.type} cannot be {'searched' if need.searched_by else 'read'}"
        return Lack(told, need.effect, turn_on, Who.EHR_TEAM, need.vital)
    unknown = need.searched_by - there.parameters - RESULTS
    if unknown:
        told = f"{need.type} is not listed as searched by {', '.join(sorted(unknown))}"
        effect = "If the EHR refuses such a search, what it asks for is shown as not read."
        fix = "Ask whether it takes these searches all the same; lists are often not complete."
        return Lack(told, effect, fix, Who.VENDOR, vital=False)
    return None


def _offered(capability: Mapping[str, Any]) -> dict[str, Offered]:
    """The resource types of a CapabilityStatement; what has no shape is passed over."""
    rest = capability.get("rest")
    servers = [each for each in rest if isinstance(each, dict)] if isinstance(rest, list) else []
    found: dict[str, Offered] = {}
    for server in servers:
        resources = server.get("resource")
        for resource in resources if isinstance(resources, list) else []:
            if isinstance(resource, dict) and isinstance(resource.get("type"), str):
                interactions = frozenset(_named(resource.get("interaction"), "code"))
                parameters = frozenset(_named(resource.get("searchParam"), "name"))
                found[resource["type"]] = Offered(interactions, parameters)
    return found


def _named(entries: object, key: str) -> list[str]:
    return listed([entry.get(key) for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else [])

"""Steps of the connection check about a site's own settings: time zone, switches, MAR words, roles."""

from __future__ import annotations

from dataclasses import fields

from plugin.engine.drug_lists import check_lists
from plugin.engine.errors import UnknownSwitch
from plugin.engine.rulebook import DrugTable
from plugin.engine.switches import Switches
from plugin.intake.quirks import names_practice
from plugin.intake.site import USUAL_ACTIONS, Site
from plugin.settings import EVERYBODY, ROLES, Clinic
from smart_launch.checks_finding import Fault, Finding, Who, failed, passed, warned


def site_findings(clinic: Clinic, drugs: DrugTable) -> tuple[Finding, ...]:
    """All of them; `drugs` is the table the lists of the switches are looked up in."""
    practice = (_practice(clinic.site),) if names_practice(clinic.site.vendor) else ()
    return *practice, _time_zone(clinic.site), _switches(clinic, drugs), _mar_words(clinic.site), _roles(clinic)


def _practice(site: Site) -> Finding:
    if site.practice:
        return passed("Practice", f"{site.practice}, named in every search")
    found = "practice is not set."
    effect = "Where practices share charts a search may bring those of another one."
    return warned("Practice", Fault(found, effect, "Set practice of this EHR to the number of the practice.", Who.YOU))


def _time_zone(site: Site) -> Finding:
    if site.timezone:
        return passed("Time zone", site.timezone)
    found, effect = "timezone is not set.", "A time the EHR writes in UTC may fall on another day than at the site."
    fix = "Set timezone of this EHR to its IANA name, such as America/Chicago."
    return warned("Time zone", Fault(found, effect, fix, Who.YOU))


def _switches(clinic: Clinic, drugs: DrugTable) -> Finding:
    name, choices = "Switches", clinic.switches
    try:
        check_lists(choices, drugs)
    except UnknownSwitch as problem:
        return failed(name, Fault(problem.sentence, "Chairside does not start.", problem.hint, Who.YOU))
    usual = Switches()
    chosen = [f.name for f in fields(Switches) if getattr(choices.general, f.name) != getattr(usual, f.name)]
    own = f"; {', '.join(sorted(choices.by_payer))} with their own" if choices.by_payer else ""
    said = f"differ from the default: {', '.join(chosen)}" if chosen else "all as by default"
    return passed(name, f"all known; {said}{own}")


def _mar_words(site: Site) -> Finding:
    name, usual = "MAR words", Site()
    known = f"{len(USUAL_ACTIONS)} usual words and {len(site.mar_actions)} of this site are understood"
    other = [
        f"{word} means {meaning} here and {action} elsewhere"
        for word, meaning in site.mar_actions.items()
        if (action := usual.action(word)) and action != meaning
    ]
    if other:
        fix = "Have a nurse of this site confirm it, or take the word out of mar_actions."
        effect = "If it is wrong, times of infusions are read wrongly."
        return warned(name, Fault(f"{'; '.join(other)}.", effect, fix, Who.YOU))
    return passed(name, f"{known}; any other is shown as not read")


def _roles(clinic: Clinic) -> Finding:
    name, roles = "Roles", clinic.roles
    nobody = [role for role in ROLES if role != "manager" and not roles.get(role)]
    if EVERYBODY in roles.get("admin", ()):
        found, effect = "admin is open to everybody.", "Every nurse may open the connection page."
        return warned(name, Fault(found, effect, "Name persons in [ehr.roles] admin.", Who.YOU))
    if nobody:
        found = f"Nobody has the role {' or '.join(nobody)}."
        fix = "Name their fhirUser in [ehr.roles] of this EHR."
        return warned(name, Fault(found, "Their pages open for nobody.", fix, Who.YOU))
    return passed(name, ", ".join(f"{role} {len(roles.get(role, ()))}" for role in ROLES))

"""Codes of the initial place and of later services: who holds the place, and what the others are (R-ADM-20 to 24)."""

from __future__ import annotations

from functools import partial

from plugin.engine.codes import first_code
from plugin.engine.initial import APPLIES as CHOOSE_THE_INITIAL
from plugin.engine.roles import Role, Service
from plugin.engine.why.answer import Reason
from plugin.engine.why.near_misses import near
from plugin.engine.why.words import kind_of, line_of, ran
from plugin.engine.why.worksheet import Check, WorkedSite, Worksheet

AS_ROLE = {
    Role.LATER: "is a later service of its line",
    Role.AGAIN: "is a later dose of a drug infused before",
    Role.CONCURRENT: "ran at the same time as another infusion",
    Role.BESIDE_CHEMO: "ran beside other chemotherapy",
    Role.REPEAT_PUSH: "is a push of a drug coded before",
}


def place_is_taken(kind: str) -> Check:
    """Why a service of a kind is not the initial one of its line."""
    return partial(_place_is_taken, kind)


def only_initial(kind: str) -> Check:
    """Why there is no later service of a kind: the only one is initial, the others stand in another role."""
    return partial(_only_initial, kind)


def _place_is_taken(kind: str, code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    found = []
    for site, service in sheet.services:
        if service.kind != kind:
            continue
        initial = site.initial
        if initial is None or initial is service or service.role is not Role.LATER:
            found.append(_in_another_role(code, service, site, sheet))
        else:
            found.append(_behind(code, service, initial, site, sheet))
    return tuple(found)


def _behind(code: str, service: Service, initial: Service, site: WorkedSite, sheet: Worksheet) -> Reason:
    rule = next((r for r in reversed(initial.because) if r in CHOOSE_THE_INITIAL), "R-ADM-20")
    why = {
        "R-ADM-21": "the visit was mainly for it",
        "R-ADM-24": "chemotherapy takes the place where it was given on the same line",
        "R-ADM-29": "the visit was mainly for the fluid",
    }.get(rule, f"{kind_of(initial)} ranks above {kind_of(service)}")
    said = f"{ran(service.dose)} is coded {first_code(service, site.desk)[0]}, not {code}: {ran(initial.dose)} holds "
    said += f"the initial place of {line_of(site.site.doses)} ({first_code(initial, site.desk)[0]}), since {why}."
    visit = site.desk.visit.id if site.desk.visit else ""
    asked = sheet.question("R-DOC-15", (visit, initial.dose.id))
    said += f" Open question: {asked}" if asked else ""
    rules = (rule, "R-ADM-22", *(("R-DOC-15",) if asked else ()))
    return sheet.reason(rules, said, (*service.dose.evidence, *initial.dose.evidence))


def _in_another_role(code: str, service: Service, site: WorkedSite, sheet: Worksheet) -> Reason:
    given, rule = first_code(service, site.desk)
    said = f"{ran(service.dose)} {AS_ROLE.get(service.role, 'holds the initial place')}: coded {given}, not {code}."
    return sheet.reason((*service.because, rule), said, service.dose.evidence)


def _only_initial(kind: str, code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    found = list(near(kind, sheet))
    for site, service in ((site, s) for site, s in sheet.services if s.kind == kind):
        if service.role is not Role.INITIAL:
            found.append(_in_another_role(code, service, site, sheet))
            continue
        dose, line = service.dose, line_of(site.site.doses)
        added = f" ({len(dose.given)} rows are one dose)" if len(dose.given) > 1 else ""
        said = f"{ran(dose)}{added} is the only {kind_of(service)} of {line} and holds its initial place "
        said += f"({first_code(service, site.desk)[0]}); {code} needs a second one there."
        joined = (r for r in service.dose.because if r in ("R-ADM-57", "R-ADM-62", "R-ADM-63"))
        found.append(sheet.reason(("R-ADM-22", "R-ADM-48", *joined), said, dose.evidence))
    return tuple(found)

"""How a code that is proposed is counted, and what one unit more would take: minutes, another line, another drug."""

from __future__ import annotations

from collections.abc import Callable

from plugin.engine.codes import extra_hours, first_code
from plugin.engine.dose import Dose
from plugin.engine.roles import Role
from plugin.engine.why.answer import Reason
from plugin.engine.why.outside_doses import outside_doses
from plugin.engine.why.words import line_of, listed, ran
from plugin.engine.why.worksheet import Worksheet, rows_of

HOURLY_ROLES = (Role.INITIAL, Role.LATER, Role.AGAIN)


def how_many(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Why there are so many units of a proposed code and no more; nothing for codes counted by what was given alone."""
    counts: tuple[Callable[[str, Worksheet], tuple[Reason, ...]], ...] = (_by_hours, _by_lines, _by_doses, _once)
    return next((found for count in counts if (found := count(code, sheet))), ())


def counted_in_hours(family: str, sheet: Worksheet) -> list[tuple[Dose, int]]:
    """The doses whose minutes earn the further hours of a family of R-ADM-43, with the minutes that count."""
    if family in ("pump", "arterial"):
        return [(dose, dose.minutes) for dose in outside_doses(family, sheet) if not dose.push]
    kind = "hydration" if family == "hydration" else f"{family}_infusion"
    return [(s.dose, s.own_minutes) for _, s in sheet.services if s.kind == kind and s.role in HOURLY_ROLES]


def _by_hours(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """The minutes there are, and the minute with which one more unit would begin (R-ADM-43)."""
    rule = sheet.book.rule("R-ADM-43")
    family = next((f for f, hourly in rule.table("codes").items() if hourly == code), "")
    first, each = rule.number("first_ends"), rule.number("each")
    found = []
    for dose, minutes in counted_in_hours(family, sheet) if family else ():
        begins = first + 1 + each * extra_hours(minutes, rule)
        said = f"{ran(dose, minutes)}: the next unit would begin with minute {begins}, and {minutes} are counted."
        found.append(sheet.reason((rule.id,), said, dose.evidence))
    return tuple(found)


def _by_lines(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """One initial service for each access site and visit (R-ADM-22)."""
    initials = [(site, site.initial) for site in sheet.sites if site.initial]
    mine = [site for site, initial in initials if first_code(initial, site.desk)[0] == code]
    if not mine:
        return ()
    lines = listed(line_of(site.site.doses) for site in mine)
    said = f"it is the initial service of {lines}, and each line has one in a visit."
    return (sheet.reason(("R-ADM-22",), said, rows_of(s.dose for site, s in initials if site in mine)),)


def _by_doses(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """One unit for each drug given by shot; what counts as one dose is the site's choice (R-ADM-67, R-ADM-70)."""
    if code not in sheet.book.rule("R-ADM-70").table("codes").values():
        return ()
    within = sheet.minutes("R-ADM-67", "within")
    said = f"one unit for each dose; syringes of one drug within {within} minutes are one dose where the site chose "
    said += f"one_per_drug, and here split_dose_injections={sheet.switches.split_dose_injections}."
    return (sheet.reason(("R-ADM-70", "R-ADM-67"), said),)


def _once(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Codes that are one unit whatever was given (R-ADM-50, R-ADM-11)."""
    if code == sheet.book.rule("R-ADM-49").text("code"):
        return (sheet.reason(("R-ADM-50",), "it is one unit for the whole encounter, however many bags ran together."),)
    if code == sheet.book.rule("R-ADM-11").text("code"):
        return (sheet.reason(("R-ADM-11",), "it is one unit a day, however many units of blood were given."),)
    return ()

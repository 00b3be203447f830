"""Codes of further hours: the longest infusion that counts, and the minute an hour more begins with (R-ADM-43)."""

from __future__ import annotations

from functools import partial

from plugin.engine.roles import Role
from plugin.engine.why.answer import Reason
from plugin.engine.why.near_misses import too_short, without_a_time
from plugin.engine.why.unit_counts import counted_in_hours
from plugin.engine.why.words import all_ran, listed, ran
from plugin.engine.why.worksheet import Check, Worksheet, rows_of


def too_few_minutes(family: str) -> Check:
    """Why no infusion of a family of R-ADM-43 earned a further hour."""
    return partial(_too_few_minutes, family)


def _too_few_minutes(family: str, code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    counted = counted_in_hours(family, sheet)
    if not counted:
        return ()
    needed = sheet.minutes("R-ADM-43", "first_ends", 1)
    most = max(minutes for _, minutes in counted)
    longest = [(dose, minutes) for dose, minutes in counted if minutes == most]
    each = listed(
        ran(dose) + (f", of which {minutes} min count" if minutes != dose.minutes else "") for dose, minutes in longest
    )
    said = f"the longest time that counts was {most} min: {each}; the next hour begins with minute {needed}."
    found = [sheet.reason(("R-ADM-43",), said, rows_of(dose for dose, _ in longest))]
    if family in ("chemo", "therapeutic"):
        found += _besides(family, code, sheet)
    return tuple(found)


def _besides(family: str, code: str, sheet: Worksheet) -> list[Reason]:
    """What else of the family was given that could have earned hours, and did not."""
    kind = f"{family}_infusion"
    found = [*without_a_time(kind, sheet)]
    beside = [s.dose for _, s in sheet.services if s.kind == kind and s.role is Role.CONCURRENT]
    if beside:
        said = f"{all_ran(beside)} ran at the same time as another infusion, which is not counted in hours."
        found.append(sheet.reason(("R-ADM-49", "R-ADM-50", "R-ADM-51"), said, rows_of(beside)))
    if code == sheet.book.rule("R-ADM-57").text("code"):
        found += _same_drug_again(sheet)
    return found


def _same_drug_again(sheet: Worksheet) -> list[Reason]:
    """The same code stands for a later dose of a drug infused before, unless the site counts otherwise (R-ADM-57)."""
    repeated = []
    for site in sheet.sites:
        keys = [p.dose.key for p in site.placed if not p.chemo]
        repeated += [p.dose for p in site.placed if keys.count(p.dose.key) > 1]
    chosen = sheet.switches.same_drug_repeat_infusion
    if repeated and chosen != "each_dose":
        said = f"{all_ran(repeated)}: a later dose of the same drug is no further hour, since this site chose "
        said += f"same_drug_repeat_infusion={chosen}."
        return [sheet.reason(("R-ADM-57",), said, rows_of(repeated))]
    if repeated:
        return []
    short = too_short("therapeutic_infusion", sheet)
    return [*short, sheet.reason(("R-ADM-57",), "no drug was infused again on its line.")]

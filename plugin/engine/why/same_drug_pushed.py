"""The repeated push: a hospital's code, for a drug coded before, after more than 30 minutes (R-ADM-56, R-ADM-58)."""

from __future__ import annotations

from plugin.chart.visit import Setting
from plugin.engine.dose import NO_TIME, Dose
from plugin.engine.overlap import is_chemo
from plugin.engine.why.answer import Reason
from plugin.engine.why.near_misses import of_class
from plugin.engine.why.words import all_ran, ran
from plugin.engine.why.worksheet import WorkedSite, Worksheet, rows_of

PUSH = "therapeutic_push"


def office_has_none(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Offices are not paid for a repeated push."""
    if sheet.chart.setting is not Setting.OFFICE:
        return ()
    again = [dose for site in sheet.sites for dose in _again(site)]
    what = f"{all_ran(again)} was given again, but this" if again else "this"
    said = f"{what} is an office visit, and only hospitals report {code}."
    return (sheet.reason(("R-ADM-56",), said, rows_of(again)),)


def too_soon(_: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Pushes of a drug coded before that came too soon, during its infusion, or without a time."""
    return tuple(_why(dose, site, sheet) for site in sheet.sites for dose in _again(site) if not is_chemo(dose))


def chemotherapy_has_none(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Chemotherapy has no code for a drug pushed again."""
    again = [dose for site in sheet.sites for dose in _again(site) if is_chemo(dose)]
    if not again:
        return ()
    said = f"{all_ran(again)}: chemotherapy pushed again has no code; {code} is for other drugs."
    return (sheet.reason(("R-ADM-56", "R-ADM-58"), said, rows_of(again)),)


def pushed_once(_: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Each drug was pushed once, and none of them infused on the same line."""
    pushed = [d for d in of_class(PUSH, sheet.doses) if d.push]
    if not pushed:
        return ()
    said = f"no drug was given again by push on its line: {all_ran(pushed)}."
    return (sheet.reason(("R-ADM-56",), said, rows_of(pushed)),)


def _again(site: WorkedSite) -> list[Dose]:
    """Pushes that no service of the site reports, of drugs that another dose there reports."""
    reported = {s.dose.evidence for s in site.site.services}
    return [d for d in site.site.doses if d.push and d.group != "hydration" and d.evidence not in reported]


def _why(dose: Dose, site: WorkedSite, sheet: Worksheet) -> Reason:
    infused, pushed = _infused(dose, site), _last_reported(dose, site)
    rule = "R-ADM-58" if infused else "R-ADM-56"
    needed = sheet.minutes(rule, "more_than")
    evidence = rows_of([*infused, *pushed, dose])
    if dose.at >= NO_TIME or dose.untimed:
        said = f"{ran(dose)}: given again, but a time is not charted; more than {needed} minutes must lie between."
        return sheet.reason((rule, "R-ADM-59"), said, evidence)
    during = [d for d in infused if any(start <= dose.at < stop for start, stop in d.flow)]
    if during:
        said = f"{ran(dose)} was pushed while {all_ran(during)} ran, and is part of that infusion."
        return sheet.reason((rule,), said, evidence)
    gap, nearest = min((_gap(dose, d), ran(d)) for d in [*infused, *pushed] or [dose])
    what = "its start or end" if infused else "that push"
    said = f"{ran(dose)} was given again {gap} min from {nearest}; more than {needed} from {what} are needed."
    return sheet.reason((rule,), said, evidence)


def _gap(dose: Dose, before: Dose) -> int:
    """Minutes between a push and the nearest end of another dose."""
    edges = [before.at] if before.push else [edge for stretch in before.flow for edge in stretch]
    return min((abs(dose.at - edge) for edge in edges), default=NO_TIME)


def _infused(dose: Dose, site: WorkedSite) -> list[Dose]:
    """The infusions of the same drug that earned a code, else all of them."""
    own = [p.dose for p in site.placed if p.dose.key == dose.key]
    services = [s.dose for s in site.site.services if s.dose.key == dose.key and s.kind.endswith("infusion")]
    return services or own


def _last_reported(dose: Dose, site: WorkedSite) -> list[Dose]:
    """The push of the same drug that was reported last before this one."""
    same = [s.dose for s in site.site.services if s.dose.key == dose.key and s.kind.endswith("push")]
    return sorted((d for d in same if d.at <= dose.at), key=lambda d: d.at)[-1:]

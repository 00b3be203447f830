"""Hydration codes: the minutes fluid kept for itself, what took the others, and who holds the initial place."""

from __future__ import annotations

from plugin.chart.administration import Manner
from plugin.engine.dose import Dose, length, overlap
from plugin.engine.given import Given
from plugin.engine.hydration import OwnTime
from plugin.engine.identify import identify
from plugin.engine.why.answer import Reason
from plugin.engine.why.omitted import in_words, omission_of
from plugin.engine.why.words import all_ran, item, items, listed, verb
from plugin.engine.why.worksheet import WorkedSite, Worksheet, rows_of

KIND = "hydration"
FLUIDS = ("hydration", "flush")


def no_time_of_its_own(_: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Fluid that kept fewer minutes than hydration needs, on every line it ran on."""
    if any(service.kind == KIND for _, service in sheet.services):
        return ()
    return tuple(_too_short(site, site.fluid, sheet) for site in sheet.sites if site.fluid)


def no_fluid(_: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Nothing was given as hydration: what fluid there was carried a drug, flushed a line or kept it open."""
    if any(site.fluid for site in sheet.sites):
        return ()
    found = [*_never_hydration(sheet), *_carriers(sheet)]
    if found:
        return tuple(found)
    return (sheet.reason(("R-ADM-07", "R-ADM-44"), "no fluid given for hydration is charted in this visit."),)


def counted_as_first_hour(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Fluid that holds the initial place and is too short for a further hour."""
    needed = sheet.minutes("R-ADM-43", "first_ends", 1)
    initials = [s for _, s in sheet.services if s.kind == KIND]
    if not initials:
        return ()
    first = sheet.book.rule("R-ADM-44").text("initial")
    doses = [s.dose for s in initials]
    said = f"{all_ran(doses)} {verb(len(doses), 'holds', 'hold')} the initial place as {first}; {code} begins with "
    said += f"minute {needed}."
    return (sheet.reason(("R-ADM-43", "R-ADM-44", "R-ADM-29"), said, rows_of(doses)),)


def _too_short(site: WorkedSite, fluid: OwnTime, sheet: Worksheet) -> Reason:
    needed = sheet.minutes("R-ADM-44", "at_least")
    fluids = [d for d in site.site.doses if d.group == "hydration"]
    drugs = [p.dose for p in site.placed if any(overlap(p.dose.flow, f.flow) for f in fluids)]
    said = f"{all_ran(fluids)}: {fluid.dose.minutes} of {fluid.charted} min count as hydration; {needed} are needed."
    rules = ["R-ADM-44"]
    evidence = [*rows_of(fluids), *rows_of(drugs)]
    if drugs:
        said += f" The rest ran beside {all_ran(drugs)}."
        rules.append("R-ADM-46")
    if fluid.alone > fluid.dose.minutes:
        said += f" {fluid.alone} min ran alone, but no unbroken run reached {needed}, as this site chose "
        said += f"hydration_split={sheet.switches.hydration_split}."
        rules.append("R-ADM-47")
    drugs_there = [d for d in site.site.doses if d.group != "hydration" and d.untimed]
    unsure = [d for d in drugs_there if d.given[0].manner is not Manner.PUSH]
    if fluid.dose.held and unsure:
        said += f" No minute counts where {listed(d.name for d in unsure)} may have run, whose time is not charted."
        rules += ["R-ADM-59", "R-ADM-46"]
        evidence += rows_of(unsure)
    if site.site.running and length(site.site.running):
        said += " An infusion that is not finished may run beside it."
        rules.append("R-ADM-40")
    return sheet.reason(rules + _untimed(fluids), said + _asked(fluids, sheet), evidence)


def _untimed(fluids: list[Dose]) -> list[str]:
    conflict = any("R-ADM-61" in d.because for d in fluids)
    return ["R-ADM-61"] if conflict else ["R-ADM-59"] if any(d.untimed for d in fluids) else []


def _asked(fluids: list[Dose], sheet: Worksheet) -> str:
    asked = [sheet.question(card, rows_of(fluids)) for card in ("R-DOC-01", "R-DOC-02", "R-DOC-03", "R-DOC-09")]
    first = next((question for question in asked if question), "")
    return f" Open question: {first}" if first else ""


def _never_hydration(sheet: Worksheet) -> list[Reason]:
    """Fluid that kept a vein open, flushed, was pushed, was not given or still runs (R-ADM-09)."""
    found = []
    for given in (g for g in sheet.all_given if g.group in FLUIDS):
        omission = omission_of(given, sheet)
        if omission:
            found.append(sheet.reason(omission.because, f"{in_words(given, omission, sheet)}.", omission.evidence))
        for line in sheet.lines_of(given.evidence):
            said = f"{item(given)} is coded {line.code}, and is no hydration."
            found.append(sheet.reason((*line.because, "R-ADM-09"), said, line.evidence))
    return found


def _carriers(sheet: Worksheet) -> list[Reason]:
    """Fluid that carried a drug in the same bag (R-ADM-09, R-ADM-08)."""
    carried = [g for g in sheet.all_given if g.group not in FLUIDS and _has_fluid(g, sheet)]
    if not carried:
        return []
    said = f"{items(carried)}: the fluid in the bag carried the drug, and a carrier is no hydration."
    return [sheet.reason(("R-ADM-09", "R-ADM-08"), said, (row for g in carried for row in g.evidence))]


def _has_fluid(given: Given, sheet: Worksheet) -> bool:
    found = [identify(product, sheet.book.drugs) for product in given.administration.products]
    return any(drug.group in FLUIDS for each in found for drug in each.drugs)

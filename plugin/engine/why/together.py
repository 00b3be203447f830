"""Codes of infusions that run together: how long two bags did, on which line, and of which class (R-ADM-49 to 53)."""

from __future__ import annotations

from plugin.engine.dose import Dose, Flow, joined, length, overlap, without
from plugin.engine.overlap import Place, Placed
from plugin.engine.why.answer import Reason
from plugin.engine.why.near_misses import too_short, without_a_time
from plugin.engine.why.words import all_ran, line_of, listed, ran, stretches
from plugin.engine.why.worksheet import WorkedSite, Worksheet, rows_of

KINDS = ("chemo_infusion", "therapeutic_infusion")


def fewer_than_two(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """No line has two bags; those on another line, fluid and short bags are named beside."""
    if any(len(site.placed) > 1 for site in sheet.sites):
        return ()
    infused = [p.dose for site in sheet.sites for p in site.placed]
    said = f"{code} needs two bags running together on one line; "
    said += (
        f"charted as infusion: {all_ran(infused)}."
        if infused
        else "no infusion with its minutes is charted in this visit."
    )
    found = [sheet.reason(("R-ADM-49",), said, rows_of(infused)), *_on_two_lines(sheet)]
    found += [*_mixed(infused, sheet), *_beside_fluid(sheet)]
    return tuple(found + _no_infusion_by_time(sheet))


def too_little_overlap(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """The longest time two bags of a line ran together, where that is too short."""
    needed = sheet.switches.concurrent_min_overlap
    found = [(length(p.dose.flow) - length(p.own), site, p) for site in sheet.sites for p in site.placed]
    most = max((together for together, _, _ in found), default=0)
    if most >= needed:
        return ()
    if not most:
        apart = [p.dose for site in sheet.sites if len(site.placed) > 1 for p in site.placed]
        said = f"no two bags ran together on one line: {all_ran(apart)}; {needed} minutes together are needed."
        first = sheet.reason(("R-ADM-49",), said, rows_of(apart))
        return (first, *_on_two_lines(sheet), *_no_infusion_by_time(sheet))
    nearest = [(site, p) for together, site, p in found if together == most]
    pairs = [_pair(site, p) for site, p in nearest]
    said = f"the longest time two bags ran together on one line was {most} min: {listed(words for words, _ in pairs)}; "
    said += f"{needed} are needed."
    reason = sheet.reason(("R-ADM-49", "R-ADM-51"), said, (row for _, rows in pairs for row in rows))
    return (reason, *_on_two_lines(sheet), *_no_infusion_by_time(sheet))


def chemotherapy_beside_chemotherapy(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Two chemotherapy drugs that ran together have no concurrent code."""
    beside = [(site, p) for site in sheet.sites for p in site.placed if p.place is Place.BESIDE_CHEMO]
    if not beside:
        return ()
    pairs = [_pair(site, p) for site, p in beside]
    said = f"{listed(words for words, _ in pairs)} ran together, both chemotherapy: {code} is never given for that."
    return (sheet.reason(("R-ADM-53",), said, (row for _, rows in pairs for row in rows)),)


def coded_apart(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Bags that ran together long enough, coded one after the other because the site counts the remainder."""
    needed, chosen = sheet.switches.concurrent_min_overlap, sheet.switches
    found = []
    for site in sheet.sites:
        for placed in (p for p in site.placed if p.place is Place.BASE):
            if length(placed.dose.flow) - length(placed.own) < needed:
                continue
            rule, choice = "R-ADM-51", f"partial_overlap={chosen.partial_overlap}"
            if placed.chemo:
                rule, choice = "R-ADM-53", f"chemo_chemo_concurrent={chosen.chemo_chemo_concurrent}"
            names, rows = _pair(site, placed)
            said = f"{names} ran together long enough for {code}, but what {placed.dose.name} ran alone is coded as a "
            said += f"later infusion: this site chose {choice}."
            found.append(sheet.reason((rule,), said, rows))
    return tuple(found)


def not_billed_by_choice(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Chemotherapy beside chemotherapy that the site lists as not billed."""
    beside = [(site, p) for site in sheet.sites for p in site.placed if p.place is Place.BESIDE_CHEMO]
    if not beside:
        return ()
    pairs = [_pair(site, p) for site, p in beside]
    said = f"{listed(words for words, _ in pairs)} ran together; {code} is left out, since this site chose "
    said += f"chemo_chemo_concurrent={sheet.switches.chemo_chemo_concurrent}."
    return (sheet.reason(("R-ADM-53",), said, (row for _, rows in pairs for row in rows)),)


def no_two_chemotherapies(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """No two chemotherapy drugs were infused on one line, or they ran one after the other."""
    chemo = [p.dose for site in sheet.sites for p in site.placed if p.chemo]
    said = f"{code} marks chemotherapy beside chemotherapy on one line; "
    said += f"charted: {all_ran(chemo)}." if chemo else "no chemotherapy infusion is charted in this visit."
    pairs = [(overlap(a.flow, b.flow), a, b) for n, a in enumerate(chemo) for b in chemo[n + 1 :]]
    most = max((together for together, _, _ in pairs), default=0)
    if most:
        said += f" The longest time two of them ran together was {most} min; "
        said += f"{sheet.switches.concurrent_min_overlap} on one line are needed."
    return (sheet.reason(("R-ADM-53",), said, rows_of(chemo)), *without_a_time("chemo_infusion", sheet))


def _pair(site: WorkedSite, placed: Placed) -> tuple[str, tuple[str, ...]]:
    """Two bags with the time they ran together, and their rows; chemotherapy beside chemotherapy where that decided."""
    bases = [p for p in site.placed if p.place is Place.BASE and p is not placed]
    others = [p.dose for p in bases if p.chemo or placed.place is not Place.BESIDE_CHEMO]
    shared = [d for d in others if overlap(d.flow, placed.dose.flow)]
    flow = _both(placed.dose.flow, joined(*(d.flow for d in shared)))
    doses = sorted([placed.dose, *shared], key=lambda d: (d.at, d.id))
    drugs = {d.name for d in doses}
    names = listed(drugs if len(drugs) == 1 else (d.name for d in doses))
    names = f"{'two bags of ' if len(drugs) == 1 else ''}{names} {stretches(flow, placed.dose.offset)}"
    return names, rows_of(doses)


def _both(flow: Flow, other: Flow) -> Flow:
    return without(flow, without(flow, other))


def _on_two_lines(sheet: Worksheet) -> list[Reason]:
    """Bags that ran at the same time on two lines, which are never concurrent (R-ADM-25)."""
    found = []
    for n, site in enumerate(sheet.sites):
        for other in sheet.sites[n + 1 :]:
            pairs = [(a.dose, b.dose) for a in site.placed for b in other.placed]
            for a, b in ((a, b) for a, b in pairs if overlap(a.flow, b.flow)):
                said = f"{ran(a)} and {ran(b)} ran together, but on two lines ({line_of([a])} and {line_of([b])}), "
                said += "and each line is counted by itself."
                found.append(sheet.reason(("R-ADM-25", "R-ADM-49"), said, rows_of((a, b))))
    return found


def _mixed(infused: list[Dose], sheet: Worksheet) -> list[Reason]:
    mixed = [d for d in infused if any("R-ADM-55" in g.rules for g in d.given)]
    return [
        sheet.reason(("R-ADM-55",), f"{ran(d)} is one bag, and one bag is one infusion.", d.evidence) for d in mixed
    ]


def _beside_fluid(sheet: Worksheet) -> list[Reason]:
    """Fluid beside a drug, which loses its minutes instead (R-ADM-46)."""
    found = []
    for site in sheet.sites:
        fluids = [d for d in site.site.doses if d.group == "hydration"]
        for fluid in fluids:
            beside = [p.dose for p in site.placed if overlap(p.dose.flow, fluid.flow)]
            if beside:
                said = f"{ran(fluid)} ran beside {listed(d.name for d in beside)}, but hydration is never concurrent."
                found.append(sheet.reason(("R-ADM-46",), said, rows_of([fluid, *beside])))
    return found


def _no_infusion_by_time(sheet: Worksheet) -> list[Reason]:
    """Bags that could be one of two but for their minutes."""
    return [r for kind in KINDS for check in (too_short, without_a_time) for r in check(kind, sheet)]

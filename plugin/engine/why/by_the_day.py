"""Codes that count by the day: vaccines, transfusion, flush visits, visit levels and line services."""

from __future__ import annotations

from functools import partial

from plugin.chart.administration import Manner
from plugin.engine.flushes import beside_flushes
from plugin.engine.given import evidence_of
from plugin.engine.why.answer import Reason
from plugin.engine.why.omitted import in_words, omission_of
from plugin.engine.why.taken_off import DRUGS
from plugin.engine.why.words import items, listed
from plugin.engine.why.worksheet import Check, Worksheet


def other_vaccine_code(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Vaccines that have another code: by their name and the payer, or first and further of the day (R-ADM-10)."""
    found = []
    for given in (g for g in sheet.all_given if g.group == "vaccine"):
        codes, omission = sorted({x.code for x in sheet.lines_of(given.evidence)}), omission_of(given, sheet)
        said = (
            f"{items([given])} is coded {listed(codes)}, not {code} (payer {sheet.desk.payer or 'not known'}; Medicare "
        )
        said += "has codes of its own for some vaccines, others are a first and each further one of the day)."
        if omission:
            found.append(sheet.reason(omission.because, f"{in_words(given, omission, sheet)}.", given.evidence))
        elif codes:
            found.append(sheet.reason(("R-ADM-10",), said, given.evidence))
    return tuple(found)


def no_flush(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """No flush or pump disconnection is charted."""
    if sheet.passed.kept.flushes:
        return ()
    said = f"{code} is a visit for a flush alone, and no flush is charted."
    return (sheet.reason(("R-ADM-75",), said),)


def not_alone(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """A flush beside anything else of the day, or a disconnection that Medicare's pump code includes (R-ADM-75)."""
    flushes = sheet.passed.kept.flushes
    mine = {row for g in flushes for row in g.evidence}
    nurse_visit = sheet.book.rule("R-EDT-04").text("established_minimal")
    services = [s for s in sheet.chart.services if s.code != nurse_visit]
    beside = beside_flushes(flushes, sheet.chart)
    if beside or services:
        said = f"{items(flushes)} is part of the visit: {code} needs a day with nothing else, and there is "
        said += f"{listed([*(a.text for a in beside), *(s.code for s in services)])}."
        evidence = [*sorted(mine), *(row for a in beside for row in evidence_of(a)), *(s.id for s in services)]
        return (sheet.reason(("R-ADM-75", "R-ADM-09"), said, evidence),)
    included = [g for g in flushes if g.manner is Manner.PUMP_DISCONNECT]
    said = f"{items(included)}: Medicare's pump code includes the return to disconnect "
    said += f"(payer {sheet.desk.payer or 'not known'}, pump_code={sheet.switches.pump_code})."
    return (sheet.reason(("R-ADM-73",), said, (row for g in included for row in g.evidence)),) if included else ()


def service_not_charted(rule: str) -> Check:
    """That a service is not charted, or is charted and listed as not billed."""
    return partial(_service_not_charted, rule)


def _service_not_charted(rule: str, code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    charted = [s for s in sheet.chart.services if s.code == code]
    if not charted:
        said = f"{code} is taken from the services charted for the day, and it is not among them"
        others = listed(sorted({s.code for s in sheet.chart.services}))
        return (sheet.reason((rule,), f"{said}{f' ({others})' if others else ''}."),)
    rows = tuple(s.id for s in charted)
    omissions = sheet.omissions(rows)
    beside = listed(
        sorted({line.code for line in sheet.passed.found.lines if line.code != code and line.kind not in DRUGS})
    )
    why = listed(o.what for o in omissions) or "it is coded as an administration already"
    said = f"{code} is charted but not billed: {why}; the day has {beside or 'nothing else'}."
    return (sheet.reason((*(r for o in omissions for r in o.because), rule), said, rows),)

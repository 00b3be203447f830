"""Codes of pumps that go home: class, payer, setting, the site's choice, and how long the pump runs (R-ADM-73, 76)."""

from __future__ import annotations

from plugin.chart.administration import Manner, Route
from plugin.chart.visit import Setting
from plugin.engine.given import Given
from plugin.engine.why.answer import Reason
from plugin.engine.why.omitted import omission_of
from plugin.engine.why.words import CLASSES, item, listed
from plugin.engine.why.worksheet import Worksheet


def pump_coded_otherwise(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """What went home on a pump under another code, or none."""
    pumped = [g for items in sheet.outside.values() for g in items if g.manner is Manner.PORTABLE_PUMP]
    return tuple(_why(g, code, sheet) for g in pumped)


def _why(given: Given, code: str, sheet: Worksheet) -> Reason:
    lines, omission = sheet.lines_of(given.evidence), omission_of(given, sheet)
    because = [*(r for line in lines for r in line.because), *(omission.because if omission else ())]
    if omission and "8 hours or less" in omission.what:
        limit = sheet.minutes("R-ADM-73", "longer_than")
        why = f"has no code: {_planned(given)}, and more than {limit} min are needed"
    else:
        got = f"is coded {listed(sorted({x.code for x in lines}))}, not {code}" if lines else "has no code"
        why = f"{got}: {_facts(given, code, sheet)}"
    said = f"{item(given)}, by a pump that goes home, {why}."
    return sheet.reason((*because, "R-ADM-73"), said, given.evidence)


def _facts(given: Given, code: str, sheet: Worksheet) -> str:
    """What a pump code follows from: class and way, then payer, setting and the choice of the site."""
    long = sheet.book.rules.get("R-ADM-76")
    for_chemo = long is None or code != long.text("medicare")
    if for_chemo != (given.group == "chemo"):
        wanted = "chemotherapy" if for_chemo else "drugs other than chemotherapy"
        return f"it is {CLASSES[given.group]}, and {code} is for {wanted}"
    payer = f"the payer is {sheet.desk.payer or 'not known'}"
    if not for_chemo:
        where = "a hospital" if sheet.chart.setting is Setting.FACILITY else "an office"
        return f"{code} is for Medicare patients of a hospital; {payer}, and this is {where}"
    if given.route is Route.INTRA_ARTERIAL:
        return "it runs into an artery"
    home = sheet.book.rule("R-ADM-73")
    medicare, other = home.text("medicare"), home.text("other")
    return (
        f"Medicare takes {medicare}, others {other}; {payer}, and this site chose pump_code={sheet.switches.pump_code}"
    )


def _planned(given: Given) -> str:
    minutes = given.administration.planned_minutes
    return f"it is planned for {minutes} min" if minutes else "it ran 8 hours or less by its charted times"

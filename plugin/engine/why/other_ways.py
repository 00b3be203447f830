"""Codes of other ways than a vein: what was given that way and coded otherwise, or that nothing was (R-ADM-30)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from plugin.chart.administration import Manner, Route
from plugin.engine.given import Given
from plugin.engine.special import SHOTS
from plugin.engine.why.answer import Reason
from plugin.engine.why.omitted import in_words, omission_of
from plugin.engine.why.outside_doses import by_skin_pump, outside_doses
from plugin.engine.why.words import CLASSES, all_ran, item, items, listed
from plugin.engine.why.worksheet import Check, Worksheet, rows_of

Way = Callable[[Given], bool]


def by_route(route: Route) -> Way:
    """Given by this way into the body."""
    return lambda given: given.route is route


def by_manner(*manners: Manner) -> Way:
    """Given in one of these manners."""
    return lambda given: given.manner in manners


def by_shot(given: Given) -> bool:
    """Under the skin, into the skin or into a muscle, by whatever device but a pump."""
    return given.route in SHOTS and not by_skin_pump(given)


def coded_otherwise(way: Way) -> Check:
    """What was given this way and has another code, or none, and by which rule."""
    return partial(_coded_otherwise, way)


def nothing_given(what: str, *rules: str) -> Check:
    """That nothing was given this way; what was given otherwise is named with its codes."""
    return partial(_nothing_given, what, rules)


def under_the_skin_too_short(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Pump infusions under the skin of up to 15 minutes, or without times, which are shots (R-ADM-72)."""
    rule = sheet.book.rule("R-ADM-72")
    doses = outside_doses("pump", sheet)
    if not doses:
        return ()
    first, least = rule.text("first"), rule.number("at_most") + 1
    asked = sheet.question("R-DOC-01", rows_of(doses)) or sheet.question("R-DOC-02", rows_of(doses))
    said = f"{all_ran(doses)}: {first} begins with minute {least}; what is not charted to have run so long is coded "
    said += rule.text("short") + (f", and {code} only follows {first}." if code != first else ".")
    said += f" Open question: {asked}" if asked else ""
    rules = ("R-ADM-72", *(("R-ADM-59",) if any(d.untimed for d in doses) else ()))
    return (sheet.reason(rules, said, rows_of(doses)),)


def set_up_once(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """A pump under the skin that was set up at one place only."""
    doses = [d for d in outside_doses("pump", sheet) if not d.push]
    if not doses:
        return ()
    said = f"{all_ran(doses)}: {code} is a pump set up a second time at another charted site of the body, which "
    said += "nothing in the chart shows."
    return (sheet.reason(("R-ADM-72",), said, rows_of(doses)),)


def into_artery_by_time(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Chemotherapy infused into an artery whose minutes give another code (R-ADM-79)."""
    rule = sheet.book.rule("R-ADM-79")
    doses = outside_doses("arterial", sheet)
    hours = sheet.book.rule("R-ADM-43").table("codes")["arterial"]
    if not doses or code not in (rule.text("push"), rule.text("infusion"), hours):
        return ()
    least = sheet.minutes("R-ADM-41", "at_most", 1)
    asked = sheet.question("R-DOC-01", rows_of(doses))
    said = f"{all_ran(doses)}: into an artery, {rule.text('infusion')} begins with minute {least} and "
    said += f"{rule.text('push')} ends before it." + (f" Open question: {asked}" if asked else "")
    rules = ("R-ADM-79", "R-ADM-41", *(("R-ADM-59",) if any(d.untimed for d in doses) else ()))
    return (sheet.reason(rules, said, rows_of(doses)),)


def _coded_otherwise(way: Way, code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    mine = [g for g in sheet.all_given if way(g)]
    return tuple(_why(g, code, sheet) for g in mine if sheet.lines_of(g.evidence) or omission_of(g, sheet))


def _why(given: Given, code: str, sheet: Worksheet) -> Reason:
    lines, omission = sheet.lines_of(given.evidence), omission_of(given, sheet)
    rules = [*(r for line in lines for r in line.because), *(omission.because if omission else ())]
    codes = listed(sorted({line.code for line in lines}))
    said = f"{item(given)} is {CLASSES[given.group]} and coded {codes}, not {code}."
    if omission:
        said = f"{in_words(given, omission, sheet)}; {code} is not proposed for it."
    if "R-ADM-06" in rules:
        said += f" Whether it was given for cancer follows from the diagnoses: {_diagnoses(given, sheet)}."
    if "R-ADM-05" in rules:
        own = sheet.switches.sc_biologic_list
        said += f" {'The list of this site' if own else 'The drug table'} gives that code to {given.name} by this way."
    return sheet.reason([*rules, *given.rules], said, given.evidence)


def _diagnoses(given: Given, sheet: Worksheet) -> str:
    """Those of the order, else of the visit, as R-ADM-06 reads them."""
    order = sheet.chart.order(given.administration.order)
    named = (order.diagnoses if order else ()) or tuple(d.code for d in sheet.chart.diagnoses if d.of_visit)
    return listed(named) or "none charted"


def _nothing_given(what: str, rules: tuple[str, ...], code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    rest = [g for g in sheet.all_given if sheet.lines_of(g.evidence)]
    codes = sorted({x.code for g in rest for x in sheet.lines_of(g.evidence)})
    said = f"{code} is for {what}, and nothing was charted as that."
    if rest:
        said += f" Charted: {items(rest)}; coded {listed(codes)}."
    first = sheet.reason((*rules, "R-ADM-30"), said, (row for g in rest for row in g.evidence))
    return (first, *without_a_route(sheet))


def without_a_route(sheet: Worksheet) -> tuple[Reason, ...]:
    """What was given by a way that is not charted, or not understood, and so may be anything (R-DOC-04)."""
    lost = ((g, omission_of(g, sheet)) for g in sheet.all_given)
    return tuple(
        sheet.reason(o.because, f"{in_words(g, o, sheet)}.", o.evidence)
        for g, o in lost
        if o and "R-DOC-04" in o.because
    )

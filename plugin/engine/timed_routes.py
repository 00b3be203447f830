"""Timed drugs outside a vein: by pump under the skin (R-ADM-72), and into an artery (R-ADM-79)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from plugin.chart.administration import Manner
from plugin.engine.clock import day_started
from plugin.engine.codes import day_of_unit, further_hours
from plugin.engine.dose import Dose, joined, length, without
from plugin.engine.findings import Findings, total
from plugin.engine.given import Given
from plugin.engine.proposal import Kind, Line, LineState
from plugin.engine.timeline import Desk, lay_out

APPLIES = ("R-ADM-72", "R-ADM-79")

Coded = tuple[str, tuple[str, ...], int]
"""A code, its rules, and the minute of flow that earns the unit."""


def under_the_skin(given: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """Pump-driven infusions under the skin: a shot up to 15 minutes, then first and further hours (R-ADM-72).

    Syringes of one drug and order that follow one another are one infusion (R-ADM-63). A pump set up again at another
    site is one further service a day, and only its minutes outside the first earn further hours.
    """
    rule, enough = desk.book.rule("R-ADM-72"), desk.book.rule("R-ADM-41").number("at_most") + 1
    doses, found = _by_site(given, desk)
    lines: list[Line] = []
    first: Dose | None = None
    for dose in doses:
        if dose.push or dose.minutes <= rule.number("at_most"):
            lines += _lines(dose, [(rule.text("short"), (rule.id,), 0)], desk, day)
        elif first is not None and _elsewhere(first, dose):
            lines += _set_up_again(first, dose, lines, desk, day)
        else:
            first = first or dose
            coded: list[Coded] = [(rule.text("first"), (rule.id,), enough), *_hours(dose, "pump", desk)]
            lines += _lines(dose, coded, desk, day)
    return Findings(lines=tuple(lines)) + found


def arterial(given: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """Into an artery: push, infusion with further hours, or a non-cancer shot; its infusion has no code (R-ADM-79)."""
    rule, enough = desk.book.rule("R-ADM-79"), desk.book.rule("R-ADM-41").number("at_most") + 1
    infused = tuple(g for g in given if g.group == "chemo" and g.manner is Manner.INFUSION)
    doses, found = lay_out(infused, desk)
    lines = [_moment(g, desk, day) for g in given if g not in infused]
    for dose in (d for d in doses if not d.unbilled):
        if dose.push:
            coded: list[Coded] = [(rule.text("push"), (rule.id,), 0)]
        else:
            coded = [(rule.text("infusion"), (rule.id,), enough), *_hours(dose, "arterial", desk)]
        lines += _lines(dose, coded, desk, day)
    return Findings(lines=tuple(lines)) + found


def _by_site(given: tuple[Given, ...], desk: Desk) -> tuple[list[Dose], Findings]:
    """The doses of each charted site under the skin, in time order: one drug may run into two sites at once."""
    sites: dict[str, list[Given]] = {}
    for item in given:
        site = item.administration.site
        sites.setdefault(site.value if site else "", []).append(item)
    laid_out = [lay_out(tuple(each), desk) for each in sites.values()]
    doses = [dose for found, _ in laid_out for dose in found if not dose.unbilled]
    return sorted(doses, key=lambda d: (d.at, d.id)), total([asked for _, asked in laid_out])


def _set_up_again(first: Dose, dose: Dose, lines: list[Line], desk: Desk, day: date) -> list[Line]:
    """The further set-up, once a day, and the hours its minutes add to those of the first."""
    rule = desk.book.rule("R-ADM-72")
    code = rule.text("set_up_again")
    coded: list[Coded] = [] if any(line.code == code for line in lines) else [(code, (rule.id,), 0)]
    besides = length(without(dose.flow, first.flow)) if dose.flow else dose.minutes
    both = replace(first, flow=joined(first.flow, dose.flow), minutes=first.minutes + besides)
    further = _hours(both, "pump", desk)[len(_hours(first, "pump", desk)) :]
    return [*_lines(dose, coded, desk, day), *_lines(replace(dose, flow=both.flow), further, desk, day)]


def _moment(item: Given, desk: Desk, day: date) -> Line:
    rule = desk.book.rule("R-ADM-79")
    code = rule.text("push" if item.group == "chemo" else "therapeutic")
    on, because = day_started(item.administration, day), (*item.rules, "R-ADM-30", rule.id)
    line = Line(code, 1, Kind.ADMINISTRATION, on, because, item.evidence, strength=item.strength, what=item.name)
    return line.held() if item.group != "chemo" and item.manner is Manner.INFUSION else line


def _elsewhere(first: Dose, dose: Dose) -> bool:
    """Whether both sites are charted and differ."""
    sites = [d.given[0].administration.site for d in (first, dose)]
    return all(sites) and len({site.value for site in sites if site}) > 1


def _hours(dose: Dose, family: str, desk: Desk) -> list[Coded]:
    return [(code, (rule,), minute) for code, rule, minute in further_hours(dose.minutes, family, desk)]


def _lines(dose: Dose, coded: list[Coded], desk: Desk, day: date) -> list[Line]:
    """The lines of one dose, a unit on the day of the minute that earned it (R-ADM-65)."""
    day = day_started(dose.given[0].administration, day)
    units: Counter[tuple[str, tuple[str, ...], date]] = Counter()
    for code, rules, minute in coded:
        units[code, rules, day_of_unit(dose, dose.flow, minute, desk, day)] += 1
    strength = min(dose.strength, *(g.strength for g in dose.given))
    state = LineState.HELD if dose.held else LineState.PROPOSED
    because = (*(r for g in dose.given for r in g.rules), "R-ADM-30", *dose.because)
    return [
        Line(
            code, count, Kind.ADMINISTRATION, on, tuple(dict.fromkeys((*because, *rules))), dose.evidence,
            state=state, strength=strength, what=dose.name,
        )
        for (code, rules, on), count in units.items()
    ]  # fmt: skip

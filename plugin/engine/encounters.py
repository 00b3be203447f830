"""One encounter at a time: its sites, each with one initial service; a second site or encounter says so by modifier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.chart import Chart
from plugin.chart.visit import Visit
from plugin.engine.codes import first_code, lines_of
from plugin.engine.findings import Findings, total
from plugin.engine.given import Given
from plugin.engine.initial import main_reason, rank, with_initial
from plugin.engine.proposal import Line, LineState
from plugin.engine.roles import Role, Service, services_of
from plugin.engine.sites import Sites, in_time_order, sites_of
from plugin.engine.special import is_inline, special_lines
from plugin.engine.timeline import Desk, lay_out

APPLIES = ("R-ADM-22", "R-ADM-25", "R-ADM-27", "R-ADM-28", "R-ADM-46", "R-MOD-02", "R-MOD-03")


@dataclass(frozen=True, slots=True)
class Site:
    """The services of one access site; `number` counts the sites of an encounter from the highest-ranked initial."""

    name: str
    services: tuple[Service, ...]
    reason_charted: bool
    number: int = 0


def encounter_lines(given: tuple[Given, ...], visit: Visit | None, number: int, chart: Chart, desk: Desk) -> Findings:
    """All administration lines of one encounter, not yet merged. `number` counts the encounters of the day from 0."""
    inline = in_time_order(tuple(g for g in given if is_inline(g)))
    others = tuple(g for g in given if not is_inline(g))
    day = _day(visit, chart)
    main = main_reason(given, chart, visit, desk.book) if visit else frozenset()
    sites = sites_of(inline, desk.book, desk.switches)
    found = [Findings(prompts=sites.prompts)]
    placed = []
    for name in sites.used:
        site, findings = _site(name, inline, sites, main, desk)
        placed.append(site)
        found.append(findings)
    for place, site in enumerate(sorted(placed, key=lambda s: _site_rank(s, desk))):
        for service in site.services:
            lines = [
                _distinct(line, service, replace(site, number=place), number, desk)
                for line in lines_of(service, desk, day)
            ]
            found.append(Findings(lines=tuple(lines)))
    return total([*found, special_lines(others, _cancer(chart, desk), desk, day)])


def _site(
    name: str, inline: tuple[Given, ...], sites: Sites, main: frozenset[str], desk: Desk
) -> tuple[Site, Findings]:
    here = tuple(g for g in inline if sites.of[g.administration.id] == name)
    doses, timed = lay_out(here, name, desk)
    services, found = services_of(doses, main, desk)
    marked, asked = with_initial(services, main, desk)
    return Site(name, tuple(marked), sites.reasons[name]), timed + found + Findings(prompts=asked)


def _distinct(line: Line, service: Service, site: Site, encounter: int, desk: Desk) -> Line:
    """The line with the modifier of a second site or encounter on its initial (R-ADM-25, R-ADM-27).

    A second site without a charted reason is held, and so is hydration on a second site (R-ADM-46, edge).
    """
    if service.role is not Role.INITIAL or line.code != first_code(service, desk)[0]:
        return line
    if encounter and site.number == 0:
        return line.modified(desk.switches.second_encounter_modifier, "R-ADM-27")
    if site.number == 0:
        return line
    line = line.modified(desk.switches.second_site_modifier, "R-ADM-25")
    if not site.reason_charted or service.kind == "hydration":
        return replace(line, state=LineState.HELD)
    return line


def _site_rank(site: Site, desk: Desk) -> tuple[int, int, str]:
    initial = [rank(s, desk.book) for s in site.services if s.role is Role.INITIAL]
    return initial[0] if initial else (1 << 10, 0, site.name)


def _day(visit: Visit | None, chart: Chart) -> date:
    return visit.arrived.date() if visit and visit.arrived else chart.day


def _cancer(chart: Chart, desk: Desk) -> bool | None:
    """Whether a neoplasm is among the diagnoses of the visit; None where no diagnosis is charted."""
    prefixes = desk.book.rule("R-ADM-06").words("cancer")
    codes = [d.code for d in chart.diagnoses if d.of_visit]
    return any(code.startswith(tuple(prefixes)) for code in codes) if codes else None

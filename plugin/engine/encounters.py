"""One encounter at a time: its sites, each with one initial service; a second site or encounter says so by modifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.chart import Chart
from plugin.chart.times import clock_minute
from plugin.chart.visit import Setting, Visit
from plugin.engine.blood import without_premedication
from plugin.engine.calendar_days import WHOLE_STAY, stretches
from plugin.engine.classify import Classified
from plugin.engine.codes import first_code, lines_of
from plugin.engine.dose import Dose, Flow, joined, overlap
from plugin.engine.findings import Findings, total
from plugin.engine.given import Given
from plugin.engine.hydration import running_flow, unsure
from plugin.engine.initial import MainReason, main_reason, rank, with_initial
from plugin.engine.label_hydration import without_label_hydration
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line, NotBilled
from plugin.engine.roles import Role, Service, services_of
from plugin.engine.sites import Sites, in_time_order, sites_of, why_second
from plugin.engine.special import is_inline, special_lines
from plugin.engine.timeline import Desk, lay_out

APPLIES = ("R-ADM-22", "R-ADM-25", "R-ADM-27", "R-ADM-46", "R-MOD-02", "R-MOD-03", "R-DOC-41")


@dataclass(frozen=True, slots=True)
class Site:
    """The doses and services of one access site.

    `number` counts the sites of an encounter from the highest-ranked initial; `earlier` are the days on which an
    earlier encounter has one already. Days of a stay that are coded apart begin `since` then, `anew` after the first
    (R-ADM-28). `running` is where unfinished infusions may run on it, `open_ended` that one of them may yet be its
    initial service, `beside` where drugs run on the other sites.
    """

    name: str
    doses: tuple[Dose, ...]
    services: tuple[Service, ...]
    reason_charted: bool
    number: int = 0
    since: date = WHOLE_STAY
    anew: bool = False
    earlier: frozenset[date] = frozenset()
    running: Flow = ()
    open_ended: bool = False
    beside: Flow = ()

    @property
    def has_initial(self) -> bool:
        """Whether anything intravenous is coded on it."""
        return any(s.role is Role.INITIAL for s in self.services)


def encounter_lines(kept: Classified, chart: Chart, desks: Mapping[str, Desk]) -> Findings:
    """The administration lines of all encounters, not yet merged; `desks` by the reference of the visit."""
    found = [_of_no_visit(kept.given, chart, next(iter(desks.values())))]
    earlier: frozenset[date] = frozenset()
    visits = sorted(chart.visits, key=_arrival)
    for visit in visits:
        desk, day = desks[visit.id], visit.arrived.date() if visit.arrived else chart.day
        mine, sites, asked = worked_out(visit, kept, chart, desk)
        coded = [_site_lines(replace(site, earlier=earlier), desk, day) for site in sites]
        found += [asked, *(_as_strong_as(visit, lines) for lines in coded)]
        found.append(special_lines(tuple(g for g in mine if not is_inline(g)), chart, desk, day))
        if visit is not visits[-1]:
            earlier = earlier | {on for site in sites for on in _initial_days(site, desk, day)}
    return total(found)


def _as_strong_as(visit: Visit, found: Findings) -> Findings:
    """Lines of a visit of which a person here said that the patient came back for it rest on that (R-ADM-27)."""
    if visit.apart is None:
        return found
    strength = visit.apart.strength
    return replace(found, lines=tuple(line.no_stronger(strength) for line in found.lines))


def _initial_days(site: Site, desk: Desk, day: date) -> list[date]:
    """The days on which a site has an initial service."""
    return [lines_of(s, desk, day)[0].date for s in site.services if s.role is Role.INITIAL]


def worked_out(
    visit: Visit, kept: Classified, chart: Chart, desk: Desk
) -> tuple[tuple[Given, ...], list[Site], Findings]:
    """What may be coded of one encounter, its access sites, and what was left out or must be asked on the way."""
    mine, premedication = without_premedication(_of(visit, kept.given), chart, desk)
    mine, integral = without_label_hydration(mine, chart, desk)
    sites, asked = sites_of_visit(mine, _of(visit, kept.running), visit, chart, desk)
    return mine, sites, total([premedication, integral, asked])


def _of_no_visit(given: tuple[Given, ...], chart: Chart, desk: Desk) -> Findings:
    """What was given in a visit that was not read: its drug has a line, so its administration is asked about."""
    lost = [g for g in given if chart.visit(g.administration.visit) is None and g.group not in ("blood", "vaccine")]
    return Findings(
        not_billed=tuple(NotBilled(f"{g.name}, of a visit that was not read", ("R-DOC-41",), g.evidence) for g in lost),
        prompts=tuple(ask(desk.book, "R-DOC-41", g.administration.id, "R-EDT-09", drug=g.name) for g in lost),
    )


def _of(visit: Visit, given: tuple[Given, ...]) -> tuple[Given, ...]:
    return tuple(g for g in given if g.administration.visit == visit.id)


def sites_of_visit(
    given: tuple[Given, ...], running: tuple[Given, ...], visit: Visit, chart: Chart, desk: Desk
) -> tuple[list[Site], Findings]:
    """The sites of one encounter from the highest-ranked initial, and what is asked about them."""
    inline = in_time_order(tuple(g for g in given if is_inline(g)))
    still = tuple(g for g in running if is_inline(g))
    main = main_reason(given, chart, visit, desk.book)
    sites = sites_of(inline, still, desk.book, desk.switches)
    placed = [part for name in sites.used for part in _site(name, inline, still, sites, main, desk, chart.day)]
    numbered = _numbered(_beside([site for site, _ in placed]), desk)
    why = tuple(why_second(desk.book, s.doses[0].given[0], s.name) for s in numbered if _unexplained(s))
    return numbered, total([Findings(prompts=sites.prompts + why), *(found for _, found in placed)])


def _site(
    name: str,
    inline: tuple[Given, ...],
    running: tuple[Given, ...],
    sites: Sites,
    main: MainReason,
    desk: Desk,
    day: date,
) -> list[tuple[Site, Findings]]:
    """One access site, once for each stretch of the stay that has an initial of its own (R-ADM-28)."""
    here = tuple(g for g in inline if sites.of[g.administration.id] == name)
    unfinished = [g for g in running if sites.of[g.administration.id] == name]
    # In a hospital fluid never takes the initial place of a drug; in an office it may be what the visit is for.
    fluid_may = desk.setting is Setting.OFFICE and not main.of
    open_ended = any(g.group != "hydration" or fluid_may for g in unfinished)
    still = running_flow(unfinished, desk)
    doses, timed = lay_out(here, desk)
    found = []
    for n, (since, part) in enumerate(stretches(doses, desk, day)):
        services, roles = services_of(part, still, main.of, desk)
        marked, asked = with_initial(services, main, desk)
        site = Site(
            name,
            part,
            tuple(marked),
            sites.explained(name),
            since=since,
            anew=n > 0,
            running=still,
            open_ended=open_ended,
        )
        found.append((site, (roles if n else timed + roles) + Findings(prompts=asked)))
    return found


def _beside(sites: list[Site]) -> list[Site]:
    """The sites, each with where drugs run, or may run, on the others."""
    if len(sites) < 2:
        return sites
    flows = [(s.name, joined(s.running, *(f for d in s.doses for f in _may_run(d)))) for s in sites]
    return [replace(s, beside=joined(*(flow for name, flow in flows if name != s.name))) for s in sites]


def _may_run(dose: Dose) -> tuple[Flow, Flow]:
    """Where a drug runs, and where it may run besides; fluid and pushes take no minutes from hydration (R-ADM-46)."""
    return ((), ()) if dose.group == "hydration" else (() if dose.push else dose.flow, unsure(dose))


def _numbered(sites: list[Site], desk: Desk) -> list[Site]:
    """The sites counted from the highest-ranked initial, anew in each stretch of the stay."""
    if len(sites) < 2:
        return sites
    ranked = sorted(sites, key=lambda s: (s.since, _site_rank(s, desk)))
    return [replace(s, number=sum(o.since == s.since for o in ranked[:n])) for n, s in enumerate(ranked)]


def _unexplained(site: Site) -> bool:
    """Whether it would add an initial without a charted reason; a line that bills nothing needs none (R-ADM-25)."""
    return site.number > 0 and site.has_initial and not site.reason_charted


def _site_lines(site: Site, desk: Desk, day: date) -> Findings:
    lines = (_distinct(line, s, site, desk) for s in site.services for line in lines_of(s, desk, day))
    # What still runs may yet take the initial place, and then every other code of its site changes.
    return Findings(lines=tuple(line.held("R-ADM-22") if site.open_ended else line for line in lines))


def _distinct(line: Line, service: Service, site: Site, desk: Desk) -> Line:
    """The line with the modifier of a second site or encounter on its initial (R-ADM-25, R-ADM-27).

    The initial of a second site without a charted reason is held with its further hours, and so is hydration on a
    second site while a drug runs on another (R-ADM-46, edge).
    """
    initial = service.role is Role.INITIAL
    if site.number and service.kind == "hydration" and overlap(service.own, site.beside):
        line = line.held("R-ADM-46")
    if initial and _unexplained(site):
        line = line.held()
    if not initial or line.code != first_code(service, desk)[0]:
        return line
    if site.anew:
        line = replace(line, because=(*line.because, "R-ADM-28"))
    if site.number:
        return line.modified(desk.switches.second_site_modifier, "R-ADM-25")
    return line.modified(desk.switches.second_encounter_modifier, "R-ADM-27") if line.date in site.earlier else line


def _site_rank(site: Site, desk: Desk) -> tuple[int, int, str]:
    initial = [rank(s, desk.book) for s in site.services if s.role is Role.INITIAL]
    return initial[0] if initial else (1 << 10, 0, site.name)


def _arrival(visit: Visit) -> tuple[int, str]:
    return (clock_minute(visit.arrived) if visit.arrived else 0, visit.id)

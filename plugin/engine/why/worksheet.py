"""A visit worked through the passes, each step kept: what an answer to "why not?" is read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from plugin.chart.chart import Chart
from plugin.chart.visit import Setting, Visit
from plugin.engine.classify import as_given
from plugin.engine.dose import Dose
from plugin.engine.encounters import Site, worked_out
from plugin.engine.given import Given
from plugin.engine.hydration import OwnTime, own_time
from plugin.engine.initial import main_reason
from plugin.engine.overlap import Placed, place
from plugin.engine.proposal import Kind, Line, NotBilled, Prompt, Proposal
from plugin.engine.propose import Passed, passes, propose
from plugin.engine.roles import Role, Service
from plugin.engine.rulebook import EditTables, Rulebook
from plugin.engine.special import is_inline
from plugin.engine.switches import Switches
from plugin.engine.timeline import Desk
from plugin.engine.why.answer import Reason


@dataclass(frozen=True, slots=True)
class WorkedSite:
    """One access site as the passes saw it. `placed` are its infusions beside each other, `fluid` its hydration."""

    site: Site
    desk: Desk
    placed: tuple[Placed, ...]
    fluid: OwnTime | None

    @property
    def initial(self) -> Service | None:
        """The service that holds the initial place."""
        return next((s for s in self.site.services if s.role is Role.INITIAL), None)


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A chart with its proposal and all steps between them.

    `sites` are the access sites of all visits, `outside` what is coded outside the intravenous family, by visit.
    """

    chart: Chart
    book: Rulebook
    passed: Passed
    proposal: Proposal
    sites: tuple[WorkedSite, ...]
    outside: Mapping[str, tuple[Given, ...]]

    @property
    def desk(self) -> Desk:
        """The desk of the first visit."""
        return self.passed.desk

    @property
    def switches(self) -> Switches:
        """The choices of the site."""
        return self.desk.switches

    @property
    def edits(self) -> EditTables:
        """The claim edits of its kind of claim."""
        return self.book.edits["office" if self.chart.setting is Setting.OFFICE else "facility"]

    @property
    def services(self) -> list[tuple[WorkedSite, Service]]:
        """All intravenous services with their site."""
        return [(site, service) for site in self.sites for service in site.site.services]

    @property
    def doses(self) -> list[Dose]:
        """All intravenous doses."""
        return [dose for site in self.sites for dose in site.site.doses if not dose.unbilled]

    @property
    def all_given(self) -> list[Given]:
        """Every administration of the chart with its class, billed or not."""
        return [as_given(a, self.chart, self.book, self.switches) for a in self.chart.administrations]

    @property
    def coded(self) -> frozenset[str]:
        """The rows of all administrations that reached the passes that give codes."""
        inline = {row for dose in self.doses for row in dose.evidence}
        return frozenset(inline | {row for items in self.outside.values() for g in items for row in g.evidence})

    def lines_of(self, rows: Iterable[str]) -> tuple[Line, ...]:
        """The administration lines before claim edits that rest on any of these rows."""
        wanted = set(rows)
        return tuple(x for x in self.passed.found.lines if x.kind is Kind.ADMINISTRATION and wanted & set(x.evidence))

    def omissions(self, rows: Iterable[str]) -> tuple[NotBilled, ...]:
        """What the proposal lists as not billed of these rows."""
        wanted = set(rows)
        return tuple(n for n in self.proposal.not_billed if wanted & set(n.evidence))

    def question(self, card: str, rows: Iterable[str]) -> str:
        """The open question of a card about one of these rows, in quotation marks; "" where none is open."""
        asked = self._asked(card, rows)
        return f'"{asked.question}"' if asked else ""

    def facts(self, card: str, rows: Iterable[str]) -> str:
        """What the open question of a card about one of these rows quotes; "" where none is open."""
        asked = self._asked(card, rows)
        return asked.facts if asked else ""

    def _asked(self, card: str, rows: Iterable[str]) -> Prompt | None:
        wanted = set(rows)
        return next((p for p in self.proposal.prompts if card in p.because and p.about in wanted), None)

    def minutes(self, rule: str, parameter: str, more: int = 0) -> int:
        """A number of a card, and so many more."""
        return self.book.rule(rule).number(parameter) + more

    def reason(self, because: Iterable[str], sentence: str, evidence: Iterable[str] = ()) -> Reason:
        """A reason that names only rules in force for this visit."""
        rules = tuple(r for r in dict.fromkeys(because) if r in self.book.rules)
        return Reason(rules, sentence[:1].upper() + sentence[1:], tuple(dict.fromkeys(evidence)))


Check = Callable[[str, Worksheet], tuple[Reason, ...]]
"""Reads a worksheet for one reason why a code is not proposed; nothing where it is not that."""


def worked(chart: Chart, book: Rulebook, switches: Switches) -> Worksheet:
    """Work a chart through the passes and keep each step. Raises as `propose` does."""
    passed = passes(chart, book, switches)
    sites: list[WorkedSite] = []
    outside = {}
    for visit in chart.visits:
        desk = passed.desks[visit.id]
        mine, found, _ = worked_out(visit, passed.kept, chart, desk)
        sites += [_worked_site(site, mine, visit, chart, desk) for site in found]
        outside[visit.id] = tuple(g for g in mine if not is_inline(g) and g.group not in ("blood", "vaccine"))
    return Worksheet(chart, book, passed, propose(chart, book, switches), tuple(sites), outside)


def _worked_site(site: Site, given: tuple[Given, ...], visit: Visit, chart: Chart, desk: Desk) -> WorkedSite:
    fluids = [d for d in site.doses if d.group == "hydration"]
    drugs = [d for d in site.doses if d.group != "hydration"]
    main = main_reason(given, chart, visit, desk.book)
    placed = place([d for d in drugs if not d.push], main.of, desk)
    return WorkedSite(site, desk, tuple(placed), own_time(fluids, drugs, site.running, desk))


def rows_of(doses: Iterable[Dose]) -> tuple[str, ...]:
    """The evidence of doses."""
    return tuple(row for dose in doses for row in dose.evidence)

"""Two visits of one day, or one: joined and asked about where the chart does not settle it (R-ADM-27)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from plugin.chart.administration import State
from plugin.chart.billing import Campus, CampusFound
from plugin.chart.chart import Chart
from plugin.chart.times import clock_minute
from plugin.chart.visit import Visit
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.prompts import ask
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-ADM-27", "R-DOC-14")


def one_visit_where_unclear(chart: Chart, book: Rulebook) -> tuple[Chart, Findings]:
    """The chart with what belongs together as one visit, and the questions about what the chart does not settle.

    A visit that the record calls a part of another, or that a person here says was none of its own, is joined too.
    """
    asked = [
        ask(book, "R-DOC-14", visit.id, "R-ADM-27", facts=facts)
        for visit, facts in _after_leaving(chart, book.rule("R-DOC-14").number("more_than"))
        if visit.apart is None or visit.apart.value
    ]
    if len(chart.visits) > 1:
        into: dict[str, str] = {}
        for earlier, later in _neighbours(chart):
            why = unclear(earlier, later)
            together = later.part_of == earlier.id or earlier.part_of == later.id
            if together or (why and not (later.apart and later.apart.value)):
                into[later.id] = into.get(earlier.id, earlier.id)
            if why and not together and later.apart is None:
                asked.append(ask(book, "R-DOC-14", later.id, "R-ADM-27", facts=why))
        chart = _joined(chart, into) if into else chart
    return chart, Findings(prompts=tuple(asked)) if asked else NOTHING


def asked_about(chart: Chart) -> frozenset[str]:
    """The visits of which the chart alone may not say whether the patient left and came back."""
    pairs = [later.id for earlier, later in _neighbours(chart) if unclear(earlier, later)]
    return frozenset((*pairs, *(visit.id for visit, _ in _after_leaving(chart, 0))))


def unclear(earlier: Visit, later: Visit) -> str:
    """Why the record does not say that the patient left and came back between two visits, "" where it does."""
    if later.part_of == earlier.id or earlier.part_of == later.id:
        return ""
    if later.arrived is None or earlier.arrived is None:
        return "two visits are charted, and one has no arrival time"
    if earlier.left is None:  # a finished visit without one is over all the same
        still = f"two visits are charted, and the first, from {earlier.arrived:%H:%M}, is not over"
        return still if earlier.open else ""
    if later.arrived <= earlier.left:
        return f"one visit is charted to {earlier.left:%H:%M} and another from {later.arrived:%H:%M}"
    return ""


def _neighbours(chart: Chart) -> Iterator[tuple[Visit, Visit]]:
    """Each visit in which something was given, with the one before it."""
    with_doses = {a.visit for a in chart.administrations if a.state in (State.GIVEN, State.RUNNING)}
    seen = sorted(
        (v for v in chart.visits if v.id in with_doses),
        key=lambda v: (v.arrived is None, clock_minute(v.arrived) if v.arrived else 0, v.id),
    )
    return pairwise(seen)


def _after_leaving(chart: Chart, more_than: int) -> Iterator[tuple[Visit, str]]:
    """Visits that have something charted as started more than so many minutes after the patient left (R-DOC-14)."""
    for visit in chart.visits:
        if visit.left is None:
            continue
        starts = [
            run.start.value
            for a in chart.administrations
            if a.visit == visit.id and a.state is State.GIVEN
            for run in a.runs
            if run.start and run.start.value > visit.left
        ]
        if starts and max(starts) > visit.left + timedelta(minutes=more_than):
            gone, started = f"{visit.left:%H:%M}", f"{max(starts):%H:%M}"
            yield visit, f"the patient is charted as gone at {gone}, and a drug as started at {started}"


def _joined(chart: Chart, into: dict[str, str]) -> Chart:
    """The chart with all that was given in some visits given in the visits they are joined with."""
    by_id = {visit.id: visit for visit in chart.visits}
    for later, first in into.items():
        by_id[first] = _one(by_id[first], by_id[later])
    return replace(
        chart,
        visits=tuple(by_id[v.id] for v in chart.visits),
        administrations=tuple(replace(a, visit=into[a.visit]) if a.visit in into else a for a in chart.administrations),
        diagnoses=tuple(
            replace(d, visit=into[d.visit]) if d.visit is not None and d.visit in into else d for d in chart.diagnoses
        ),
        services=tuple(
            replace(s, visit=into[s.visit]) if s.visit is not None and s.visit in into else s for s in chart.services
        ),
    )


def _one(first: Visit, later: Visit) -> Visit:
    leaving = [v.left for v in (first, later) if v.left]
    return replace(
        first,
        open=first.open or later.open,
        left=max(leaving) if len(leaving) == 2 else None,
        supervisor=first.supervisor or later.supervisor,
        supervision_mode=first.supervision_mode or later.supervision_mode,
        main_reason=first.main_reason or later.main_reason,
        reasons=tuple(dict.fromkeys(first.reasons + later.reasons)),
        found_at=_one_place(first, later),
        trial_number=first.trial_number or later.trial_number,
    )


def _one_place(first: Visit, later: Visit) -> CampusFound:
    """The place of both; where they differ it is doubtful, so that no line takes the wrong mark (R-MOD-12)."""
    if first.found_at.doubt or first.found_at == later.found_at:
        return first.found_at
    kinds = [v.found_at.campus.value if v.found_at.campus else Campus.ON_CAMPUS for v in (first, later)]
    if later.found_at.doubt or kinds[0] is not kinds[1]:
        return CampusFound(doubt=later.found_at.doubt or "visits that may be one were at places of different kinds")
    return first.found_at if first.found_at.campus else later.found_at

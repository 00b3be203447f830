"""MAR rows, one resource per action, put together to bags: New Bag opens, Paused closes a run, Stopped closes the bag.

Rows of one order are walked in time order (R-ADM-62, R-ADM-63). Nothing is ever merged across orders, and a bag that
no row closes keeps a run without a stop.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from plugin.chart.administration import State
from plugin.chart.chart import Unread
from plugin.chart.evidence import Evidence, Fact
from plugin.chart.times import Run
from plugin.intake.bags import Bag, bag_of_moment
from plugin.intake.fhir_json import concept_text, element
from plugin.intake.rows import Row
from plugin.intake.site import MarAction

CLOSING = frozenset({MarAction.STOP, MarAction.PAUSE})
INSIDE = frozenset({MarAction.STOP, MarAction.PAUSE, MarAction.RATE_CHANGE})
RANK = {
    MarAction.STOP: 0, MarAction.PAUSE: 1, MarAction.START: 2, MarAction.RESUME: 3, MarAction.RATE_CHANGE: 4,
    MarAction.BOLUS: 5, MarAction.GIVEN: 6, MarAction.NOT_GIVEN: 7, MarAction.IGNORE: 8,
}  # fmt: skip
BETWEEN_BAGS = timedelta(hours=1)


class Event(NamedTuple):
    """One action at one moment."""

    at: datetime
    action: MarAction
    row: Row


@dataclass(slots=True)
class OpenBag:
    """A bag while its rows are read."""

    rows: list[Row] = field(default_factory=list)
    doses: list[Row] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    conflicts: list[Evidence] = field(default_factory=list)
    stopped_by: Row | None = None
    state: str = "running"

    def close_run(self, stop: Fact[datetime]) -> None:
        """End the run that is open, if one is."""
        if self.runs and self.runs[-1].stop is None:
            self.runs[-1] = Run(self.runs[-1].start, stop)

    def done(self, *, visit_open: bool) -> Bag:
        """The bag as it stands when no row is left."""
        still = visit_open and self.state in ("running", "paused")
        state = State.RUNNING if still else State.GIVEN
        runs, doses = tuple(self.runs), tuple(self.doses) or tuple(self.rows[:1])
        rows = tuple(dict.fromkeys(self.rows))
        return Bag(rows, doses, runs, state, True, False, self.stopped_by, tuple(self.conflicts))


def bags_of_rows(rows: Iterable[Row], open_visits: frozenset[str]) -> tuple[list[Bag], list[Unread]]:
    """The bags of all rows that carry an action, and the rows that cannot be placed."""
    orders: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        orders.setdefault((row.visit, _order_or_drug(row)), []).append(row)
    bags: list[Bag] = []
    unread: list[Unread] = []
    for (visit, _), same in sorted(orders.items()):
        walk = Walk(visit_open=visit in open_visits)
        walk.through(same)
        bags += walk.bags()
        unread += walk.unread
    return bags, unread


class Walk:
    """One order's rows in time order."""

    def __init__(self, *, visit_open: bool) -> None:
        self.unread: list[Unread] = []
        self._visit_open = visit_open
        self._alone: list[Bag] = []
        self._opened: list[OpenBag] = []
        self._held: list[Row] = []

    def through(self, rows: list[Row]) -> None:
        """Read all rows."""
        events = sorted((e for row in rows for e in _events(row)), key=_order)
        for row in rows:
            if row.at is None:
                self._untimed(row)
        for number, event in enumerate(events):
            self._read(event, events[number + 1 :])

    def bags(self) -> list[Bag]:
        """What the rows made."""
        return self._alone + [bag.done(visit_open=self._visit_open) for bag in self._opened]

    @property
    def _last(self) -> OpenBag | None:
        return self._opened[-1] if self._opened else None

    @property
    def _current(self) -> OpenBag | None:
        last = self._last
        return last if last and last.state != "closed" else None

    def _read(self, event: Event, later: list[Event]) -> None:
        action = self._meaning(event, later)
        match action:
            case MarAction.START:
                self._start(event)
            case MarAction.RATE_CHANGE:
                self._rate_change(event)
            case MarAction.PAUSE:
                self._pause(event)
            case MarAction.RESUME:
                self._resume(event)
            case MarAction.STOP:
                self._stop(event)
            case MarAction.GIVEN | MarAction.BOLUS:
                self._alone.append(bag_of_moment(event.row, State.GIVEN))
            case _:
                self._not_given(event.row, action)

    def _meaning(self, event: Event, later: list[Event]) -> MarAction:
        """What an action means where the row itself says that nothing flows, or that flow began with "Given"."""
        row, action = event.row, event.action
        if row.flow_ends and action in (MarAction.START, MarAction.GIVEN, MarAction.BOLUS, MarAction.RATE_CHANGE):
            if self._current is None:
                return MarAction.NOT_GIVEN
            return MarAction.PAUSE if action is MarAction.RATE_CHANGE else MarAction.STOP
        if action is MarAction.GIVEN and self._current is None:
            follows = next((e.action for e in later if e.action is not MarAction.IGNORE), None)
            if row.rate or row.infuse_over or follows in INSIDE:
                return MarAction.START
        return action

    def _start(self, event: Event) -> None:
        fact = _fact(event)
        bag = self._current
        if bag and not _empty_before(bag, event.at):
            bag.rows.append(event.row)
            bag.doses.append(event.row)
            if bag.state == "paused":
                bag.runs.append(Run(start=fact))
                bag.state = "running"
            return
        self._opened.append(OpenBag([event.row], [event.row], [Run(start=fact)]))

    def _rate_change(self, event: Event) -> None:
        bag = self._current
        if bag is None:
            self._opened.append(OpenBag([event.row], [], [Run()]))
            return
        bag.rows.append(event.row)
        flow = event.row.rate
        if bag.state == "paused" and flow and flow.per_minute > 0:
            shown = f"a rate is charted at {event.at:%H:%M} while it was paused"
            bag.conflicts.append(event.row.source.evidence("dosage.rate", shown))

    def _pause(self, event: Event) -> None:
        bag = self._current
        if bag is None:
            self._held.append(event.row)
            self._alone.append(bag_of_moment(event.row, State.NOT_GIVEN))
            return
        bag.rows.append(event.row)
        bag.close_run(_fact(event))
        bag.state = "paused"
        bag.stopped_by = bag.stopped_by or event.row

    def _resume(self, event: Event) -> None:
        bag = self._last
        if bag is None and self._held:
            self._held.pop()
            self._alone.append(bag_of_moment(event.row, State.NOT_GIVEN))
            return
        if bag is None:
            self._opened.append(OpenBag([event.row], [], [Run(), Run(start=_fact(event))]))
            return
        bag.rows.append(event.row)
        if bag.state != "running":
            bag.runs.append(Run(start=_fact(event)))
            bag.state = "running"

    def _stop(self, event: Event) -> None:
        bag = self._current
        if bag is None:
            self._stop_again(event)
            return
        bag.rows.append(event.row)
        bag.stopped_by = event.row
        bag.close_run(_fact(event))
        bag.state = "closed"

    def _stop_again(self, event: Event) -> None:
        """A stop with nothing open: a stop without a start, or a second stop that must not contradict the first."""
        bag = self._last
        if bag is None:
            stopped = OpenBag([event.row], [], [Run(stop=_fact(event))], stopped_by=event.row, state="closed")
            self._opened.append(stopped)
            return
        bag.rows.append(event.row)
        first = bag.runs[-1].stop
        if first and first.value != event.at:
            shown = f"it is charted as stopped at {first.value:%H:%M} and again at {event.at:%H:%M}"
            bag.conflicts.append(event.row.source.evidence("effective", shown))

    def _not_given(self, row: Row, action: MarAction) -> None:
        bag = self._current
        if bag and action is MarAction.IGNORE:
            bag.rows.append(row)
        else:
            self._alone.append(bag_of_moment(row, State.NOT_GIVEN))

    def _untimed(self, row: Row) -> None:
        if row.action in (MarAction.START, MarAction.GIVEN, MarAction.BOLUS):
            self._alone.append(bag_of_moment(row, State.GIVEN))
        elif row.action in (MarAction.NOT_GIVEN, MarAction.IGNORE):
            self._alone.append(bag_of_moment(row, State.NOT_GIVEN))
        else:
            self.unread.append(Unread(row.source.about, f'Its action "{row.said[:60]}" has no time.'))


def _events(row: Row) -> list[Event]:
    """The action of a row at its moment; a row that is a whole period is opened and closed by itself."""
    if row.at is None or row.action is None:
        return []
    first = Event(row.at, row.action, row)
    stop = row.when.stop
    if row.action in (MarAction.START, MarAction.GIVEN) and row.when.start and stop and stop > row.when.start:
        return [Event(row.at, MarAction.START, row), Event(stop, MarAction.STOP, row)]
    return [first]


def _order(event: Event) -> tuple[datetime, int, str]:
    """In time; at one moment what ends comes before what begins, so that a bag change is one."""
    return event.at, RANK[event.action], event.row.source.about


def _empty_before(bag: OpenBag, at: datetime) -> bool:
    """Whether a bag must have run dry well before this moment by its own plan: then the next bag is a new dose."""
    plan = bag.doses[-1].infuse_over if bag.doses else None
    began = next((run.start.value for run in bag.runs if run.start), None)
    return plan is not None and began is not None and at > began + timedelta(minutes=float(plan)) + BETWEEN_BAGS


def _fact(event: Event) -> Fact[datetime]:
    return event.row.source.fact(event.at, "effectiveDateTime", event.row.said)


def _order_or_drug(row: Row) -> str:
    """What rows of one bag share: the order, else the drug in words."""
    return row.order or f"drug {concept_text(element(row.medication, 'code')).casefold()}"

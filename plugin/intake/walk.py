"""The MAR rows of one order in time order: New Bag opens, Paused closes a run, Stopped closes the bag (R-ADM-62)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from plugin.chart.administration import State
from plugin.chart.chart import Unread
from plugin.chart.evidence import Fact
from plugin.chart.times import Run
from plugin.intake.bags import Bag, bag_of_moment
from plugin.intake.open_bags import OpenBag, join_backwards
from plugin.intake.rows import Row
from plugin.intake.site import MarAction

CLOSING = frozenset({MarAction.STOP, MarAction.PAUSE})
INSIDE = frozenset({MarAction.STOP, MarAction.PAUSE, MarAction.RATE_CHANGE})
RANK = {
    MarAction.STOP: 0, MarAction.PAUSE: 1, MarAction.START: 2, MarAction.RESUME: 3, MarAction.RATE_CHANGE: 4,
    MarAction.BOLUS: 5, MarAction.GIVEN: 6, MarAction.NOT_GIVEN: 7, MarAction.IGNORE: 8,
}  # fmt: skip


class Event(NamedTuple):
    """One action at one moment."""

    at: datetime
    action: MarAction
    row: Row


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
        if not self._visit_open:
            join_backwards(self._opened)
        return self._alone + [bag.done(visit_open=self._visit_open) for bag in self._opened]

    @property
    def _last(self) -> OpenBag | None:
        return self._opened[-1] if self._opened else None

    @property
    def _current(self) -> OpenBag | None:
        last = self._last
        return last if last and last.state != "stopped" else None

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
        if bag and not bag.empty_before(event.at):
            bag.rows.append(event.row)
            bag.doses.append(event.row)
            if bag.state == "paused":
                bag.runs.append(Run(start=fact))
                bag.state = "running"
            return
        self._opened.append(OpenBag([event.row], [event.row], [Run(start=fact)]))

    def _rate_change(self, event: Event) -> None:
        bag = self._last
        if bag is None:
            self._opened.append(OpenBag([event.row], [], [Run()]))
            return
        bag.rows.append(event.row)
        flow = event.row.rate
        if bag.state != "running" and flow and flow.per_minute > 0:
            shown = f"a rate is charted at {event.at:%H:%M} while it was {bag.state}"
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
        bag.state = "stopped"

    def _stop_again(self, event: Event) -> None:
        """A stop with nothing open: a stop without a start, or a second stop that must not contradict the first."""
        bag = self._last
        if bag is None:
            run = Run(_own_start(event), _fact(event))
            self._opened.append(OpenBag([event.row], [], [run], stopped_by=event.row, state="stopped"))
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
    """The action of a row at its moment. On a whole period New Bag opens and closes, and Stopped is at its end."""
    if row.at is None or row.action is None:
        return []
    start, stop = row.when.start, row.when.stop
    if start and stop and stop > start:
        if row.action in (MarAction.START, MarAction.GIVEN):
            return [Event(start, MarAction.START, row), Event(stop, MarAction.STOP, row)]
        if row.action in CLOSING:
            return [Event(stop, row.action, row)]
    return [Event(row.at, row.action, row)]


def _own_start(event: Event) -> Fact[datetime] | None:
    """The start that a row of stopping names itself, by its period."""
    start = event.row.when.start
    return event.row.source.fact(start, "effectivePeriod.start") if start and start < event.at else None


def _order(event: Event) -> tuple[datetime, int, str]:
    """In time; at one moment what ends comes before what begins, so that a bag change is one."""
    return event.at, RANK[event.action], event.row.source.about


def _fact(event: Event) -> Fact[datetime]:
    return event.row.source.fact(event.at, "effectiveDateTime", event.row.said)

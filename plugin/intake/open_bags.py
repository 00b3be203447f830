"""A bag while its MAR rows are read: runs that open and close, and times that contradict each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from plugin.chart.administration import State
from plugin.chart.evidence import Evidence, Fact
from plugin.chart.times import Run
from plugin.intake.bags import Bag
from plugin.intake.rows import Row

BETWEEN_BAGS = timedelta(hours=1)


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

    def empty_before(self, at: datetime) -> bool:
        """Whether it must have run dry well before a moment by its own plan: then the next bag is a new dose."""
        plan = self.doses[-1].infuse_over if self.doses else None
        began = next((run.start.value for run in self.runs if run.start), None)
        return plan is not None and began is not None and at > began + timedelta(minutes=float(plan)) + BETWEEN_BAGS

    def done(self, *, visit_open: bool) -> Bag:
        """The bag as it stands when no row is left."""
        still = visit_open and self.state in ("running", "paused")
        state = State.RUNNING if still else State.GIVEN
        runs, doses = tuple(self.runs), tuple(self.doses) or tuple(self.rows[:1])
        rows = tuple(dict.fromkeys(self.rows))
        return Bag(rows, doses, runs, state, True, False, self.stopped_by, tuple(self.conflicts))


def join_backwards(bags: list[OpenBag]) -> None:
    """A stop without a start, then a start without a stop: one infusion whose times contradict (R-ADM-61)."""
    if len(bags) != 2 or len(bags[0].runs) != 1 or len(bags[1].runs) != 1:
        return
    start, stop = bags[1].runs[0].start, bags[0].runs[0].stop
    if bags[0].runs[0].start or bags[1].runs[0].stop or not start or not stop:
        return
    bags[1].runs = [Run(start, stop)]
    bags[1].state = "stopped"
    bags[1].stopped_by = bags[0].stopped_by
    bags[1].rows += bags[0].rows
    if stop.value < start.value:
        shown = f"the stop {stop.value:%Y-%m-%d %H:%M} is before the start {start.value:%Y-%m-%d %H:%M}"
        bags[1].conflicts.append(bags[0].rows[0].source.evidence("effective", shown))
    del bags[0]

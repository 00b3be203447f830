"""A dose: what ran from one hanging of a bag, or one push, with its minutes of active flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from plugin.chart.evidence import Strength
from plugin.chart.times import local_day
from plugin.engine.given import Given

Flow = tuple[tuple[int, int], ...]
NO_TIME = 1 << 60


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose of one infusate on one access site; several rows or bags of one order may be joined in it.

    `flow` are disjoint [start, stop) stretches in UTC clock minutes, in order. `minutes` is their sum, or a length
    charted without clock times; `open` is where it may have run besides, for want of a charted time. `push` is how it
    is coded, `untimed` that a time it needs is missing, `unbilled` that it ran but earns no code for want of a time.
    """

    given: tuple[Given, ...]
    at: int
    flow: Flow
    minutes: int
    push: bool
    offset: timedelta
    strength: Strength
    because: tuple[str, ...]
    untimed: bool = False
    held: bool = False
    modifier: str = ""
    open: Flow = ()
    unbilled: bool = False

    @property
    def key(self) -> str:
        """Same drug, same key."""
        return self.given[0].key

    @property
    def group(self) -> str:
        """chemo, therapeutic or hydration."""
        return self.given[0].group

    @property
    def name(self) -> str:
        """How questions name it."""
        return self.given[0].name

    @property
    def id(self) -> str:
        """The resource that started it."""
        return self.given[0].administration.id

    @property
    def evidence(self) -> tuple[str, ...]:
        """All rows it was read from."""
        return tuple(dict.fromkeys(row for g in self.given for row in g.evidence))

    @property
    def ends(self) -> int:
        """The last minute of flow, or its start where no flow is known."""
        return self.flow[-1][1] if self.flow else self.at

    def day_of(self, clock: int, fallback: date) -> date:
        """The local day of a clock minute; the visit's day where no time is known."""
        return fallback if clock >= NO_TIME else local_day(clock, self.offset)


def length(flow: Flow) -> int:
    """Minutes of a flow."""
    return sum(stop - start for start, stop in flow)


def joined(*flows: Flow) -> Flow:
    """The union of flows as disjoint stretches in order."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(stretch for flow in flows for stretch in flow):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(stop, merged[-1][1])
        else:
            merged.append((start, stop))
    return tuple(merged)


def without(flow: Flow, taken: Flow) -> Flow:
    """What is left of a flow outside another one; both disjoint and in order."""
    left: list[tuple[int, int]] = []
    for start, stop in flow:
        at = start
        for begin, end in taken:
            if end <= at or begin >= stop:
                continue
            if begin > at:
                left.append((at, begin))
            at = max(at, end)
        if at < stop:
            left.append((at, stop))
    return tuple(left)


def overlap(flow: Flow, other: Flow) -> int:
    """Minutes in which both run."""
    return length(flow) - length(without(flow, other))


def began(flow: Flow, clock: int, gap: int) -> int:
    """The minute from which a flow has gone on up to a clock minute in it, breaks of at most `gap` minutes included."""
    since, before = flow[0][0], flow[0][1]
    for start, stop in flow:
        if start > clock:
            break
        since, before = (since if start - before <= gap else start), stop
    return since


def reached(flow: Flow, minute: int, otherwise: int) -> int:
    """The clock minute at which this many minutes of flow had been reached, counting from the first."""
    left = minute
    for start, stop in flow:
        if left <= stop - start:
            return start + left
        left -= stop - start
    return otherwise

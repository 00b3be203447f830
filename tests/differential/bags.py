"""From charted rows to doses: missing, computed and contradicting times, pauses, next bags (R-ADM-59 to R-ADM-63).

Where the rules are silent the second evaluator follows the product, and says so here:
- a row whose times contradict each other is held as a push of its class at its earliest time, and hydration beside it
  counts only up to then;
- a bag whose last run has no stop keeps the minutes of its earlier runs, held where missing times are;
- a length charted without any clock time is dated on the first day and runs beside nothing.
"""

from collections.abc import Iterable

from tests.differential.model import ARRIVAL, DAY, Bag, Choices, LeftOpen, Row

ALWAYS = range(4 * DAY)
NEEDS_NO_STOP = ("push", "shot", "artery push")


def bags(rows: Iterable[Row], choices: Choices, unknown: int) -> list[Bag]:
    """The infusions of one site in order of time. A time that nobody charted is taken as `unknown`."""
    found: list[Bag] = []
    for bag in single(rows, choices, unknown):
        same = [b for b in found if (b.drug, b.order) == (bag.drug, bag.order)]
        if same and not all(b.minutes and not b.open for b in (bag, *same)):
            raise LeftOpen("does a bag go on that has a time missing (R-ADM-62)")
        near = [b for b in same if bag.start - b.stop <= int(choices.pause_gap)]
        if near:
            near[-1].minutes |= bag.minutes
            near[-1].stop = bag.stop
            near[-1].stopped |= bag.stopped
        else:
            found.append(bag)
    return found


def single(rows: Iterable[Row], choices: Choices, unknown: int) -> list[Bag]:
    """The rows of one site in order of time, each a dose of its own."""
    return sorted((read(row, choices, unknown) for row in rows), key=lambda b: b.start)


def read(row: Row, choices: Choices, unknown: int = -1) -> Bag:
    """One row as a dose of its own."""
    times = row.times
    bag = Bag(row.drug, row.kind, row.order, row.start if times else unknown, row.stop if times else unknown)
    bag.day = row.start // DAY if times else 0
    bag.stopped, bag.running = row.stopped, row.running
    if contradicts(row):
        bag.timeless = bag.held = bag.contradicts = True
        bag.start = bag.stop = min(times)
        bag.day = bag.start // DAY
        bag.unsure = set(range(min(times), ALWAYS.stop))
        return bag
    runs = _placed(row, choices)
    bag.minutes = {m for a, b in runs if a is not None and b is not None for m in range(a, b)}
    known = [t for run in runs for t in run if t is not None]
    if known:
        bag.start, bag.stop, bag.day = known[0], known[-1], known[0] // DAY
    if row.way in NEEDS_NO_STOP:
        bag.dated = bool(known)
    else:
        _mark_unknown(bag, row, runs, choices)
    return bag


def _placed(row: Row, choices: Choices) -> list[tuple[int | None, int | None]]:
    """R-ADM-60: the runs with computed times taken away where they are refused, and lengths put in their place."""
    runs = list(row.runs)
    if row.computed and choices.calculated_stop == "deny":
        runs[-1] = (runs[-1][0], None)
    if row.length is not None and choices.duration_without_clock != "deny":
        start, stop = runs[0]
        if start is not None and stop is None:
            runs = [(start, start + row.length)]
        elif stop is not None and start is None:
            runs = [(stop - row.length, stop)]
    return runs


def _mark_unknown(bag: Bag, row: Row, runs: list[tuple[int | None, int | None]], choices: Choices) -> None:
    """R-ADM-59: what is not known of a dose, and when it may have run."""
    for start, stop in runs:
        if start is not None and stop is None:
            bag.unsure |= set(range(start, ALWAYS.stop))
        elif stop is not None and start is None:
            bag.unsure |= set(range(stop))
            bag.dated = False
        elif start is None and stop is None:
            bag.unsure |= set(ALWAYS)
            bag.dated = False
            if row.length is not None and choices.duration_without_clock != "deny":
                bag.floating = row.length
    bag.open = bool(bag.unsure) and not bag.floating
    bag.timeless = bag.open and not bag.minutes
    bag.held = bag.open and choices.missing_stop == "hold"
    if 0 < bag.floating < 16:
        bag.unsure = set()  # a push, wherever it was


def contradicts(row: Row) -> bool:
    """R-ADM-61: a stop before its start, a run over 24 hours, a time before the arrival."""
    runs = [(a, b) for a, b in row.runs if a is not None and b is not None]
    early = row.visit == 2 and any(t < ARRIVAL for t in row.times)
    return early or any(b < a or b - a > DAY for a, b in runs)


def begin_days(minutes: Iterable[int], choices: Choices) -> dict[int, int]:
    """For every minute of flow, the day on which its continuous stretch began; a pause of `pause_gap` is no break."""
    began: dict[int, int] = {}
    before = first = -ALWAYS.stop
    for minute in sorted(minutes):
        if minute - before - 1 > int(choices.pause_gap):
            first = minute
        began[minute] = first // DAY
        before = minute
    return began

"""Shapes of visits in which the product is known to differ from the rules, each left out by name until it is mended.

A name whose shape no longer differs anywhere fails a test, so that the list empties itself.
"""

from collections.abc import Callable
from itertools import combinations

from tests.differential.model import DAY, Day, Row


def shared_minutes_about_midnight(day: Day) -> bool:
    """R-ADM-51, 65: an infusion beside another is dated by the minutes left over."""
    rows = [r for r in day.rows if r.way == "infusion" and r.kind != "hydration" and r.times]
    pairs = [(one, other) for one, other in combinations(rows, 2) if _may_meet(one, other)]
    return any(_spans_midnight([r for r in rows if r.drug in (one.drug, other.drug)]) for one, other in pairs)


def _may_meet(one: Row, other: Row) -> bool:
    if (one.visit, one.site) != (other.visit, other.site):
        return False
    return min(_end(one), _end(other)) > max(one.start, other.start)


def _spans_midnight(rows: list[Row]) -> bool:
    return min(r.start for r in rows) // DAY != max(_end(r) for r in rows) // DAY


def _end(row: Row) -> int:
    return row.stop + (row.length or 0)


AWAITING: tuple[Callable[[Day], bool], ...] = (shared_minutes_about_midnight,)


def awaited(day: Day) -> bool:
    """Whether the visit has a shape that is known to differ."""
    return any(shape(day) for shape in AWAITING)

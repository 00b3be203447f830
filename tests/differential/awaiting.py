"""Shapes of visits in which the product is known to differ from the rules, each left out by name until it is mended.

A name whose shape no longer differs anywhere fails a test, so that the list empties itself.
"""

from collections.abc import Callable
from itertools import combinations

from tests.differential.evaluator import ADD_ONS, DISTINCT, charged
from tests.differential.model import DAY, Day, LeftOpen, Row


def shared_minutes_about_midnight(day: Day) -> bool:
    """R-ADM-51, 65: an infusion beside another is dated by the minutes left over."""
    rows = [r for r in day.rows if r.way == "infusion" and r.kind != "hydration" and r.times]
    pairs = [(one, other) for one, other in combinations(rows, 2) if _may_meet(one, other)]
    return any(_spans_midnight([r for r in rows if r.drug in (one.drug, other.drug)]) for one, other in pairs)


def _may_meet(one: Row, other: Row) -> bool:
    if (one.visit, one.site) != (other.visit, other.site):
        return False
    return min(_end(one), _end(other)) > max(_begin(one), _begin(other))


def _spans_midnight(rows: list[Row]) -> bool:
    return min(map(_begin, rows)) // DAY != max(map(_end, rows)) // DAY


def _begin(row: Row) -> int:
    return row.start - (row.length or 0)


def _end(row: Row) -> int:
    return row.stop + (row.length or 0)


def add_on_of_a_line_held_for_its_mark(day: Day) -> bool:
    """R-EDT-07: an add-on leaves where a primary is held only because its mark rests on a held line."""
    try:
        held = [u for u in charged(day) if u.held]
    except LeftOpen:
        return False
    return any(u.code in ADD_ONS for u in held) and any(u.modifier in DISTINCT and u.code != "96360" for u in held)


AWAITING: tuple[Callable[[Day], bool], ...] = (
    shared_minutes_about_midnight,
    add_on_of_a_line_held_for_its_mark,
)


def awaited(day: Day) -> bool:
    """Whether the visit has a shape that is known to differ."""
    return any(shape(day) for shape in AWAITING)

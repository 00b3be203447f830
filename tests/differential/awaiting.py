"""Shapes of visits in which the product is known to differ from the rules, each left out by name until it is mended.

A name whose shape no longer differs anywhere fails a test, so that the list empties itself.
"""

from collections.abc import Callable
from itertools import combinations

from tests.differential.bags import contradicts
from tests.differential.model import DAY, Day, Row


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


def push_without_stop_on_another_site(day: Day) -> bool:
    """R-ADM-41, 46: fluid is held as if a push ran for ever."""
    pushes = [r for r in day.rows if r.way == "push" and r.times and r.stop == r.start]
    return any(_fluid_elsewhere(day, r) for r in pushes)


def contradiction_on_another_site(day: Day) -> bool:
    """R-ADM-46, 61: fluid is released as if the infusion had not run."""
    return any(_fluid_elsewhere(day, r) for r in day.rows if r.way == "infusion" and contradicts(r))


def office_visit_for_fluid_that_runs(day: Day) -> bool:
    """R-ADM-21, 40: lines that the fluid will demote are released."""
    return day.office and any(r.running and r.kind == "hydration" and r.drug == day.main for r in day.rows)


def drug_that_runs_on_another_site(day: Day) -> bool:
    """R-ADM-40, 46: fluid is released although a drug runs still."""
    return any(_fluid_elsewhere(day, r) for r in day.rows if r.running and r.kind != "hydration")


def _fluid_elsewhere(day: Day, row: Row) -> bool:
    return any(r.kind == "hydration" and r.visit == row.visit and r.site != row.site for r in day.rows)


AWAITING: tuple[Callable[[Day], bool], ...] = (
    shared_minutes_about_midnight,
    push_without_stop_on_another_site,
    contradiction_on_another_site,
    office_visit_for_fluid_that_runs,
    drug_that_runs_on_another_site,
)


def awaited(day: Day) -> bool:
    """Whether the visit has a shape that is known to differ."""
    return any(shape(day) for shape in AWAITING)

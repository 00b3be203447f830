"""The smallest visit that still shows a difference."""

from collections.abc import Callable
from dataclasses import fields, replace

from tests.differential.model import Choices, Day


def smallest(day: Day, differs: Callable[[Day], bool]) -> Day:
    """Drops administrations, switches and details one by one for as long as the visit still differs."""
    while True:
        less = next((d for d in _lesser(day) if differs(d)), None)
        if less is None:
            return day
        day = less


def _lesser(day: Day) -> list[Day]:
    """The visit with one thing less, in every way."""
    rows = day.rows
    found = [replace(day, rows=rows[:n] + rows[n + 1 :]) for n in range(len(rows))]
    for name in day.choices.changed():
        default = next(f.default for f in fields(Choices) if f.name == name)
        found.append(replace(day, choices=replace(day.choices, **{name: str(default)})))
    found += [replace(day, main=None)] * bool(day.main)
    for n, row in enumerate(rows):
        simpler = [replace(row, stopped=False)] * row.stopped + [replace(row, computed=False)] * row.computed
        found += [replace(day, rows=(*rows[:n], less, *rows[n + 1 :])) for less in simpler]
    return found

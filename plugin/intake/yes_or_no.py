"""Marks of a row that are yes or no: a container shared with another patient, 340B stock, care beyond the routine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugin.chart.administration import State
from plugin.chart.chart import Unread
from plugin.chart.evidence import Fact
from plugin.intake.bags import Bag
from plugin.intake.paths import BadPath, values
from plugin.intake.rows import Row
from plugin.intake.site import Site

NAMES = {
    "shared_container": "mark for a shared container",
    "stock_340b": "mark for 340B stock",
    "complex_care": "mark for complex care",
}


def yes_or_no(bag: Bag, site: Site, fact: str) -> tuple[Fact[bool] | None, list[Unread]]:
    """A mark (one of NAMES) of one bag, with each row whose mark was not used and the reason.

    What is no boolean is neither yes nor no, and so are rows of one bag that contradict each other.
    """
    if bag.state is State.WITHDRAWN:
        return None, []
    unread: list[Unread] = []
    said: list[tuple[Row, bool]] = []
    for row in bag.rows:
        found = list(said_in(row, site, fact))
        said += [(row, value) for value in found if isinstance(value, bool)]
        if not all(isinstance(value, bool) for value in found):
            unread.append(Unread(row.source.about, f"Its {NAMES[fact]} is neither true nor false and was not used."))
    if len({value for _, value in said}) > 1:
        about = bag.rows[0].source.about
        return None, [*unread, Unread(about, f"Its {NAMES[fact]} is charted as true and as false, and was not used.")]
    if unread or not said:
        return None, unread
    row, value = said[0]
    return row.source.fact(value, fact.replace("_", "-"), str(value).lower()), []


def said_in(row: Row, site: Site, fact: str) -> Iterator[Any]:
    """Every value where the site keeps the mark; None for a place that cannot be looked up in the row."""
    try:
        yield from values(row.resource, site.path(fact))
    except BadPath:
        yield None

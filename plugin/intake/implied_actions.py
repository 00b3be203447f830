"""Rows without action words of which one says that nothing flows any more: then the others began what it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from plugin.intake.rows import Row
from plugin.intake.site import MarAction

GOING = frozenset({"completed", "in-progress", "stopped"})


def with_implied_actions(rows: list[Row]) -> list[Row]:
    """Rows of one order at single moments, a later one with a dose or rate of zero, as start and stop of one infusion.

    A row of zero with none before it was not given. All other rows stay as they are.
    """
    last: dict[tuple[str, str | None], datetime] = {}
    for row in rows:
        if row.at and row.flow_ends and _is_moment(row):
            key = row.visit, row.order
            last[key] = max(row.at, last.get(key, row.at))
    return [_implied(row, last.get((row.visit, row.order))) for row in rows] if last else rows


def _implied(row: Row, ended: datetime | None) -> Row:
    if ended is None or row.at is None or not _is_moment(row):
        return row
    if row.flow_ends:
        return replace(row, action=MarAction.GIVEN)
    return replace(row, action=MarAction.START) if row.order and row.at < ended else row


def _is_moment(row: Row) -> bool:
    return row.action is None and row.status in GOING and not row.when.has_length

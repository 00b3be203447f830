"""Who did what, when: rows that are only ever added. No patient names, no values of the chart."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import insert, select

from plugin.store.database import Database
from plugin.store.tables import AUDIT


@dataclass(frozen=True, slots=True)
class Event:
    """`action` is a verb (read, view, answer, choose, leave, refused), `what` a resource type or a page's route."""

    at: int
    launch: str
    user: str
    action: str
    what: str
    count: int = 1


class Audit:
    """The audit of all launches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, *events: Event) -> None:
        """Add events."""
        names = ("at", "launch", "user", "action", "what", "count")
        if events:
            with self._database.begin() as connection:
                rows = [dict(zip(names, astuple(event), strict=True)) for event in events]
                connection.execute(insert(AUDIT), rows)

    def of_launch(self, launch: str) -> tuple[Event, ...]:
        """The events of a launch, in order."""
        c = AUDIT.c
        wanted = select(c.at, c.launch, c.user, c.action, c.what, c.count).where(c.launch == launch).order_by(c.id)
        with self._database.read() as connection:
            return tuple(Event(*row) for row in connection.execute(wanted))

"""Who did what in whose chart, when, and what came of it: rows that are only ever added.

FHIR ids, never names; no values of the chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from sqlalchemy import func, insert, select

from plugin.store.database import Database
from plugin.store.tables import AUDIT

DONE = "done"
NOT_READ = "not_read"
TOLD_OF = ("sign_in", "read")


@dataclass(frozen=True, slots=True)
class Event:
    """`action` is a verb (sign_in, read, view, answer, choose, leave, refused), `what` a resource type or a route.

    `patient` and `encounter` are references ("Patient/p1"), empty where none is known. `outcome` is "done", "not_read"
    for what the EHR withheld, or the name of the error.
    """

    at: int
    launch: str
    user: str
    action: str
    what: str
    count: int = 1
    patient: str = ""
    encounter: str = ""
    outcome: str = DONE


@dataclass(frozen=True, slots=True)
class Failure:
    """A kind of thing that came to nothing: "sign_in" or "read", and the name of the error."""

    action: str
    error: str


COLUMNS = [AUDIT.c[field.name] for field in fields(Event)]


class Audit:
    """The audit of all launches."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, *events: Event) -> None:
        """Add events."""
        if events:
            with self._database.begin() as connection:
                connection.execute(insert(AUDIT), [asdict(event) for event in events])

    def of_launch(self, launch: str) -> tuple[Event, ...]:
        """The events of a launch, in order; `launch` is empty for sign-ins that came to nothing."""
        wanted = select(*COLUMNS).where(AUDIT.c.launch == launch).order_by(AUDIT.c.id)
        with self._database.read() as connection:
            return tuple(Event(*row) for row in connection.execute(wanted))

    def failures(self, since: int) -> Mapping[Failure, int]:
        """How many sign-ins and reads of a chart came to nothing since then, by the error they ended with."""
        came_to_nothing = AUDIT.c.outcome.notin_((DONE, NOT_READ, ""))
        wanted = (
            select(AUDIT.c.action, AUDIT.c.outcome, func.count())
            .where(AUDIT.c.at >= since, AUDIT.c.action.in_(TOLD_OF), came_to_nothing)
            .group_by(AUDIT.c.action, AUDIT.c.outcome)
            .order_by(func.count().desc(), AUDIT.c.action, AUDIT.c.outcome)
        )
        with self._database.read() as connection:
            return {Failure(action, error): count for action, error, count in connection.execute(wanted)}

"""Who did what in whose chart, when, and what came of it: rows that are only ever added.

FHIR ids, never names; no values of the chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from sqlalchemy import func, insert, select

from plugin.store.database import Database
from plugin.store.tables import AUDIT

DONE = "done"
NOT_READ = "not_read"
TOLD_OF = ("sign_in", "read")
BATCH, LAST = 1000, 2**62


@dataclass(frozen=True, slots=True)
class Event:
    """`action` is a verb: sign_in, request, read, view, copy, answer, choose, leave, refused, export.

    `what` is a type or a route. A request is one HTTP request for `what` (a reference, or a type with its `query`), its
    outcome a status; a read is how many resources of a type came of all requests. `patient` and `encounter` are
    references ("Patient/p1"), empty where none is known. Any other `outcome` is "done", "not_read" for what the EHR
    withheld, or the name of the error. `ehr` is the name of the [[ehr]] in the configuration.
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
    ehr: str = ""
    query: str = ""


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

    def since(self, row: int = 0, begins: int = 0, ends: int = LAST) -> Iterator[tuple[int, Event]]:
        """Each row after this one with its number, in order, of what was done from `begins` to before `ends`."""
        while True:
            wanted = select(AUDIT.c.id, *COLUMNS).where(AUDIT.c.id > row, AUDIT.c.at >= begins, AUDIT.c.at < ends)
            with self._database.read() as connection:
                found = connection.execute(wanted.order_by(AUDIT.c.id).limit(BATCH)).all()
            yield from ((number, Event(*values)) for number, *values in found)
            if len(found) < BATCH:
                return
            row = found[-1][0]

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

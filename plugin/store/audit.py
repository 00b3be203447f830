"""Who did what in whose chart, when, and what came of it: rows that are only ever added.

FHIR ids, never names; no values of the chart.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from sqlalchemy import insert, select

from plugin.store.database import Database
from plugin.store.tables import AUDIT

DONE = "done"


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

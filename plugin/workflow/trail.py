"""The audit trail of a launch: who did what in whose chart, each request to the EHR, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from plugin.chart.chart import Unread
from plugin.store.audit import DONE, NOT_READ, Audit, Event
from plugin.workflow.practice import user_key
from smart_launch.calls import Call
from smart_launch.launch import Launch

STOPPED = "stopped"
REQUEST = "request"
LONGEST = 200  # of a type's name, which the EHR may have made up
LONGEST_QUERY = 2000  # of the address of a further page, which the EHR makes


@dataclass(slots=True)
class Tally:
    """How many resources of each type a read of the EHR brought, of which it brought not all, and what it asked for."""

    calls: list[Call] = field(default_factory=list)
    brought: Counter[str] = field(default_factory=Counter)
    lacking: Counter[str] = field(default_factory=Counter)

    def add(self, resources: Iterable[Mapping[str, Any]], unread: Iterable[Unread] = ()) -> None:
        """Count what came and what did not."""
        self.brought.update(str(resource.get("resourceType")) for resource in resources)
        self.lacking.update(lack.about.partition("/")[0] for lack in unread)


class Trail:
    """Writes the audit rows of launches. `clock` gives seconds since 1970."""

    def __init__(self, audit: Audit, clock: Callable[[], int]) -> None:
        self._audit, self._clock = audit, clock

    def add(self, launch: Launch, encounter: str | None, action: str, what: str, outcome: str = DONE) -> None:
        """One thing a person did, in the visit of this reference if there is one."""
        self._audit.record(self.event(launch, encounter, action, what, 1, outcome))

    def opened(self, about: Mapping[str, Any]) -> None:
        """What `event` made earlier happens now."""
        self._audit.record(Event(**{**about, "at": self._clock()}))

    def sign_in_refused(self, route: str, outcome: str) -> None:
        """A sign-in that came to nothing: nobody is known yet, and no patient."""
        self._audit.record(Event(self._clock(), "", "", "sign_in", route, 1, outcome=outcome))

    @contextmanager
    def reading(self, launch: Launch, encounter: str | None) -> Iterator[Tally]:
        """Write down a read of the EHR at the end of the block, however that ends; the block fills the tally."""
        tally, outcome = Tally(), STOPPED
        try:
            yield tally
            outcome = DONE
        except Exception as error:
            outcome = type(error).__name__
            raise
        finally:
            rows = [("chart", 0, outcome)] if outcome != DONE else []
            rows += [(kind, count, DONE) for kind, count in sorted(tally.brought.items())]
            rows += [(kind, count, NOT_READ) for kind, count in sorted(tally.lacking.items())]
            self._audit.record(
                *(self._request(launch, encounter, call) for call in list(tally.calls)),
                *(self.event(launch, encounter, "read", *row) for row in rows),
            )

    def _request(self, launch: Launch, encounter: str | None, call: Call) -> Event:
        row = self.event(launch, encounter, REQUEST, call.about, 1, call.outcome)
        return replace(row, query=call.query[:LONGEST_QUERY])

    def event(
        self, launch: Launch, encounter: str | None, action: str, what: str, count: int = 1, outcome: str = DONE
    ) -> Event:
        """A row of this launch, not yet written."""
        return Event(
            at=self._clock(),
            launch=launch.id,
            user=user_key(launch),
            action=action,
            what=what[:LONGEST],
            count=count,
            patient=f"Patient/{launch.patient}",
            encounter=encounter or "",
            outcome=outcome,
            ehr=launch.ehr,
        )

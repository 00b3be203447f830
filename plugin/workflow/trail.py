"""The audit trail of a launch: who did what in whose chart, and what came of it, also where that was an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from plugin.chart.chart import Unread
from plugin.store.audit import DONE, NOT_READ, Audit, Event
from plugin.workflow.practice import user_key
from smart_launch.launch import Launch

STOPPED = "stopped"
LONGEST = 200  # of a type's name, which the EHR may have made up


@dataclass(slots=True)
class Tally:
    """How many resources of each type a read of the EHR brought, and of which it brought not all."""

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
        self._audit.record(self._event(launch, encounter, action, what, 1, outcome))

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
            self._audit.record(*(self._event(launch, encounter, "read", *row) for row in rows))

    def _event(self, launch: Launch, encounter: str | None, action: str, what: str, count: int, outcome: str) -> Event:
        who, patient = user_key(launch), f"Patient/{launch.patient}"
        return Event(self._clock(), launch.id, who, action, what[:LONGEST], count, patient, encounter or "", outcome)

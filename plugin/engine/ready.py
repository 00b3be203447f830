"""What can be said of a dose before it is mixed and while it runs: checks with standing, words and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugin.chart.administration import Administration, State
from plugin.engine.who import Who


class Standing(StrEnum):
    """How a check stands; what could not be looked at is never ready."""

    READY = "ready"
    TO_SETTLE = "to settle"
    CANNOT_TELL = "cannot tell"


class About(StrEnum):
    """What a check is about, in the order in which checks are shown."""

    ORDER = "order"
    PLAN = "plan and cycle"
    AUTHORIZATION = "authorization"
    DIAGNOSIS = "diagnosis"
    AMOUNT = "amount"
    COVERAGE = "coverage"
    ORDERER = "ordering provider"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `says` has no codes and no money in its own words; what it quotes of a record stands in `facts`.

    `who` can settle it, None where nothing is to settle. `evidence` are references, `because` rule ids.
    """

    about: About
    standing: Standing
    says: str
    because: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class ReadyDose:
    """One dose, ordered or running, with its checks."""

    dose: Administration
    name: str
    checks: tuple[Check, ...]

    def standing(self, standing: Standing) -> tuple[Check, ...]:
        """Its checks that stand so."""
        return tuple(check for check in self.checks if check.standing is standing)

    @property
    def runs(self) -> bool:
        """Whether it was begun; else it is only ordered."""
        return self.dose.state is State.RUNNING


@dataclass(frozen=True, slots=True)
class Readiness:
    """The doses of an open visit that are not begun or still run, and what holds for the visit as a whole.

    `asked` are (kind, about) of the questions that its checks lead to. `begun` says whether a dose of the visit is
    charted as given or running: until then these are all there is.
    """

    doses: tuple[ReadyDose, ...]
    visit: tuple[Check, ...]
    asked: frozenset[tuple[str, str]] = frozenset()
    begun: bool = False

    @property
    def checks(self) -> tuple[Check, ...]:
        """All checks."""
        return (*(check for dose in self.doses for check in dose.checks), *self.visit)

    def count(self, standing: Standing) -> int:
        """How many checks stand so."""
        return sum(check.standing is standing for check in self.checks)

"""What a treatment plan of the patient says of drugs and cycles, as recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.administration import Amount, Product
from plugin.chart.evidence import Fact


@dataclass(frozen=True, slots=True)
class Cycle:
    """Which cycle, of how many, and which day of it; what is not said is None."""

    number: int
    of: int | None = None
    day: int | None = None

    @property
    def words(self) -> str:
        """cycle 3 of 6, day 1."""
        of, day = f" of {self.of}" if self.of else "", f", day {self.day}" if self.day else ""
        return f"cycle {self.number}{of}{day}"


@dataclass(frozen=True, slots=True)
class PlannedDrug:
    """One drug of a plan. `order` is the order the plan names for it; no `begins` or `ends` means at any time."""

    product: Product
    dose: Fact[Amount] | None = None
    cycle: Cycle | None = None
    order: str = ""
    begins: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class CarePlan:
    """One plan that is in force. `cycles` is how many it has in all, None where it does not say."""

    id: str
    text: str = ""
    cycle: Fact[Cycle] | None = None
    cycles: int | None = None
    drugs: tuple[PlannedDrug, ...] = ()
    version: str = ""

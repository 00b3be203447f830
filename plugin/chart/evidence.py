"""Where a fact came from, and how strong it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Strength(IntEnum):
    """How well a fact is supported, weakest first; a line is as strong as its weakest fact."""

    MISSING = 0
    CONFLICTING = 1
    ANSWERED = 2
    DERIVED = 3
    CHARTED = 4

    @property
    def word(self) -> str:
        """The word used in proposals and on pages."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One element of one resource as it was read.

    `about` is a relative reference ("MedicationAdministration/ma1"), `shown` the value as the record writes it,
    `by` and `at` say who answered and when where the fact was given here and is not in the chart yet.
    """

    about: str
    element: str = ""
    version: str = ""
    shown: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value with its evidence. A fact that is not documented is None, never a Fact without a value."""

    value: T
    evidence: Evidence
    strength: Strength = Strength.CHARTED

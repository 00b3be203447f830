"""What was asked of a FHIR server: one Call for each request that went out, for whoever keeps account of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `about` is the reference read or the type searched, `query` what stood behind the "?".

    `outcome` is the status of the answer ("200"), or the name of the error that came in its place.
    """

    about: str
    query: str
    outcome: str


Heard = Callable[[Call], object]


def unheard(call: Call) -> None:
    """For a client nobody keeps account of."""

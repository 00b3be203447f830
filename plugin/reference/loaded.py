"""A file that is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.reference.quarters import Quarter


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file of a quarter as it is kept. `rows` are those kept, `flagged` of them have a fault, `loaded_at` is seconds
    since 1970; `fresh` says whether the load just done put it there."""

    kind: str
    quarter: Quarter
    part: int
    sha256: str
    name: str
    loaded_at: int
    rows: int
    flagged: int
    left_out: int
    fresh: bool = True

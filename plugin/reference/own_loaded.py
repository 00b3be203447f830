"""A list of the site itself that is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OwnList:
    """The loaded rows of a kind that are about one thing: a policy, a payer, the patients of an EHR. `first` and `last`
    bound the days they hold (`last` None where one has no end), `loaded_at` is seconds since 1970."""

    kind: str
    about: str
    sha256: str
    name: str
    loaded_at: int
    rows: int
    first: date | None
    last: date | None

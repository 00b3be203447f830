"""Of which quarter a file is: what its banner, its name and its header say, and what was asked for, in agreement."""

from __future__ import annotations

import re

from plugin.reference.errors import WrongQuarter
from plugin.reference.kind import Kind
from plugin.reference.quarters import Quarter, quarters_in

YEAR_IN_HEADER = re.compile(r"(?<!\d)(20\d\d)_CODE", re.IGNORECASE)


def settled_quarter(kind: Kind, name: str, banner: str, heading: str, asked: Quarter | None) -> Quarter:
    """The one quarter that all of them allow. Raises WrongQuarter where they differ, or where nothing says it."""
    in_banner, in_name = quarters_in(banner), quarters_in(name)
    if in_banner and in_name and not in_banner & in_name:
        raise WrongQuarter(
            name,
            f"its banner says {_listed(in_banner)}, its name {_listed(in_name)}",
            hint="Nothing was loaded. Give the file the name under which it was published.",
        )
    said = in_banner & in_name if in_banner and in_name else in_banner | in_name
    if asked and said and asked not in said:
        raise WrongQuarter(name, f"is of {_listed(said)}, not of {asked}")
    if not asked and len(said) != 1:
        what = f"names {_listed(said)}" if said else f"does not say of which quarter it is ({kind.title})"
        raise WrongQuarter(name, what)
    quarter = asked or next(iter(said))
    year = YEAR_IN_HEADER.search(heading)
    if year and int(year[1]) != quarter.year:
        raise WrongQuarter(name, f"its header is of the year {year[1]}, not of {quarter}")
    return quarter


def _listed(quarters: frozenset[Quarter]) -> str:
    return " and ".join(map(str, sorted(quarters)))

"""What the rows of one bag say for the claim alone: a notice, a part in a trial, a free drug, what was attested."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, TypeVar

from plugin.chart.administration import State
from plugin.chart.billing import NOTHING_SAID, Billing, Notice, TrialPart
from plugin.chart.chart import Unread
from plugin.chart.evidence import Fact
from plugin.intake.bags import Bag
from plugin.intake.rows import Row
from plugin.intake.site import Site
from plugin.intake.yes_or_no import said_in

W = TypeVar("W", bound=Enum)
NAMES = {
    "notice": "notice to the patient",
    "trial_part": "part in a trial",
    "supplied_free": "mark for a drug supplied free",
    "requirements_met": "mark for the requirements of a policy",
    "excluded_use": "mark for a self-administered drug",
}


def billing_of(bag: Bag, site: Site) -> tuple[Billing, list[Unread]]:
    """The facts of one bag, with each row of which one was not used and the reason.

    A word that is not known says nothing, and so do rows of one bag that contradict each other.
    """
    if bag.state is State.WITHDRAWN:
        return NOTHING_SAID, []
    unread: list[Unread] = []
    said = {name: found for name in NAMES if (found := list(_said(bag, site, name)))}
    if not said:
        return NOTHING_SAID, unread
    return Billing(
        notice=_one(said, "notice", Notice, unread),
        trial_part=_one(said, "trial_part", TrialPart, unread),
        supplied_free=_one(said, "supplied_free", bool, unread),
        requirements_met=_one(said, "requirements_met", bool, unread),
        excluded_use=_one(said, "excluded_use", bool, unread),
    ), unread


def _said(bag: Bag, site: Site, name: str) -> Iterator[tuple[Row, Any]]:
    return ((row, value) for row in bag.rows for value in said_in(row, site, name))


def _one(
    said: dict[str, list[tuple[Row, Any]]], name: str, kind: type[W] | type[bool], unread: list[Unread]
) -> Fact[Any] | None:
    """The one value the rows agree on; what is odd or contradicts goes to `unread` and none is used."""
    found = [(row, _known(value, kind)) for row, value in said.get(name, ())]
    odd = [row for row, value in found if value is None]
    if odd:
        unread += [Unread(row.source.about, f"Its {NAMES[name]} is not understood and was not used.") for row in odd]
        return None
    if len({value for _, value in found}) > 1:
        unread.append(Unread(found[0][0].source.about, f"Its {NAMES[name]} is charted in two ways, and was not used."))
        return None
    row, value = found[0] if found else (None, None)
    return row.source.fact(value, name.replace("_", "-"), str(value).lower()) if row else None


def _known(value: Any, kind: type[W] | type[bool]) -> W | bool | None:  # noqa: ANN401  # any FHIR value
    if kind is bool:
        return value if isinstance(value, bool) else None
    word = "_".join(value.lower().replace("-", " ").replace("_", " ").split()) if isinstance(value, str) else ""
    return next((each for each in kind if each.value == word), None)

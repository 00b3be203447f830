"""The list the nurse sees before the first dose: what is to settle, what cannot be told, and what is ready."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from plugin.engine.ready import Check, Readiness, ReadyDose, Standing
from plugin.views import formats, words
from plugin.views.given_words import how_much

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

LOOKS = {Standing.TO_SETTLE: "missing", Standing.CANNOT_TELL: "check", Standing.READY: "ok"}
# What a record quotes may hold a code of a drug, a service or a diagnosis; this page has none.
CODES = re.compile(r"(?<![\w.-])(?:[A-Z]\d{4}|\d{5}|[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?![\w-])")
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Item:
    """One check that is not ready: its tag, what it is about, what is said, and who can settle it."""

    tag: str
    look: str
    about: str
    says: str
    quoted: str
    asked_of: str


@dataclass(frozen=True, slots=True)
class Group:
    """One ordered dose, or the visit. `ready` are (topic, what is said) of the checks that are ready."""

    heading: str
    detail: str
    items: tuple[Item, ...]
    ready: tuple[tuple[str, str], ...]

    @property
    def ready_words(self) -> str:
        """Ready: order, diagnosis and amount."""
        topics = [topic for topic, _ in self.ready]
        return " and ".join([", ".join(topics[:-1]), topics[-1]]) if len(topics) > 1 else "".join(topics)


@dataclass(frozen=True, slots=True)
class ReadyList:
    """The whole list, ready to be written."""

    heading: str
    progress: str
    groups: tuple[Group, ...]


def ready_list(visit: OpenVisit) -> ReadyList | None:
    """The list of a visit of which nothing is charted as given; None for any other."""
    ready = visit.proposal.readiness
    if ready is None:
        return None
    groups = [*(_of_dose(dose) for dose in ready.doses), _group("This visit", "", ready.visit)]
    unknown = ready.count(Standing.CANNOT_TELL)
    return ReadyList(_heading(ready), f"{unknown} cannot be told" if unknown else "", tuple(groups))


def left_to_settle(ready: Readiness) -> str:
    """2 to settle, 1 cannot be told."""
    settle, unknown = ready.count(Standing.TO_SETTLE), ready.count(Standing.CANNOT_TELL)
    return ", ".join(part for part in (f"{settle} to settle", f"{unknown} cannot be told" if unknown else "") if part)


def _heading(ready: Readiness) -> str:
    settle = ready.count(Standing.TO_SETTLE)
    if settle:
        return f"{formats.plural(settle, 'thing')} to settle before the first dose"
    return "Nothing to settle was found before the first dose"


def _of_dose(dose: ReadyDose) -> Group:
    route = dose.dose.route.value.value if dose.dose.route else ""
    detail = ", ".join(part for part in (how_much(dose.dose), route) if part)
    return _group(dose.name[:1].upper() + dose.name[1:], detail, dose.checks)


def _group(heading: str, detail: str, checks: Iterable[Check]) -> Group:
    listed = tuple(checks)
    order = (Standing.TO_SETTLE, Standing.CANNOT_TELL)
    items = tuple(_item(check) for standing in order for check in listed if check.standing is standing)
    ready = tuple((check.about.value, _ready_words(check)) for check in listed if check.standing is Standing.READY)
    return Group(heading, detail, items, ready)


def _item(check: Check) -> Item:
    asked_of = f"For the {words.PEOPLE[check.who]}" if check.who else ""
    tag = check.standing.value.capitalize()
    return Item(tag, LOOKS[check.standing], check.about.value.capitalize(), _days(check.says), _quoted(check), asked_of)


def _ready_words(check: Check) -> str:
    return " ".join(part for part in (_days(check.says), _quoted(check)) if part)


def _quoted(check: Check) -> str:
    """What the record says, without any part that holds a code."""
    plain = [fact for fact in check.facts if not CODES.search(ISO_DAY.sub("", fact))]
    text = _days("; ".join(plain))
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _days(text: str) -> str:
    """Dates as this page writes them."""
    return ISO_DAY.sub(lambda match: _day(match[0]), text)


def _day(text: str) -> str:
    try:
        return formats.day(date.fromisoformat(text))
    except ValueError:
        return text

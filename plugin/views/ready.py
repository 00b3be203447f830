"""The list the nurse sees while doses are not begun or run: to settle, cannot be told, ready."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugin.chart.chart import Chart
from plugin.engine.ready import Check, Readiness, ReadyDose, Standing
from plugin.views import formats, words
from plugin.views.given_words import how_much, in_words

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

LOOKS = {Standing.TO_SETTLE: "missing", Standing.CANNOT_TELL: "check", Standing.READY: "ok"}
# What a record quotes may hold a code of a drug, a service or a diagnosis; this page has none.
CODES = re.compile(r"(?<![\w.-])(?:[A-Z]\d{4}|\d{5}|[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)(?![\w-])")


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
    """One dose, ordered or running, or the visit. `ready` are (topic, what is said) of the checks that are ready."""

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
    """The whole list, ready to be written. `explains` says when a dose leaves it.

    `begun` says that something was given already, so that other questions may be there.
    """

    heading: str
    explains: str
    progress: str
    begun: bool
    groups: tuple[Group, ...]


def ready_list(visit: OpenVisit) -> ReadyList | None:
    """The list of an open visit with doses that are not begun or still run; None for any other."""
    ready = visit.proposal.readiness
    if ready is None:
        return None
    groups = [*(_of_dose(dose, visit.chart) for dose in ready.doses), _group("This visit", "", ready.visit)]
    unknown = ready.count(Standing.CANNOT_TELL)
    progress = f"{unknown} cannot be told" if unknown else ""
    return ReadyList(_heading(ready), _explains(ready), progress, ready.begun, tuple(groups))


def left_to_settle(ready: Readiness) -> str:
    """2 to settle, 1 cannot be told."""
    settle, unknown = ready.count(Standing.TO_SETTLE), ready.count(Standing.CANNOT_TELL)
    return ", ".join(part for part in (f"{settle} to settle", f"{unknown} cannot be told" if unknown else "") if part)


def _heading(ready: Readiness) -> str:
    settle = ready.count(Standing.TO_SETTLE)
    if settle:
        return f"{formats.plural(settle, 'thing')} to settle {_when(ready)}"
    return f"Nothing to settle was found {_when(ready)}"


def _when(ready: Readiness) -> str:
    """Before the first dose; for the running drug; before the next dose; for running and ordered drugs."""
    running = sum(dose.runs for dose in ready.doses)
    if not running:
        return f"before the {'next' if ready.begun else 'first'} dose"
    if running < len(ready.doses):
        return "for running and ordered drugs"
    return f"for the running {'drug' if running == 1 else 'drugs'}"


def _explains(ready: Readiness) -> str:
    if not ready.begun:
        return (
            "Nothing ordered for this visit is charted as given yet. With the first dose its times and questions come "
            "here."
        )
    return "What is ordered and not begun, or still runs. What is finished, or charted as not given, leaves this list."


def _of_dose(dose: ReadyDose, chart: Chart) -> Group:
    route = dose.dose.route.value.value if dose.dose.route else ""
    times = in_words(dose.dose, chart.day, formats.zone_of(chart)).times if dose.runs else ""
    detail = ", ".join(part for part in (how_much(dose.dose), route, times) if part)
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
    return Item(
        tag,
        LOOKS[check.standing],
        check.about.value.capitalize(),
        formats.days_in(check.says),
        _quoted(check),
        asked_of,
    )


def _ready_words(check: Check) -> str:
    return " ".join(part for part in (formats.days_in(check.says), _quoted(check)) if part)


def _quoted(check: Check) -> str:
    """What the record says, without any part that holds a code."""
    plain = [fact for fact in check.facts if not CODES.search(formats.ISO_DAY.sub("", fact))]
    text = formats.days_in("; ".join(plain))
    return f"{text[:1].upper()}{text[1:]}." if text else ""

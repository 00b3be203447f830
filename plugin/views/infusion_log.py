"""The infusion log of a visit whose EHR gave no administrations: a row for each order, and who typed what was given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from plugin.chart.administration import Administration, State
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.chart.times import Run
from plugin.views import formats
from plugin.views.given_words import NOT_CHARTED, in_words

NOT_TYPED = "Not typed yet"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of a row. `said` is who typed it and when, or that it is only what was ordered."""

    text: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class LogRow:
    """One order: what is to be given, as ordered, and what was given, each entry under its label."""

    what: str
    ordered: str
    entries: tuple[tuple[str, Entry], ...]


def log_of(chart: Chart) -> tuple[LogRow, ...]:
    """The rows of the log; none where the EHR has charted anything as given, or there is no order either."""
    shown = [a for a in chart.administrations if a.state is not State.WITHDRAWN]
    if any(a.id != a.order for a in shown):
        return ()
    zone = formats.zone_of(chart)
    return tuple(_row(a, chart, zone) for a in shown)


def _row(given: Administration, chart: Chart, zone: tzinfo) -> LogRow:
    words = in_words(given, chart.day, zone)
    runs = given.runs or (Run(),)

    def entry(text: str, facts: Iterable[Fact[Any] | None]) -> Entry:
        if given.state is State.NOT_GIVEN:
            return Entry("Not given")
        said = dict.fromkeys(_said(fact, chart, zone) for fact in facts if fact)
        return Entry(NOT_TYPED if text in ("", NOT_CHARTED) else text, ", ".join(filter(None, said)))

    entries = (
        ("Start", entry(words.start, (run.start for run in runs))),
        ("Stop", entry(words.stop, (run.stop for run in runs))),
        ("Amount given", entry(words.how_much, (product.dose for product in given.products))),
        ("Way", entry(words.way, (given.route, given.manner))),
        ("Line", entry(words.line, (given.site,))),
    )
    return LogRow(words.what, _ordered(given, chart), entries)


def _said(fact: Fact[Any], chart: Chart, zone: tzinfo) -> str:
    if fact.strength is Strength.ANSWERED:
        return _typed(fact.evidence, chart, zone)
    return "as ordered" if fact.strength is Strength.DERIVED else ""


def _typed(evidence: Evidence, chart: Chart, zone: tzinfo) -> str:
    at = formats.clock_on(datetime.fromisoformat(evidence.at), chart.day, zone) if evidence.at else ""
    return ", ".join(part for part in (f"typed by {evidence.by or 'somebody not named'}", at) if part)


def _ordered(given: Administration, chart: Chart) -> str:
    order = next((o for o in chart.orders if o.id == given.order), None)
    dose = (formats.amount(order.dose.value) if order.dose else order.dose_said) if order else ""
    over = f"over {formats.duration(given.planned_minutes)}" if given.planned_minutes else ""
    return " ".join(part for part in (dose, over) if part)

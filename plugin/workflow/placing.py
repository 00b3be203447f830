"""Shared by all that put an answer into the chart: finding the place, and the fact with who said it and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.chart.visit import Visit
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer

T = TypeVar("T")
GONE = "What this was about is no longer in the chart."
# The chart with the answer in it. Raises Charted where the chart says it itself, AnswerRefused where it does not fit.
Place = Callable[[Chart, Answer], Chart]


class Charted(Exception):
    """The chart has the fact: it wins, and the answer is kept without being used."""


def answered(answer: Answer, value: T) -> Fact[T]:
    """A fact that rests on an answer."""
    at = answer.at.isoformat(timespec="minutes")
    shown = answer.value or answer.choice.replace("_", " ")
    return Fact(value, Evidence(answer.about, shown=shown, by=answer.by, at=at), Strength.ANSWERED)


def administration_of(chart: Chart, answer: Answer) -> Administration:
    """The administration an answer is about."""
    found = next((a for a in chart.administrations if answer.about in (a.id, *a.rows)), None)
    if found is None:
        raise AnswerRefused(GONE)
    return found


def with_administration(chart: Chart, changed: Administration) -> Chart:
    """The chart with one administration replaced by a changed one of the same id."""
    return replace(chart, administrations=tuple(changed if a.id == changed.id else a for a in chart.administrations))


def visit_of(chart: Chart, reference: str) -> Visit:
    """The visit of a reference."""
    visit = chart.visit(reference)
    if visit is None:
        raise AnswerRefused(GONE)
    return visit


def with_visit(chart: Chart, changed: Visit) -> Chart:
    """The chart with one visit replaced by a changed one of the same id."""
    return replace(chart, visits=tuple(changed if v.id == changed.id else v for v in chart.visits))

"""An open question with the chart it is asked of, and the chart that would answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact
from plugin.engine.given import Given
from plugin.engine.proposal import Prompt
from plugin.engine.propose import Passed
from plugin.engine.rulebook import Rulebook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """A question about a chart. `passed` is what the passes saw in the chart as it is."""

    chart: Chart
    prompt: Prompt
    passed: Passed
    book: Rulebook

    @property
    def administration(self) -> Administration | None:
        """What the question is about, where that is an administration."""
        about = self.prompt.about
        return next((a for a in self.chart.administrations if about == a.id or about in a.rows), None)

    @property
    def item(self) -> Given | None:
        """The same with the class the passes gave it."""
        return next((g for g in self.passed.kept.given if g.administration.id == self.prompt.about), None)

    def assumed(self, value: T) -> Fact[T]:
        """A fact of the chart that would answer the question. It is nobody's and is never kept."""
        return Fact(value, Evidence(self.prompt.about))


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest chart in which a question is answered, and words for the blanks of the sentence that names it."""

    chart: Chart
    words: Mapping[str, str] = field(default_factory=dict)


Completed = Callable[[Case], Nearest | None]
"""Makes the nearest complete chart; None where no honest one can be named."""


def with_administration(chart: Chart, changed: Administration) -> Chart:
    """The chart with one administration in place of that of the same id."""
    return replace(chart, administrations=tuple(changed if a.id == changed.id else a for a in chart.administrations))

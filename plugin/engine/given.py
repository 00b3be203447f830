"""An administration with its class: what all later passes work on."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.administration import Administration, Manner, Route
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.identify import Identified
from plugin.engine.rulebook import Drug


@dataclass(frozen=True, slots=True)
class Given:
    """An administration with its class. Two with the same `key` hold the same drug or drugs.

    `group` is chemo, hormonal, therapeutic, hydration, blood or vaccine; `name` is how questions name it.
    `rules` are those its class rests on.
    """

    administration: Administration
    found: tuple[Identified, ...]
    group: str
    key: str
    name: str
    rules: tuple[str, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """All rows read for it."""
        return evidence_of(self.administration)

    @property
    def manner(self) -> Manner | None:
        """How it was given, as charted."""
        return self.administration.manner.value if self.administration.manner else None

    @property
    def route(self) -> Route | None:
        """The way into the body, as charted."""
        return self.administration.route.value if self.administration.route else None

    @property
    def strength(self) -> Strength:
        """The weakest of its route and way of giving: what a line without times rests on."""
        facts = (self.administration.route, self.administration.manner)
        return min((f.strength for f in facts if f), default=Strength.CHARTED)

    @property
    def drug(self) -> Drug | None:
        """Its one drug, or None for a mixture or an unknown drug."""
        drugs = [d for f in self.found for d in f.drugs if not f.unclear]
        return drugs[0] if len(drugs) == 1 else None


def evidence_of(administration: Administration) -> tuple[str, ...]:
    """The references of all rows read for an administration."""
    return administration.rows or (administration.id,)


def visits_of_rows(chart: Chart) -> dict[str, str]:
    """The visit of each row that was read."""
    return {row: a.visit for a in chart.administrations for row in evidence_of(a)}

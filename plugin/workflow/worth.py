"""What the open questions of a visit are worth at the rates that are loaded: for coders and managers alone."""

from __future__ import annotations

from datetime import date

from plugin.chart.chart import Chart
from plugin.engine.rates import Rates, no_rates
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches
from plugin.engine.worth.losses import Losses, losses
from plugin.engine.worth.worth import VisitWorth, worth_of
from plugin.store.rates import rates_on
from plugin.store.references import References


def visit_worth(chart: Chart, book: Rulebook, switches: Switches, references: References | None) -> VisitWorth:
    """The worth of each open question of a chart and of all together. Raises EngineError.

    Every question costs another run of the engine: it is worked out when it is asked for, and never kept.
    """
    found = losses(chart, book, switches)
    setting = chart.setting.value
    if references is None:
        return worth_of(found, setting, book, no_rates)
    codes, payers = _codes(found), _payers(chart)
    of_days: dict[date, Rates] = {}

    def on(day: date) -> Rates:
        if day not in of_days:
            of_days[day] = rates_on(references, day, codes, payers)
        return of_days[day]

    return worth_of(found, setting, book, on)


def _codes(found: Losses) -> frozenset[str]:
    every = (found.together, *found.each.values())
    return frozenset(part.code for loss in every for part in (*loss.lost, *loss.instead))


def _payers(chart: Chart) -> tuple[str, ...]:
    """The payer that pays first by the names of its coverages and by its class; nobody where it is not known."""
    if not chart.payer:
        return ()
    return (*(cover.text for cover in chart.paying if cover.text), chart.payer)

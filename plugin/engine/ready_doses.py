"""Which doses are looked at beforehand: ordered and not begun, or running; and the day as if they were given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.chart.administration import Administration, State
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence
from plugin.chart.visit import Diagnosis, Order
from plugin.engine.classify import as_given
from plugin.engine.ready_orders import is_no_longer_alive
from plugin.engine.timeline import Desk

BEGUN = frozenset({State.GIVEN, State.RUNNING})


@dataclass(frozen=True, slots=True)
class Doses:
    """Doses that are ordered and not begun, and those that run."""

    to_come: tuple[Administration, ...]
    running: tuple[Administration, ...]

    @property
    def every(self) -> tuple[Administration, ...]:
        """All of them; what runs comes first."""
        return (*self.running, *self.to_come)


def looks_ahead(chart: Chart) -> bool:
    """Whether there can be a dose to look at: of a visit that is over nothing more is worked out."""
    return bool(chart.planned) or any(a.state is State.RUNNING for a in chart.administrations)


def doses_of(chart: Chart, desk: Desk) -> Doses:
    """The doses to look at. Of the planned ones those stay whose drug was not begun or refused in another way."""
    running = tuple(a for a in chart.administrations if a.state is State.RUNNING)
    return Doses(_to_come(chart, desk) if chart.planned else (), running)


def as_if_given(chart: Chart, doses: Doses) -> Chart:
    """The chart with these doses as given, beside what was given.

    Where the visit has no diagnosis yet, those that the orders of the doses name count as its own.
    """
    given = tuple(a for a in chart.administrations if a.state is State.GIVEN)
    finished = tuple(_finished(a, chart) for a in doses.running)
    expected = replace(chart, administrations=(*given, *finished, *doses.to_come))
    if any(d.of_visit for d in chart.diagnoses):
        return expected
    orders = [order for dose in doses.every if (order := chart.order(dose.order))]
    named = {code: Evidence(o.id, "reasonCode", o.version, code) for o in reversed(orders) for code in o.diagnoses}
    of_orders = tuple(Diagnosis(code, evidence) for code, evidence in reversed(named.items()))
    return replace(expected, diagnoses=(*of_orders, *chart.diagnoses))


def _finished(dose: Administration, chart: Chart) -> Administration:
    """A dose that runs, as given; where its amount is not charted yet, the ordered one."""
    order = chart.order(dose.order)
    products = dose.products
    if len(products) == 1 and products[0].dose is None and order and order.dose:
        products = (replace(products[0], dose=order.dose),)
    return replace(dose, state=State.GIVEN, products=products)


def _to_come(chart: Chart, desk: Desk) -> tuple[Administration, ...]:
    """Planned doses without those of orders that another order, or a charted dose, has taken the place of.

    A charted dose whose order is not known is taken for the ordered dose of the same drug; one with an order of its own
    is another dose, unless the one order rests on the other.
    """
    charted = [a for a in chart.administrations if a.state is not State.WITHDRAWN]
    done = {a.id: chart.order(a.order) for a in charted}
    begun_orders = [order for order in done.values() if order]
    planned = {a.id: chart.order(a.order) for a in chart.planned}
    keys = {a.id: as_given(a, chart, desk.book, desk.switches).key for a in (*charted, *chart.planned)}
    without_order = {keys[a.id] for a in charted if done[a.id] is None}
    alive = {keys[about] for about, order in planned.items() if order and not is_no_longer_alive(order)}
    alive |= {keys[a.id] for a in charted}
    gone = {order.replaces for order in (*planned.values(), *begun_orders) if order}
    gone |= {request for order in begun_orders for request in order.requests}
    begun = {order.id for order in begun_orders}
    return tuple(
        dose
        for dose in chart.planned
        if dose.id not in gone
        and keys[dose.id] not in without_order
        and not _is_settled(planned[dose.id], begun, keys[dose.id] in alive)
    )


def _is_settled(order: Order | None, begun: set[str], another: bool) -> bool:
    """Whether an order is carried out by one it rests on, or gives way to another one of its drug."""
    return order is not None and (bool(begun.intersection(order.requests)) or (another and is_no_longer_alive(order)))

"""A visit before its first dose: one drug with much to settle, one with little, one that is ready, and the visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plugin.chart.administration import State
from plugin.chart.chart import Chart
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from tests import builders
from tests.engine.authorized_visits import authorization, product
from tests.engine.builders import at, given, library
from tests.engine.ordered_visits import RX, order, ordered, planned
from tests.views.small_app import FullDesk


def much_to_settle() -> Chart:
    """Infliximab from a draft, for a code its authorization does not have; ondansetron; no coverage that holds."""
    doses = (planned("Inflectra"), planned("ondansetron", "iv_push", "8 mg", "MedicationRequest/rx2"))
    chart = ordered(*doses, orders=(order(doses[0], status="draft", signed_by=None), order(doses[1])))
    ended = tuple(replace(c, active=False, ends=date(2026, 2, 28)) for c in chart.coverages)
    approved = (authorization(product("infliximab", hcpcs="J1745"), ends=date(2026, 3, 3)),)
    return replace(chart, authorizations=approved, coverages=ended, **_of_ruth(chart))


def all_ready() -> Chart:
    """One drug that an authorization covers."""
    chart = ordered()
    return replace(chart, authorizations=(authorization(),), **_of_ruth(chart))


def begun(*, unsaid: bool = True) -> Chart:
    """The same day after the premedication: it is charted (its route is not), one drug runs, one is still to come."""
    chart = much_to_settle()
    push = given("ondansetron", "iv_push", start="08:40", dose="8 mg", id="MedicationAdministration/push")
    runs = given("Inflectra", "iv_infusion", start="09:00", stop=None, dose="370 mg", id="MedicationAdministration/run")
    charted = (
        replace(push, order="MedicationRequest/rx2", **({"route": None} if unsaid else {})),
        replace(runs, order=RX, state=State.RUNNING),
    )
    to_come = planned("cetirizine", "iv_push", "10 mg", "MedicationRequest/rx3")
    orders = (*chart.orders, order(to_come, status="on-hold"))
    return replace(chart, administrations=charted, planned=(to_come,), orders=orders)


def read(chart: Chart, **launch_facts: object) -> builders.ReadVisit:
    """A chart as read, with the proposal of the product's own rules."""
    proposal = propose(chart, library().of(chart), Switches())
    return builders.ReadVisit(builders.launch(**launch_facts), chart, proposal)  # type: ignore[arg-type]


def desk_of(chart: Chart, **facts: object) -> FullDesk:
    return FullDesk(read(chart), **facts)


def _of_ruth(chart: Chart) -> dict[str, object]:
    arrived = tuple(replace(v, arrived=at("08:20"), location="Infusion West") for v in chart.visits)
    return {"patient": builders.chart().patient, "visits": arrived}

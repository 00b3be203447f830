"""A visit of open questions that cost something, with rates loaded for it, and a desk that shows it to a coder."""

from __future__ import annotations

from decimal import Decimal

from plugin.chart.chart import Chart
from plugin.engine.propose import propose
from plugin.engine.rates import Rates, RateTable
from plugin.engine.switches import Switches
from tests import builders
from tests.engine.builders import SINGLE, given, library, visit
from tests.views.small_app import FullDesk

REVIEW = "/visit/7f3a9c/review"
SERVICES = {"96413": "337.46", "96375": "47.84", "96365": "217.31", "96367": "71.05", "96366": "47.84"}
STATUS = {**dict.fromkeys(SERVICES, "S"), "96411": "S", "J9271": "K", "J0696": "N"}
RATES = Rates(
    limits=RateTable("2026Q1", {"J9271": Decimal("59.726")}),
    hospital=RateTable("2026Q1", {code: Decimal(rate) for code, rate in SERVICES.items()}, STATUS),
)


def much_open() -> Chart:
    """A drug with a rest nobody charted, an antibiotic without a stop, and one whose times contradict each other."""
    vial = {"dose": "150 mg", "vial": "100 mg", "kind": SINGLE}
    return visit(
        given("pembrolizumab", start="09:00", stop="09:40", **vial),
        given("ceftriaxone", start="10:00", dose="1000 mg", planned_minutes=100),
        given("vancomycin", start="12:30", stop="12:00", dose="1000 mg"),
        given("ondansetron", "iv_push", "08:45", dose="8 mg", site=None),
    )


def desk_of(chart: Chart, rates: Rates = RATES, **facts: object) -> FullDesk:
    proposal = propose(chart, library().of(chart), Switches())
    return FullDesk(builders.ReadVisit(builders.visit().launch, chart, proposal), rates=rates, **facts)

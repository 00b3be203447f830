"""A visit of three drugs whose proofs differ: units discarded, a package known by its NDC, a rest nobody charted."""

from __future__ import annotations

from plugin.chart.chart import Chart
from plugin.engine.propose import propose
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches
from tests import builders
from tests.engine.builders import SINGLE, given, library, office, visit
from tests.views.small_app import SmallDesk

REVIEW = "/visit/7f3a9c/review"
KEYTRUDA = (("ndc", "0006-3026-02"),)


class FullDesk(SmallDesk):
    """The small desk with all rules of the product."""

    def rulebook(self, visit: builders.ReadVisit) -> Rulebook:
        return library().of(visit.chart)


def three_drugs() -> Chart:
    return visit(
        given(
            "bevacizumab", start="09:00", stop="10:00", dose="300 mg", vial="400 mg", kind=SINGLE, opened=1,
            discarded="100 mg",
        ),
        given(
            "pembrolizumab", start="10:00", stop="10:30", dose="350 mg", kind=None, codes=KEYTRUDA, discarded="50 mg"
        ),
        given("rituximab", start="11:00", stop="13:00", dose="650 mg", vial="100 mg", kind=SINGLE, opened=7),
    )  # fmt: skip


def two_unlisted() -> Chart:
    """Two drugs without a code on one day of a clinic: one complete, one without NDC and with a rest nobody charted."""
    return office(
        given(
            "glutathione", "iv_push", "09:00", dose="150 mg", vial="200 mg", kind=SINGLE, opened=1, discarded="50 mg",
            codes=(("ndc", "12345-6789-01"),),
        ),
        given("ascorbic acid", "iv_push", "10:00", dose="15000 mg", vial="25000 mg", kind=SINGLE, opened=1),
        main="glutathione",
    )  # fmt: skip


def desk_of(chart: Chart, **facts: object) -> FullDesk:
    proposal = propose(chart, library().of(chart), Switches())
    return FullDesk(builders.ReadVisit(builders.visit().launch, chart, proposal), **facts)

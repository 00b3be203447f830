"""Whatever the visit looked like, every code of the family is answered, truthfully and with what the chart holds."""

from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.engine.switches import ALLOWED, Switches
from plugin.engine.why_not import Standing, why_not
from tests.engine.builders import State, given, library, proposal, visit
from tests.engine.codes_not_proposed import FAMILY
from tests.engine.test_invariants import DRUGS, SITES, clock

OTHER_WAYS = ["sc", "im", "sc_infusion", "on_body_injector", "portable_pump", "pump_refill", "pump_disconnect"]
OTHER_WAYS += ["implanted_pump", "port_flush", "keep_open", "declot", "intrathecal", "intravesical", "oral"]
OTHER_WAYS += ["intra_arterial_push", "intra_arterial_infusion", "intralesional", "intraperitoneal", "not charted"]
MANY = [
    *DRUGS,
    "bortezomib",
    "fulvestrant",
    "leucovorin",
    "heparin",
    "influenza vaccine",
    "red blood cells",
    "somedrug",
]


@st.composite
def rows(draw: st.DrawFn) -> Administration:
    start = draw(st.integers(420, 1000))
    way = draw(st.sampled_from(["iv_infusion"] * 8 + ["iv_push"] * 4 + OTHER_WAYS))
    stop = draw(st.sampled_from([None, *([clock(start + draw(st.integers(-5, 240)))] * 4)]))
    begin = draw(st.sampled_from([None, *([clock(start)] * 6)]))
    state = draw(st.sampled_from([State.GIVEN] * 8 + [State.RUNNING, State.NOT_GIVEN]))
    site = draw(st.sampled_from([*SITES, None]))
    drug = draw(st.sampled_from(MANY))
    return given(
        drug, way, begin, stop, site=site, state=state, order=draw(st.sampled_from(["own", "MedicationRequest/a"]))
    )


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    given_rows = draw(st.lists(rows(), max_size=5))
    return visit(
        *given_rows,
        setting=draw(st.sampled_from(["facility", "office"])),
        payer=draw(st.sampled_from(["medicare", "commercial", None])),
        main=draw(st.sampled_from([None, *MANY])),
        services=tuple(draw(st.lists(st.sampled_from(["99213", "99211", "36591", "36593"]), max_size=2, unique=True))),
        second_visit=draw(st.sampled_from([(), (), (1,)])),
    )


CHOSEN = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ALLOWED.items()})


@each(charts(), CHOSEN)
@settings(max_examples=120, deadline=None)
def test_every_code_of_every_visit_is_answered_and_truthfully(chart: Chart, switches: dict[str, str]) -> None:
    book, chosen = library().of(chart), Switches.of(switches)
    codes = {line.code: line.state for line in proposal(chart, **switches).lines}
    known = _references(chart)
    for code in FAMILY:
        found = why_not(code, chart, book, chosen)
        assert (found.standing in (Standing.PROPOSED, Standing.HELD)) == (code in codes)
        assert found.reasons
        for reason in found.reasons:
            assert reason.sentence.strip()
            assert reason.because
            assert set(reason.because) <= set(book.rules)
            assert set(reason.evidence) <= known


def _references(chart: Chart) -> set[str]:
    rows = {row for a in chart.administrations for row in (a.id, *a.rows)}
    others = (*chart.visits, *chart.orders, *chart.coverages, *chart.services)
    return rows | {other.id for other in others} | {d.evidence.about for d in chart.diagnoses}

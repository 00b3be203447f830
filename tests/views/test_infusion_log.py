"""The log of a visit with orders and no administration: what was typed says by whom and when, on both pages."""

from dataclasses import replace

from plugin.chart.administration import State
from plugin.chart.evidence import Strength
from plugin.engine.proposal import LineState
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.store.answers import Standing
from plugin.views.infusion_log import Entry, log_of
from plugin.workflow.answers import with_answers
from tests.builders import NOW, visit
from tests.engine.builders import library
from tests.intake.builders import push
from tests.page_client import PageClient
from tests.views.ordered_visit import RX1, TYPED, charted
from tests.views.small_app import SmallDesk, app_of


def test_each_order_is_a_row_with_what_was_ordered_and_nothing_typed_yet():
    (row,) = log_of(charted())
    assert (row.what, row.ordered) == ("Ceftriaxone", "1,000 mg over 1 h")
    entries = dict(row.entries)
    assert entries.pop("Way") == Entry("intravenous, infusion", "as ordered")
    assert set(entries.values()) == {Entry("Not typed yet")}


def test_what_is_typed_says_by_whom_and_when():
    chart, _ = with_answers(charted(), TYPED)
    (row,) = log_of(chart)
    said = f"typed by J. Lin RN, 20-Nov {NOW:%H:%M}"
    assert dict(row.entries) == {
        "Start": Entry("09:00", said),
        "Stop": Entry("10:05", said),
        "Amount given": Entry("1,000 mg", said),
        "Way": Entry("intravenous, infusion", "as ordered"),
        "Line": Entry("left forearm", said),
    }


def test_where_anything_is_charted_as_given_there_is_no_log():
    assert log_of(charted(push())) == ()


def test_an_order_that_was_not_given_says_so():
    chart = charted()
    (row,) = log_of(replace(chart, administrations=(replace(chart.administrations[0], state=State.NOT_GIVEN),)))
    assert {entry for _, entry in row.entries} == {Entry("Not given")}


def test_the_log_stands_on_the_page_of_the_nurse_and_of_the_coder():
    chart, _ = with_answers(charted(), TYPED)
    client = PageClient(app_of(SmallDesk(visit(chart))))
    for url in ("/visit/7f3a9c/chart", "/visit/7f3a9c/review"):
        page = client.get(url).html
        assert "Infusion log" in page
        assert "typed by J. Lin RN, 20-Nov" in page
        assert "ordered 1,000 mg over 1 h" in page


def test_what_was_typed_is_charged_only_as_answered_and_held():
    chart, standings = with_answers(charted(), TYPED)
    found = propose(chart, library().of(chart), Switches())
    lines = [(line.code, line.units, line.state, line.strength, line.evidence) for line in found.lines]
    assert {s.standing for s in standings} == {Standing.APPLIED}
    assert lines == [
        ("96365", 1, LineState.HELD, Strength.ANSWERED, (RX1,)),
        ("J0696", 4, LineState.HELD, Strength.ANSWERED, (RX1,)),
    ]


def test_before_a_time_is_typed_the_ordered_hour_charges_nothing():
    chart = charted()
    found = propose(chart, library().of(chart), Switches())
    assert {p.kind for p in found.prompts if p.about == RX1} >= {"missing_start_time", "missing_stop_time"}
    assert "96365" not in {line.code for line in found.lines}

"""A flush is a visit of its own only where nothing else was done."""

import pytest

from plugin.chart.administration import State
from tests.engine.builders import SALINE, asked, charge, given, office, released, visit


def test_a_disconnection_after_96416_is_a_flush_visit_for_medicare_too() -> None:
    # R-ADM-73 switch pump_code=96416, R-ADM-75 (T122): only the G0498 route includes the return
    chart = visit(given("fluorouracil", "pump_disconnect", "09:00"))
    assert charge(chart, pump_code="96416") == {"96523": 1}


@pytest.mark.parametrize(
    "other",
    [
        given("iohexol", "iv_push", "09:00"),
        given("ceftriaxone", "route not charted", "09:00"),
        given("ceftriaxone", start="09:00", state=State.RUNNING),
        given(SALINE, start="09:00", stop="09:20"),
        given(SALINE, start="09:00"),
    ],
    ids=["contrast", "route not charted", "still running", "short hydration", "hydration without a stop"],
)
def test_a_flush_beside_anything_else_given_is_no_flush_visit(other) -> None:
    # R-ADM-75: only when it is the only service of the day
    assert "96523" not in released(visit(other, given("heparin lock flush", "port_flush", "09:30")))


def test_a_flush_beside_a_scan_is_no_flush_visit() -> None:
    # R-ADM-75: indicator 0 against nearly every procedure code
    assert "96523" not in released(visit(given("heparin lock flush", "port_flush", "09:30"), services=("74177",)))


def test_a_flush_visit_in_an_office_waits_for_its_supervisor() -> None:
    # R-SUP-01, R-SUP-06, R-DOC-26
    chart = visit(given("heparin lock flush", "port_flush", "09:30"), setting="office", supervisor=False)
    assert "missing_supervising_provider" in asked(chart)
    assert "96523" not in released(chart)


def test_keep_open_fluid_does_not_stand_against_a_flush_visit() -> None:
    # R-ADM-09, R-ADM-75
    rows = (given(SALINE, "keep_open", "09:00", "09:30"), given("heparin lock flush", "port_flush", "09:30"))
    assert charge(visit(*rows)) == {"96523": 1}


@pytest.mark.parametrize("setting", ["office", "facility"])
def test_a_nurse_visit_for_a_flush_is_the_flush(setting: str) -> None:
    # R-ADM-75, R-EDT-04
    chart = visit(given("heparin lock flush", "port_flush", "09:00"), setting=setting, services=("99211",))
    assert charge(chart) == {"96523": 1}
    assert charge(chart, "service") == {}


def test_a_full_visit_takes_the_flush_in() -> None:
    # R-ADM-75: the flush is paid only alone
    chart = office(given("heparin lock flush", "port_flush", "09:00"), services=("99213",))
    assert (charge(chart), charge(chart, "service")) == ({}, {"99213": 1})

"""Drugs on a contractor's list of self-administered drugs, given under the skin (R-DRG-18, R-DOC-40)."""

from dataclasses import replace

import pytest

from plugin.chart.administration import Administration
from plugin.chart.billing import Billing
from plugin.chart.chart import Chart
from plugin.chart.evidence import Fact, Strength
from plugin.engine.proposal import LineState
from tests.engine.builders import answered, asked, fact, given, lines, visit

JF = {"contractor": "Noridian JF"}
KIND = "self_administered_drug"


def ustekinumab(route: str = "sc", said: Fact | None = None) -> Administration:
    times = ("09:00", "10:00") if route == "iv_infusion" else ("09:00", None)
    row = given("ustekinumab", route, *times, dose="90 mg", codes=(("hcpcs", "J3357"),))
    return replace(row, billing=Billing(excluded_use=said))


def crohn(*rows: Administration, **more) -> Chart:
    return visit(*rows, diagnoses=("K50.90",), **more)


def marks(chart: Chart, **switches: str) -> dict[str, tuple[str, ...]]:
    return {line.code: line.modifiers for line in lines(chart, **switches or JF)}


def test_the_drug_and_its_shot_are_marked_as_excluded_and_it_is_asked() -> None:
    chart = crohn(ustekinumab())
    found = marks(chart)
    assert found["J3357"] == ("GY",)
    assert set(found.values()) == {("GY",)}
    assert KIND in asked(chart, **JF)
    assert {line.state for line in lines(chart, **JF)} == {LineState.PROPOSED}


@pytest.mark.parametrize("contractor", ["", "Palmetto"])
def test_a_site_of_no_contractor_or_of_another_has_no_mark(contractor: str) -> None:
    chart = crohn(ustekinumab())
    assert not any("GY" in found for found in marks(chart, contractor=contractor).values())
    assert KIND not in asked(chart, contractor=contractor)


@pytest.mark.parametrize("payer", ["commercial", "medicare advantage", None])
def test_the_list_is_for_medicare_alone(payer: str | None) -> None:
    chart = crohn(ustekinumab(), payer=payer)
    assert not any("GY" in found for found in marks(chart).values())
    assert KIND not in asked(chart, **JF)


def test_the_shot_of_another_drug_is_not_marked() -> None:
    chart = crohn(ustekinumab(), given("ketorolac", "im", "09:10", dose="30 mg"))
    shots = [line for line in lines(chart, **JF) if line.kind.value == "administration"]
    assert sorted(line.modifiers for line in shots if "GY" in line.modifiers) == [("GY",)]
    assert any("GY" not in line.modifiers for line in shots)


def test_a_charted_confirmation_ends_the_question_and_the_mark_stays() -> None:
    chart = crohn(ustekinumab(said=fact(True)))
    assert KIND not in asked(chart, **JF)
    assert marks(chart)["J3357"] == ("GY",)


def test_a_confirmation_given_here_weakens_nothing_that_is_charted() -> None:
    chart = crohn(ustekinumab(said=answered(True)))
    assert KIND not in asked(chart, **JF)
    assert {line.strength for line in lines(chart, **JF)} == {Strength.CHARTED}


def test_a_use_the_list_is_not_about_has_no_mark_and_waits_for_the_chart_where_it_was_said_here() -> None:
    assert not any("GY" in found for found in marks(crohn(ustekinumab(said=fact(False)))).values())
    said = lines(crohn(ustekinumab(said=answered(False))), **JF)
    assert {(line.state, line.modifiers) for line in said} == {(LineState.HELD, ())}

"""What rests on an answer given here is held until it is charted."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from plugin.chart.administration import Manner, Route
from plugin.chart.evidence import Strength
from plugin.store.answers import Answer
from plugin.workflow.answers import with_answers
from tests.engine.builders import SALINE, SINGLE, amount, answered, fact, given, lines, office, released, visit


def test_a_pump_line_that_rests_on_an_answered_route_is_held() -> None:
    # a line is as strong as its weakest fact
    row = replace(given("fluorouracil", "portable_pump", "09:00", "D+2 07:00"), route=answered(Route.INTRAVENOUS))
    (line,) = [x for x in lines(visit(row, payer="commercial")) if x.code == "96416"]
    assert (line.strength, line.state.value) == (Strength.ANSWERED, "held")


def test_a_second_site_that_rests_on_an_answered_site_is_held() -> None:
    chart = visit(
        given("paclitaxel", start="09:00", stop="10:00", site="right port"),
        replace(
            given("ceftriaxone", start="09:00", stop="10:00", site_reason=fact("incompatible")),
            site=answered("left forearm"),
        ),
    )
    assert "96365-59" not in released(chart)


def test_jz_that_rests_on_an_answered_count_is_held() -> None:
    row = given("cetuximab", start="09:00", stop="10:00", dose="100 mg", vial="100 mg", kind=SINGLE)
    assert "J9055-JZ" not in released(office(replace(row, opened=answered(1))))


def test_an_office_visit_whose_supervisor_is_only_answered_is_held() -> None:
    # R-SUP-06, R-DOC-26
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone")
    chart = replace(chart, visits=(replace(chart.visits[0], supervisor=answered("Practitioner/dr2")),))
    assert not released(chart)


def test_a_flush_visit_in_an_office_waits_for_its_answered_supervisor_too() -> None:
    # R-SUP-06
    chart = office(given("heparin lock flush", "port_flush", "09:30"))
    chart = replace(chart, visits=(replace(chart.visits[0], supervisor=answered("Practitioner/dr2")),))
    assert not released(chart)


def test_an_initial_that_rests_on_an_answered_main_reason_is_held() -> None:
    # R-ADM-21
    chart = office(given(SALINE, start="09:00", stop="10:31"), given("ondansetron", "iv_push", "09:10", dose="4 mg"))
    chart = replace(chart, visits=(replace(chart.visits[0], main_reason=answered(SALINE)),))
    assert "96360" not in released(chart)


@pytest.mark.parametrize(
    ("kind", "choice", "value", "vial"),
    [("container_type_unknown", "single_dose", "", "100 mg"), ("container_size_unknown", "amount", "100 mg", None)],
)
def test_jz_that_rests_on_an_answered_container_is_held(kind, choice, value, vial) -> None:
    # R-DRG-05, R-DRG-06
    contained = SINGLE if kind == "container_size_unknown" else None
    row = given("cetuximab", start="09:00", stop="10:00", dose="100 mg", vial=vial, kind=contained, opened=1)
    said = Answer(kind, "MedicationAdministration/ma1", choice, value, "nurse", "u", datetime(2026, 3, 4, tzinfo=UTC))
    chart, _ = with_answers(office(row), (said,))
    assert "J9055-JZ" not in released(chart)


def test_a_drug_line_that_rests_on_an_answered_multi_dose_container_is_held() -> None:
    # R-DRG-06: the answer takes the line out of JW and JZ
    row = given("cetuximab", start="09:00", stop="10:00", dose="100 mg")
    vial = replace(row.products[0].container, strength=Strength.ANSWERED)
    chart = office(replace(row, products=(replace(row.products[0], container=vial),)), main="cetuximab")
    assert "J9055" not in released(chart)


def test_a_hospital_line_does_not_rest_on_the_supervisor() -> None:
    # R-SUP-03
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00"))
    chart = replace(chart, visits=(replace(chart.visits[0], supervisor=answered("Practitioner/dr2")),))
    assert released(chart)["96365"] == 1


def test_one_drug_alone_does_not_rest_on_the_main_reason_of_the_visit() -> None:
    # R-ADM-21: it is the initial service whatever the visit was for
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"))
    chart = replace(chart, visits=(replace(chart.visits[0], main_reason=answered("ceftriaxone")),))
    assert released(chart)["96365"] == 1


def test_neither_line_of_a_drug_with_answered_waste_leaves_before_the_other() -> None:
    # R-DRG-05: without its JW line the first one would say that nothing is known of waste
    row = given("cetuximab", start="09:00", stop="10:00", dose="60 mg", vial="100 mg", kind=SINGLE, opened=1)
    chart = office(replace(row, discarded=answered(amount("40 mg"))), main="cetuximab")
    assert {x.code for x in lines(chart) if x.modifiers == ("JW",)} == {"J9055"}
    assert "J9055" not in {code[:5] for code in released(chart)}


def test_a_flush_visit_that_rests_on_an_answered_manner_is_held() -> None:
    # R-ADM-75
    row = replace(given("heparin lock flush", "port_flush", "09:30"), manner=answered(Manner.FLUSH))
    assert "96523" not in released(visit(row))


def test_a_drug_line_whose_route_is_answered_waits_for_the_chart_as_its_administration_does() -> None:
    # R-DOC-04 holds both until the route is charted
    row = replace(given("ceftriaxone", start="09:00", stop="10:00"), route=answered(Route.INTRAVENOUS))
    chart = visit(row, diagnoses=("L03.115",))
    assert {line.strength for line in lines(chart)} == {Strength.ANSWERED}
    assert released(chart) == {}

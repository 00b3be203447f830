"""Visit levels beside administrations: what takes 25, and what that rests on."""

from dataclasses import replace

import pytest

from plugin.engine.proposal import Kind, LineState
from tests.engine.builders import asked, charge, fact, given, office, proposal, visit


def test_the_nurse_visit_never_stands_on_a_hospital_claim() -> None:
    # R-EDT-04: 99211 is SI B
    assert "99211" not in charge(visit(services=("99211",)), "service")


@pytest.mark.parametrize("vaccine", ["influenza vaccine", "covid 19 vaccine"])
def test_a_visit_beside_a_medicare_vaccine_alone_takes_no_25(vaccine) -> None:
    # R-EDT-04: G0008-G0010 with 99212+ no pair; 90480 no pair, default no automatic 25
    chart = office(given(vaccine, "im", "09:00"), services=("99213",))
    assert charge(chart, "service") == {"99213": 1}


def test_a_visit_level_beside_an_infusion_is_asked_for_its_own_note() -> None:
    # R-MOD-01, R-DOC-39: 25 says the visit was separate and significant
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone", services=("99213",))
    assert "separate_visit_note" in asked(chart)


def test_a_visit_level_leaves_no_charge_before_its_note_is_charted() -> None:
    # R-DOC-39: without the note the visit is dropped
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone", services=("99213",))
    (level,) = [line for line in proposal(chart).lines if line.kind is Kind.SERVICE]
    assert (level.code, level.state) == ("99213", LineState.HELD)
    noted = replace(chart.services[0], note=fact("DocumentReference/n1", chart.services[0].id))
    (level,) = [line for line in proposal(replace(chart, services=(noted,))).lines if line.kind is Kind.SERVICE]
    assert level.state is LineState.PROPOSED


def test_a_visit_level_with_a_note_of_its_own_takes_25_and_is_not_asked_about() -> None:
    # R-MOD-01, R-DOC-39
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone", services=("99213",))
    noted = replace(chart.services[0], note=fact("DocumentReference/n1", chart.services[0].id))
    charted = replace(chart, services=(noted,))
    assert asked(charted) == set()
    assert charge(charted, "service") == {"99213-25": 1}


def test_an_emergency_visit_of_a_hospital_takes_25_beside_an_infusion() -> None:
    # R-EDT-04, R-EDT-05
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00"), services=("99284",))
    assert charge(chart, "service") == {"99284-25": 1}


def test_a_visit_without_any_administration_takes_no_25_and_is_not_asked_about() -> None:
    # R-MOD-01
    chart = office(services=("99213",))
    assert charge(chart, "service") == {"99213": 1}
    assert "separate_visit_note" not in asked(chart)


def test_reaching_the_vein_is_listed_as_a_part_of_the_infusion() -> None:
    # R-EDT-03, R-ADM-14
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), services=("36000",))
    assert charge(chart, "service") == {}
    assert [(i.because, i.evidence) for i in proposal(chart).not_billed] == [
        (("R-EDT-03", "R-ADM-14"), ("Procedure/s0",))
    ]

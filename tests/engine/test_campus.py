"""Hospital visits off campus: PO or PN on Medicare lines, and the question where the place is doubtful (R-MOD-12)."""

from dataclasses import replace

import pytest

from plugin.chart.billing import Campus, CampusFound
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proposal import LineState
from tests.engine.builders import SINGLE, answered, asked, at, fact, given, lines, office, visit

EXCEPTED, PN = (CampusFound(fact(kind, "Encounter/e1")) for kind in (Campus.EXCEPTED, Campus.NON_EXCEPTED))
DOUBT = CampusFound(doubt="place of service 19 is off campus, and which kind of place it is was never set")
CETUXIMAB = given(
    "cetuximab", start="09:00", stop="10:00", dose="350 mg", vial="100 mg", kind=SINGLE, opened=4, discarded="50 mg"
)


def at_place(found: CampusFound, chart: Chart | None = None) -> Chart:
    chart = chart or visit(CETUXIMAB)
    return replace(chart, visits=tuple(replace(v, found_at=found) for v in chart.visits))


def marks(chart: Chart) -> set[tuple[str, ...]]:
    return {line.modifiers for line in lines(chart)}


def test_an_excepted_department_has_po_on_each_line_behind_jw() -> None:
    assert {"-".join((line.code, *line.modifiers)) for line in lines(at_place(EXCEPTED))} == {
        "96413-PO", "J9055-PO", "J9055-JW-PO",
    }  # fmt: skip
    assert {line.state for line in lines(at_place(EXCEPTED))} == {LineState.PROPOSED}
    assert all("R-MOD-12" in line.because for line in lines(at_place(EXCEPTED)))
    assert all("Encounter/e1" in line.evidence for line in lines(at_place(EXCEPTED)))


def test_a_department_that_is_not_excepted_has_pn_and_never_po() -> None:
    assert marks(at_place(PN)) == {("PN",), ("JW", "PN")}


@pytest.mark.parametrize("campus", [Campus.ON_CAMPUS, Campus.EMERGENCY_DEPARTMENT])
def test_on_campus_and_in_an_emergency_department_there_is_no_mark(campus: Campus) -> None:
    chart = at_place(CampusFound(fact(campus)))
    assert marks(chart) == {(), ("JW",)}
    assert "off_campus_unknown" not in asked(chart)


def test_a_visit_of_which_nothing_speaks_of_a_place_off_campus_is_asked_nothing() -> None:
    assert "off_campus_unknown" not in asked(visit(CETUXIMAB))
    assert {line.state for line in lines(visit(CETUXIMAB))} == {LineState.PROPOSED}


def test_a_doubtful_place_is_asked_once_and_all_lines_of_the_visit_wait() -> None:
    chart = at_place(DOUBT, visit(CETUXIMAB, services=("G0463",)))
    assert "off_campus_unknown" in asked(chart)
    assert {line.state for line in lines(chart)} == {LineState.HELD}
    assert not {"PO", "PN"} & {m for line in lines(chart) for m in line.modifiers}


@pytest.mark.parametrize("payer", ["medicare advantage", "commercial", "medicaid"])
def test_other_payers_want_no_mark_and_nobody_is_asked(payer: str) -> None:
    for found in (EXCEPTED, DOUBT):
        chart = at_place(found, visit(CETUXIMAB, payer=payer))
        assert "off_campus_unknown" not in asked(chart)
        assert not {"PO", "PN"} & {m for line in lines(chart) for m in line.modifiers}


def test_where_nothing_says_who_pays_the_lines_of_an_off_campus_visit_wait() -> None:
    chart = at_place(EXCEPTED, visit(given("dexamethasone", "iv_push", "09:00", dose="8 mg"), payer=None))
    assert {line.state for line in lines(chart)} == {LineState.HELD}


def test_an_office_has_no_campus() -> None:
    chart = at_place(DOUBT, office(CETUXIMAB))
    assert "off_campus_unknown" not in asked(chart)
    assert not {"PO", "PN"} & {m for line in lines(chart) for m in line.modifiers}


def test_a_code_that_is_not_paid_as_hospital_care_has_no_mark() -> None:
    # Appendix D: a visit level of a physician has status B
    found = {line.code: line.modifiers for line in lines(at_place(EXCEPTED, visit(CETUXIMAB, services=("99213",))))}
    assert "PO" not in found.get("99213", ())


def test_each_of_two_visits_has_the_mark_of_its_own_place() -> None:
    late = given("dexamethasone", "iv_push", "13:00", dose="8 mg")
    chart = visit(CETUXIMAB, late, second_visit=(2,))
    here, there = chart.visits
    chart = replace(chart, visits=(replace(here, left=at("11:00"), found_at=EXCEPTED), there))
    found = {line.what: line.modifiers for line in lines(chart) if line.kind.value == "drug"}
    assert ("PO" in found["cetuximab"], "PO" in found["dexamethasone"]) == (True, False)


def test_a_place_answered_here_settles_the_question_and_the_lines_wait_for_the_chart() -> None:
    chart = at_place(CampusFound(answered(Campus.EXCEPTED)))
    assert "off_campus_unknown" not in asked(chart)
    assert {(line.state, line.strength) for line in lines(chart)} == {(LineState.HELD, Strength.ANSWERED)}


def test_an_answer_that_it_was_on_campus_lets_no_line_go_either() -> None:
    chart = at_place(CampusFound(answered(Campus.ON_CAMPUS)))
    assert {(line.state, line.strength) for line in lines(chart)} == {(LineState.HELD, Strength.ANSWERED)}


def two_visits(here: CampusFound, there: CampusFound) -> Chart:
    """Two visits of which the record calls the second a part of the first."""
    chart = visit(CETUXIMAB, given("dexamethasone", "iv_push", "13:00", dose="8 mg"), second_visit=(2,))
    first, second = chart.visits
    return replace(chart, visits=(replace(first, found_at=here), replace(second, part_of=first.id, found_at=there)))


@pytest.mark.parametrize("places", [(EXCEPTED, CampusFound()), (CampusFound(), EXCEPTED), (EXCEPTED, PN)])
def test_visits_that_are_one_and_were_at_two_places_are_asked_about_their_place(places) -> None:
    chart = two_visits(*places)
    assert "off_campus_unknown" in asked(chart)
    assert {line.state for line in lines(chart)} == {LineState.HELD}
    assert not {"PO", "PN"} & {m for line in lines(chart) for m in line.modifiers}


def test_visits_that_are_one_and_were_at_one_kind_of_place_carry_its_mark() -> None:
    chart = two_visits(EXCEPTED, CampusFound(fact(Campus.EXCEPTED, "Encounter/e2")))
    assert "off_campus_unknown" not in asked(chart)
    assert all("PO" in line.modifiers for line in lines(chart))

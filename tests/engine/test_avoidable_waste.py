"""Waste that other sizes would have spared is said on the proposal, and only where that is sure (R-DRG-04)."""

from dataclasses import replace

import pytest

from plugin.chart.administration import Administration
from tests.engine.builders import SINGLE, fact, given, office, proposal


def bevacizumab(much: str, vial: str, opened: int, rest: str | None, **more) -> Administration:
    row = {"start": "09:00", "stop": "10:00", "kind": SINGLE} | more
    return given("bevacizumab", dose=much, vial=vial, opened=opened, discarded=rest, **row)


def advised(*rows: Administration, **more) -> list[str]:
    return [a.sentence for a in proposal(office(*rows), **more).advice if a.because == ("R-DRG-04",)]


def test_the_sizes_that_would_have_left_less_are_named() -> None:
    # D20
    assert advised(bevacizumab("300 mg", "400 mg", 1, "100 mg")) == [
        "J9035, 300 mg of bevacizumab: 3 x 100 mg would leave nothing; 1 x 400 mg left 100 mg. "
        "These sizes are sold under this code."
    ]


def test_of_combinations_that_leave_the_same_the_fewest_containers_are_named() -> None:
    (sentence,) = advised(bevacizumab("810 mg", "400 mg", 3, "390 mg"))
    assert "2 x 400 mg + 1 x 100 mg would leave 90 mg; 3 x 400 mg left 390 mg." in sentence


@pytest.mark.parametrize(
    "row",
    [
        bevacizumab("350 mg", "100 mg", 4, "50 mg"),
        replace(bevacizumab("40 mg", "400 mg", 1, "360 mg"), stopped_because=fact("reaction")),
        replace(bevacizumab("300 mg", "400 mg", 1, "100 mg"), shared_container=fact(True)),
        given("denosumab", "sc", "09:00", dose="60 mg", vial="120 mg", kind=SINGLE, opened=1, discarded="60 mg"),
        given("bortezomib", "sc", "09:00", dose="1 mg", vial="3.5 mg", kind=SINGLE, opened=1, discarded="2.5 mg"),
    ],
    ids=["nothing better", "stopped early", "shared", "only another form is smaller", "form not known"],
)
def test_nothing_is_said_where_it_would_not_be_fair(row: Administration) -> None:
    assert advised(row) == []


def test_a_rest_of_an_earlier_dose_is_not_counted_on_for_a_later_one() -> None:
    # two doses of 150 mg, hours apart: 2 x 100 mg each, not 3 x 100 mg for both
    rows = (
        bevacizumab("150 mg", "400 mg", 1, "250 mg"),
        bevacizumab("150 mg", "400 mg", 1, "250 mg", start="14:00", stop="15:00"),
    )
    (sentence,) = advised(*rows)
    assert "4 x 100 mg would leave 100 mg; 2 x 400 mg left 500 mg." in sentence


def test_what_would_spare_less_than_one_unit_is_not_said_on_the_proposal() -> None:
    # 398 mg: 4 x 100 mg and 1 x 400 mg leave the same 2 mg, and no JW line stands there
    assert advised(bevacizumab("398 mg", "400 mg", 1, "2 mg")) == []

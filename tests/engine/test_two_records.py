"""One authorization in the EHR and in the site's own list: agreed it is one, contradicting it is asked (R-AUT-01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.authorization import LISTED, Authorization, Decision
from tests.engine.authorized_visits import asked_about, authorization, authorized, product, units
from tests.engine.builders import lines

PROBLEM = "authorization_problem"


def listed(number: str = "A1", **more) -> Authorization:
    return authorization(more.pop("of", None), id=f"{LISTED}{number}", number=number, **more)


def test_a_number_that_both_have_alike_is_one_authorization() -> None:
    chart = authorized(authorization(), listed())
    assert asked_about(chart) == {}
    assert lines(chart) == lines(authorized(authorization()))


def test_a_list_fills_in_what_the_record_does_not_say() -> None:
    bare = authorization(begins=None, ends=None, units=None, units_used=None)
    assert "30 of" not in str(asked_about(authorized(bare, listed())))
    assert asked_about(authorized(bare, listed())) == {}
    assert "10 units approved" in asked_about(authorized(bare, listed(units=units(10))))[PROBLEM]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ends": date(2026, 11, 30)}, "its last day is 2026-11-30 in the list of the site, 2026-12-31 in the record"),
        ({"begins": date(2026, 2, 1)}, "its first day is 2026-02-01 in the list of the site, 2026-01-01 in the record"),
        ({"units": units(300)}, "its amount is 300 units in the list of the site, 400 units in the record"),
        (
            {"decision": Decision.PENDING},
            "its decision is still pending in the list of the site, approved in the record",
        ),
        ({"of": product(hcpcs="Q5104")}, "its code is Q5104 in the list of the site, J1745 in the record"),
    ],
)
def test_two_that_contradict_each_other_are_asked_and_not_picked_from(more, said) -> None:
    assert said in asked_about(authorized(authorization(), listed(**more)))[PROBLEM]
    assert said in asked_about(authorized(listed(**more), authorization()))[PROBLEM]


def test_what_one_of_the_two_says_is_used_up_is_used_up() -> None:
    used = listed(units_used=Decimal(390))
    assert "390 used before" in asked_about(authorized(authorization(), used))[PROBLEM]


def test_a_term_after_the_other_of_the_same_number_contradicts_nothing() -> None:
    over = authorization(begins=date(2025, 1, 1), ends=date(2025, 12, 31))
    assert asked_about(authorized(over, listed())) == {}


def test_another_number_of_the_list_contradicts_nothing() -> None:
    assert asked_about(authorized(authorization(), listed("A2", units=units(1)))) == {}


def test_a_record_that_does_not_say_what_was_decided_leaves_the_list_to_say_it() -> None:
    assert asked_about(authorized(authorization(decision=Decision.UNKNOWN, units=units(7)), listed())) == {}

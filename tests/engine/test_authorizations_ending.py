"""An authorization that will not cover the next dose is told in time, and nothing waits for it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from plugin.engine.authorized_use import balances, taken
from plugin.engine.proposal import Severity, Who
from tests.engine.authorized_visits import DAY, asked_about, authorization, authorized, questions, units
from tests.engine.builders import given, library, lines

ENDING = "authorization_ending"


def ending_in(days: int, **more):
    return authorization(ends=DAY + timedelta(days=days), **more)


@pytest.mark.parametrize(("days", "asked"), [(0, {ENDING}), (1, {ENDING}), (14, {ENDING}), (15, set())])
def test_an_end_within_fourteen_days_is_told(days: int, asked: set[str]) -> None:
    """X08."""
    assert set(asked_about(authorized(ending_in(days)))) == asked


def test_nothing_waits_for_it() -> None:
    chart = authorized(ending_in(14))
    (question,) = questions(chart)
    assert (question.severity, question.who) == (Severity.ADVISES, Who.FRONT_DESK)
    assert question.because == ("R-AUT-03", "R-DOC-30")
    assert question.facts == "authorization A1: it ends on 2026-03-18, 14 days after this visit"
    assert lines(chart) == lines(authorized())


@pytest.mark.parametrize(("warned", "asked"), [("0", set()), ("29", set()), ("30", {ENDING}), ("400", {ENDING})])
def test_a_site_chooses_how_many_days_ahead(warned: str, asked: set[str]) -> None:
    assert set(asked_about(authorized(ending_in(30)), auth_expiry_warn_days=warned)) == asked


@pytest.mark.parametrize(("gap", "asked"), [(0, set()), (1, set()), (2, {ENDING})])
def test_a_renewal_without_a_gap_answers_the_date(gap: int, asked: set[str]) -> None:
    end = DAY + timedelta(days=10)
    later = {"begins": end + timedelta(days=gap), "ends": end + timedelta(days=200)}
    renewal = authorization(id="ClaimResponse/a2", number="A2", **later)
    assert set(asked_about(authorized(ending_in(10), renewal))) == asked


def test_a_refused_renewal_answers_nothing() -> None:
    refused = authorization(id="ClaimResponse/a2", decision="refused", begins=DAY + timedelta(days=1))
    assert set(asked_about(authorized(ending_in(10), refused))) == {ENDING}


@pytest.mark.parametrize(("approved", "asked"), [(79, {ENDING}), (80, set())])
def test_less_left_than_the_next_dose_takes_is_told(approved: int, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(units=units(approved))))) == asked


def test_the_last_dose_says_what_is_left_and_what_the_next_takes() -> None:
    said = asked_about(authorized(authorization(units=units(79))))[ENDING]
    assert said == "authorization A1: 39 of 79 units are left after this visit, the next dose like this one takes 40"


def test_the_last_approved_dose_is_told() -> None:
    said = asked_about(authorized(authorization(units=None, doses=4, doses_used=3)))[ENDING]
    assert "0 of 4 doses are left after this visit" in said


def test_doses_of_several_days_are_averaged_and_rounded_up() -> None:
    days = (("09:00", "11:00", "100 mg"), ("D+1 09:00", "D+1 11:00", "100 mg"), ("D+2 09:00", "D+2 11:00", "110 mg"))
    rows = tuple(given("infliximab", start=a, stop=b, dose=dose, kind=None) for a, b, dose in days)
    chart = authorized(authorization(units=units(41)), rows=rows)
    assert set(asked_about(chart)) == {ENDING}
    assert (
        "10 of 41 units are left after this visit, the next dose like this one takes 11" in asked_about(chart)[ENDING]
    )


def test_an_end_that_is_not_recorded_is_told() -> None:
    assert asked_about(authorized(authorization(ends=None))) == {ENDING: "authorization A1: its end is not recorded"}


@pytest.mark.parametrize(("begins", "asked"), [(date(2026, 1, 1), {ENDING}), (None, {ENDING}), (DAY, set())])
def test_earlier_use_that_is_not_recorded_is_told_unless_it_begins_today(begins: date | None, asked: set[str]) -> None:
    assert set(asked_about(authorized(authorization(begins=begins, units_used=None)))) == asked


@each(approved=st.integers(0, 200), used=st.none() | st.integers(0, 200), doses=st.none() | st.integers(0, 3))
def test_units_left_are_never_below_nothing_without_a_question(approved, used, doses) -> None:
    one = authorization(units=units(approved), units_used=None if used is None else Decimal(used), doses=doses)
    chart = authorized(one)
    book = library().of(chart)
    (drug,) = taken(lines(chart), chart, book.drugs)
    over = any(b.left < 0 for b in balances(one, drug, book.drugs))
    assert ("authorization_problem" in asked_about(chart)) == over

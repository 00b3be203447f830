"""A table of another quarter than the day is never used without a word (R-EDT-01)."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.engine.proposal import Proposal
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from tests.engine.builders import given, library, office, proposal, visit


def proposed(day: date, drug: str = "ceftriaxone") -> Proposal:
    return proposal(visit(given(drug, start="09:00", stop="10:00", dose="1000 mg"), day=day))


def test_a_day_in_the_loaded_quarter_needs_no_advice_on_claim_edits() -> None:
    for day in (date(2024, 7, 1), date(2024, 9, 30)):
        assert [a.about for a in proposed(day).advice if a.about != "diagnosis codes"] == []


@pytest.mark.parametrize("day", [date(2024, 6, 30), date(2024, 10, 1), date(2026, 3, 4)])
def test_a_day_outside_it_names_the_quarter_that_was_used(day: date) -> None:
    (advice,) = (a for a in proposed(day).advice if a.about == "claim edits")
    assert advice.because == ("R-EDT-01",)
    assert "2024-07-01" in advice.sentence
    assert day.isoformat() in advice.sentence


@pytest.mark.parametrize(("day", "used"), [(date(2026, 4, 1), "2026-01-01"), (date(2023, 12, 31), "2024-01-01")])
def test_a_day_outside_the_crosswalk_names_the_quarter_that_was_used(day: date, used: str) -> None:
    (advice,) = (a for a in proposed(day).advice if a.about == "NDC crosswalk")
    assert used in advice.sentence


def test_a_visit_without_a_drug_line_needs_no_crosswalk() -> None:
    fluid = visit(given("normal saline", start="09:00", stop="10:00"), day=date(2026, 6, 1))
    assert "NDC crosswalk" not in [a.about for a in proposal(fluid).advice]


def test_a_visit_without_any_line_needs_no_advice() -> None:
    assert proposal(visit(given("normal saline", start="09:00", stop="09:10"))).advice == ()


def test_a_day_after_the_payment_status_that_was_read_is_told_to_a_hospital_alone() -> None:
    last, next_day = date(2026, 6, 30), date(2026, 7, 1)
    assert "payment status" not in {a.about for a in proposed(last).advice}
    (advice,) = (a for a in proposed(next_day).advice if a.about == "payment status")
    assert "2026-04-01" in advice.sentence
    practice = office(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), day=next_day)
    assert "payment status" not in {a.about for a in proposal(practice).advice}


def test_payment_status_matters_to_a_visit_line_but_not_to_fluid_alone() -> None:
    fluid = given("normal saline", start="09:00", stop="10:00")
    day = date(2026, 7, 1)
    assert "payment status" not in {a.about for a in proposal(visit(fluid, day=day)).advice}
    assert "payment status" in {a.about for a in proposal(visit(fluid, day=day, services=("G0463",))).advice}


def test_drug_codes_newer_than_those_that_were_read_are_told_of() -> None:
    assert "drug codes" not in {a.about for a in proposed(date(2026, 12, 31)).advice}
    (advice,) = (a for a in proposed(date(2027, 1, 1)).advice if a.about == "drug codes")
    assert "2026-10-01" in advice.sentence


def test_a_stay_into_a_day_of_other_content_is_named_by_both() -> None:
    chart = visit(given("ceftriaxone", start="23:00", stop="D+1 00:40", dose="1000 mg"))
    book = library().of(chart)
    alone = propose(chart, replace(book, other_days=None), Switches())
    other = replace(book, digest=f"sha256:{'0' * 64}")
    both = propose(chart, replace(book, other_days=lambda _: other), Switches())
    assert alone.digest == book.digest
    assert both.digest not in (book.digest, other.digest)

"""All modifiers of a line: their order, what excludes what, four at most (R-MOD, below the table)."""

from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.engine.modifiers import arranged, with_modifiers_in_order
from plugin.engine.proposal import Kind, Line, LineState
from tests.engine.builders import library
from tests.engine.builders import visit as a_visit

BOOK = library().of(a_visit())
ORDER = BOOK.rule("R-MOD-06").words("order")
PRICING = ("25", "59", "XE", "XS", "XP", "XU", "52", "53", "76", "77", "JW", "JZ")
DISTINCT = {"59", "XE", "XS", "XP", "XU"}
NEVER = ({"GA", "GZ"}, {"PO", "PN"}, {"JW", "JZ"}, {"Q0", "Q1"}, {"GA", "GX"}, {"GX", "GZ"}, {"JA", "JB"}, {"TB", "JG"})


def line(*modifiers: str) -> Line:
    return Line("J9055", 1, Kind.DRUG, date(2026, 3, 4), ("R-DRG-01",), ("MedicationAdministration/ma1",), modifiers)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(ORDER), unique=True, max_size=7).flatmap(st.permutations))
def test_any_modifiers_come_out_in_one_order_with_those_of_pricing_first(found: list[str]) -> None:
    put = arranged(tuple(found), BOOK).modifiers
    assert list(put) == sorted(put, key=ORDER.index)
    assert put == arranged(put, BOOK).modifiers
    first = [m for m in put if m in PRICING]
    assert put[: len(first)] == tuple(first)
    assert set(found) - set(put) <= DISTINCT


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(ORDER), unique=True, max_size=7))
def test_no_line_that_may_leave_has_two_that_exclude_each_other_or_more_than_four(found: list[str]) -> None:
    (put,), advice = with_modifiers_in_order((line(*found),), BOOK)
    assert len(DISTINCT & set(put.modifiers)) <= 1
    contradicts = any(pair <= set(put.modifiers) for pair in NEVER)
    if contradicts or len(put.modifiers) > 4:
        assert put.state is LineState.HELD
    assert (put.state is LineState.HELD) == bool(advice)


def test_every_pair_that_excludes_each_other_is_held_whatever_stands_beside_it() -> None:
    for pair in NEVER:
        for beside in combinations([m for m in ORDER if m not in DISTINCT], 2):
            (put,), _ = with_modifiers_in_order((line(*beside, *pair),), BOOK)
            assert put.state is LineState.HELD


def test_of_59_and_its_particular_forms_the_particular_one_stays() -> None:
    assert arranged(("59", "XE"), BOOK).modifiers == ("XE",)
    assert arranged(("59", "XS", "XE"), BOOK).modifiers == ("XE",)


def test_five_modifiers_are_all_shown_and_the_line_waits_for_a_coder() -> None:
    (put,), (advice,) = with_modifiers_in_order((line("GA", "TB", "JA", "PO", "JZ"),), BOOK)
    assert put.modifiers == ("JZ", "TB", "JA", "PO", "GA")
    assert put.state is LineState.HELD
    assert "JZ, TB, JA, PO, GA" in advice.sentence


def test_a_modifier_that_no_rule_puts_is_held_for_a_coder() -> None:
    # R-MOD-14, R-MOD-16 to R-MOD-18
    for odd in ("73", "74", "RT", "LT", "50", "TC", "26", "51", "FB", "SA", "SB", "GC", "AQ"):
        (put,), (advice,) = with_modifiers_in_order((line("JZ", odd),), BOOK)
        assert put.state is LineState.HELD
        assert odd in advice.sentence


def test_four_that_go_together_leave_as_they_are() -> None:
    (put,), advice = with_modifiers_in_order((line("Q1", "PO", "TB", "JZ"),), BOOK)
    assert (put.modifiers, put.state, advice) == (("JZ", "TB", "PO", "Q1"), LineState.PROPOSED, ())

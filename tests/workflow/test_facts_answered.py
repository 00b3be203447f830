"""Amounts, containers, ways, lines, supervisors: what is typed becomes a fact of the chart, or is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from plugin.chart.administration import Administration, Amount, Container, ContainerKind, Manner, Product, Route
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.errors import AnswerRefused
from plugin.rules.library import load_library
from plugin.store.answers import Answer, Standing
from plugin.workflow.answers import PLACES, check_answer, newest, with_answers
from plugin.workflow.placing import Charted
from tests.builders import answer, chart, fact, given, prompt

M1 = "MedicationAdministration/m1"
BARE = Administration(M1, "Encounter/e1", (Product("rituximab"),))


def _with(kind: str, choice: str, value: str = "", administration: Administration = BARE) -> Administration:
    return PLACES[kind, choice](chart(administration), answer(kind, M1, choice, value)).administrations[0]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("680 mg", Amount(Decimal(680), "mg")),
        ("680mg", Amount(Decimal(680), "mg")),
        ("1.5 g", Amount(Decimal(1500), "mg")),
        ("250 mcg", Amount(Decimal("0.25"), "mg")),
        ("0.5 L", Amount(Decimal(500), "mL")),
        ("5000 IU", Amount(Decimal(5000), "[iU]")),
    ],
)
def test_an_amount_given_is_kept_in_the_units_of_the_chart(typed: str, amount: Amount) -> None:
    dose = _with("missing_dose", "amount", typed).products[0].dose
    assert (dose.value, dose.strength) == (amount, Strength.ANSWERED)


@pytest.mark.parametrize("typed", ["680", "mg", "a lot", "6,8 mg", "10 mg/kg", "-5 mg", "1e3 mg", "680 mg or so"])
def test_an_amount_without_number_and_unit_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(AnswerRefused, match="such as 20 mg"):
        _with("missing_dose", "amount", typed)


def test_nothing_is_no_amount_that_was_given() -> None:
    with pytest.raises(AnswerRefused, match="Not given"):
        _with("missing_dose", "amount", "0 mg")


def test_what_was_left_over_may_be_a_number_in_the_unit_of_the_dose() -> None:
    assert _with("missing_waste", "amount", "20", given(1, "rituximab", "680 mg")).discarded.value == Amount(
        Decimal(20), "mg"
    )


def _vials(dose: str, label: str, count: int | None = None) -> Administration:
    of = given(1, "rituximab", dose)
    size, _, unit = label.partition(" ")
    product = replace(of.products[0], container=Container(Amount(Decimal(size), unit), ContainerKind.SINGLE_DOSE))
    return replace(of, products=(product,), opened=fact(count) if count else None)


@pytest.mark.parametrize("count", [None, 7])
def test_no_more_was_left_over_than_was_opened(count: int | None) -> None:
    with pytest.raises(AnswerRefused, match="than was opened, 700 mg in all"):
        _with("missing_waste", "amount", "701 mg", _vials("680 mg", "100 mg", count))


@pytest.mark.parametrize(
    ("typed", "of"),
    [
        ("20 mg", _vials("680 mg", "100 mg")),
        ("700 mg", _vials("680 mg", "100 mg")),
        ("800 mg", _vials("680 mg", "100 mg", 8)),
        ("701 mL", _vials("680 mg", "100 mg")),
        ("701 mg", given(1, "rituximab", "680 mg")),
    ],
)
def test_what_was_left_over_is_kept_where_the_containers_could_have_held_it(typed: str, of: Administration) -> None:
    kept = _with("missing_waste", "amount", typed, of).discarded.value
    assert f"{kept.value} {kept.unit}" == typed


def test_all_given_means_that_nothing_was_left() -> None:
    assert _with("missing_waste", "all_given", "", given(1, "rituximab", "680 mg")).discarded.value == Amount(
        Decimal(0), "mg"
    )


@pytest.mark.parametrize(("choice", "manner"), [("infusion", Manner.INFUSION), ("push", Manner.PUSH)])
def test_infusion_and_push_are_ways_into_a_vein(choice: str, manner: Manner) -> None:
    changed = _with("missing_route", choice)
    assert (changed.route.value, changed.manner.value) == (Route.INTRAVENOUS, manner)


def test_an_injection_may_be_under_the_skin_or_into_a_muscle_so_it_is_only_recorded() -> None:
    said = answer("missing_route", M1, "injection")
    read, (stood,) = with_answers(chart(BARE), (said,))
    assert (read.administrations[0].route, stood.standing) == (None, Standing.RECORDED)


def test_the_line_is_kept_as_typed() -> None:
    assert _with("missing_access_site", "text", "left chest port").site.value == "left chest port"


@pytest.mark.parametrize(
    ("choice", "kind"), [("single_dose", ContainerKind.SINGLE_DOSE), ("multi_dose", ContainerKind.MULTI_DOSE)]
)
def test_the_kind_of_container_is_kept(choice: str, kind: ContainerKind) -> None:
    assert _with("container_type_unknown", choice).products[0].container.kind is kind


def test_a_size_and_a_count_may_be_typed_together() -> None:
    changed = _with("container_size_unknown", "amount", "3 x 100 mg")
    assert (changed.products[0].container.label, changed.opened.value) == (Amount(Decimal(100), "mg"), 3)


def test_several_sizes_are_refused_rather_than_half_kept() -> None:
    with pytest.raises(AnswerRefused, match="chart them in the EHR"):
        _with("container_size_unknown", "amount", "500 mg + 2 x 100 mg")


def test_a_size_and_a_count_answered_one_after_the_other_both_stand() -> None:
    both = newest([_size("count", "2"), _size("amount", "100 mg")])
    read, stood = with_answers(chart(BARE), both)
    changed = read.administrations[0]
    assert (changed.opened.value, changed.products[0].container.label) == (2, Amount(Decimal(100), "mg"))
    assert [a.standing for a in stood] == [Standing.APPLIED, Standing.APPLIED]


def test_cannot_tell_takes_the_place_of_both() -> None:
    said = newest([_size("count", "2"), _size("amount", "100 mg"), _size("cannot_tell", "")])
    assert [a.choice for a in said] == ["cannot_tell"]


def test_a_supervisor_is_kept_for_the_visit() -> None:
    said = answer("missing_supervising_provider", "Encounter/e1", "text", "Dr. A. Osei")
    read, (stood,) = with_answers(chart(BARE), (said,))
    assert (read.visits[0].supervisor.value, stood.standing) == ("Dr. A. Osei", Standing.APPLIED)


@pytest.mark.parametrize("about", ["Encounter/e1", M1])
def test_the_main_reason_is_kept_for_the_visit_also_when_asked_about_a_drug(about: str) -> None:
    read, _ = with_answers(chart(BARE), (answer("main_reason_of_visit", about, "text", "rituximab"),))
    assert read.visits[0].main_reason.value == "rituximab"


def test_what_is_charted_is_never_replaced_by_an_answer() -> None:
    charted = given(1, "rituximab", "680 mg", site="right chest port")
    with pytest.raises(Charted):
        _with("missing_access_site", "text", "left arm", charted)
    with pytest.raises(Charted):
        _with("missing_dose", "amount", "700 mg", charted)


@pytest.mark.parametrize("choice", ["still_running", "not_given", "cannot_tell", "other"])
def test_a_choice_without_a_fact_changes_nothing(choice: str) -> None:
    before = chart(given(1, "rituximab", "680 mg", ("09:10", None)))
    after, (stood,) = with_answers(before, (answer("missing_stop_time", M1, choice, "see note"),))
    assert (after == before, stood.standing) == (True, Standing.RECORDED)


def test_the_newest_answer_to_a_question_counts() -> None:
    first, second = answer("missing_access_site", M1, "text", "port"), answer("missing_access_site", M1, "text", "arm")
    assert newest([first, second]) == (second,)


def _size(choice: str, value: str) -> Answer:
    return answer("container_size_unknown", M1, choice, value)


def _check(said: Answer, read: Chart | None = None, earlier: tuple[Answer, ...] = ()) -> None:

    read = read or chart(BARE)
    asked = (prompt("missing_access_site", M1), prompt("missing_dose", M1))
    check_answer(said, read, asked, earlier, load_library().on(read.day))


def test_a_question_that_is_not_open_takes_no_answer() -> None:
    with pytest.raises(AnswerRefused, match="no longer open"):
        _check(answer("missing_waste", M1, "amount", "20 mg"))


def test_only_the_answers_offered_are_taken() -> None:
    with pytest.raises(AnswerRefused, match="one of the answers offered"):
        _check(answer("missing_access_site", M1, "still_running"))


def test_an_empty_value_is_refused_where_one_is_typed() -> None:
    with pytest.raises(AnswerRefused, match="Nothing was typed"):
        _check(answer("missing_access_site", M1, "text", ""))


def test_a_value_beyond_all_length_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="too long"):
        _check(answer("missing_access_site", M1, "other", "x" * 501))


@pytest.mark.parametrize("typed", ["port\0", "port\x1b[2J", "\u202eport"])
def test_characters_that_cannot_be_seen_are_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused, match="plain text"):
        _check(answer("missing_access_site", M1, "text", typed))


def test_an_earlier_answer_may_be_changed_and_the_new_one_is_checked_as_well() -> None:
    earlier = (answer("missing_dose", M1, "amount", "680 mg"),)
    _check(answer("missing_dose", M1, "amount", "690 mg"), earlier=earlier)
    with pytest.raises(AnswerRefused, match="such as 20 mg"):
        _check(answer("missing_dose", M1, "amount", "much"), earlier=earlier)


def test_an_answer_the_chart_has_given_meanwhile_is_refused() -> None:
    charted = replace(BARE, products=(Product("rituximab", container=Container()),), site=given(1, "x", site="p").site)
    with pytest.raises(AnswerRefused, match="the chart answers it now"):
        _check(answer("missing_access_site", M1, "text", "arm"), chart(charted))

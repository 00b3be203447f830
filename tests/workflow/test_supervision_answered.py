"""Supervision, second visits, numbers and stopped infusions as a person answers them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugin.chart.administration import ContainerKind
from plugin.chart.evidence import Strength
from plugin.chart.visit import Order, Provider, SupervisionMode, Visit
from plugin.errors import AnswerRefused
from plugin.workflow.answers import PLACES
from plugin.workflow.placing import Charted
from tests.builders import answer, chart, clock, fact, given

M1 = "MedicationAdministration/m1"
DOCTOR = "Practitioner/dr1"


def visited(**more):
    return chart(visits=(Visit("Encounter/e1", arrived=clock("08:20"), supervisor=fact("Dr Vane"), **more),))


@pytest.mark.parametrize(
    ("choice", "mode"),
    [("on_site", SupervisionMode.ON_SITE), ("video", SupervisionMode.VIDEO), ("audio", SupervisionMode.AUDIO)],
)
def test_the_way_of_supervision_is_kept_as_answered(choice: str, mode: SupervisionMode) -> None:
    said = answer("virtual_supervision_mode", "Encounter/e1", choice)
    before = visited(supervision_mode=fact(SupervisionMode.VIRTUAL))
    found = PLACES[said.kind, choice](before, said).visits[0].supervision_mode
    assert (found.value, found.strength) == (mode, Strength.ANSWERED)


def test_a_way_of_supervision_the_chart_says_by_now_wins() -> None:
    said = answer("virtual_supervision_mode", "Encounter/e1", "video")
    with pytest.raises(Charted):
        PLACES[said.kind, "video"](visited(supervision_mode=fact(SupervisionMode.ON_SITE)), said)


def test_somebody_else_may_be_named_where_the_charted_one_was_only_heard() -> None:
    said = answer("missing_supervising_provider", "Encounter/e1", "text", "Dr Osei")
    found = PLACES[said.kind, "text"](visited(supervision_mode=fact(SupervisionMode.AUDIO)), said).visits[0]
    assert (found.supervisor.value, found.supervisor.strength) == ("Dr Osei", Strength.ANSWERED)
    assert found.supervision_mode is None
    with pytest.raises(Charted):
        PLACES[said.kind, "text"](visited(supervision_mode=fact(SupervisionMode.VIDEO)), said)


@pytest.mark.parametrize(("choice", "apart"), [("left_and_returned", True), ("one_visit", False)])
def test_whether_the_patient_came_back_is_kept_as_answered(choice: str, apart) -> None:
    rows = (given(1, "rituximab", "680 mg"), replace(given(2, "ondansetron"), visit="Encounter/e2"))
    visits = (
        Visit("Encounter/e1", arrived=clock("08:20"), left=clock("12:00")),
        Visit("Encounter/e2", arrived=clock("12:00")),
    )
    said = answer("second_visit_unclear", "Encounter/e2", choice)
    found = PLACES[said.kind, choice](chart(*rows, visits=visits), said).visits[1].apart
    assert (found.value, found.strength) == (apart, Strength.ANSWERED)
    clear = (visits[0], replace(visits[1], arrived=clock("13:00")))
    with pytest.raises(Charted):
        PLACES[said.kind, choice](chart(*rows, visits=clear), said)


def test_a_number_said_of_who_ordered_is_kept_with_who_said_it() -> None:
    said = answer("missing_ordering_npi", DOCTOR, "text", "1234 567-893")
    for before in ((), (Provider(DOCTOR, "Iris Vane MD", "123"),)):
        (found,) = PLACES[said.kind, "text"](chart(providers=before), said).providers
        assert (found.npi, found.said.by) == ("1234567893", "J. Lin RN")
    with pytest.raises(Charted):
        PLACES[said.kind, "text"](chart(providers=(Provider(DOCTOR, npi="1234567893"),)), said)


def test_a_name_said_with_a_number_is_kept_where_the_chart_has_none() -> None:
    said = answer("missing_ordering_npi", DOCTOR, "text", "1234567893, Iris Vane MD")
    for before, name in (((), "Iris Vane MD"), ((Provider(DOCTOR, "I. Vane"),), "I. Vane")):
        (found,) = PLACES[said.kind, "text"](chart(providers=before), said).providers
        assert (found.npi, found.name) == ("1234567893", name)


def test_a_number_of_somebody_an_order_names_in_words_is_kept_under_the_name() -> None:
    order = Order("MedicationRequest/o1", signed_by=fact("Iris Vane MD"))
    said = answer("missing_ordering_npi", order.id, "text", "1234567893")
    (found,) = PLACES[said.kind, "text"](chart(orders=(order,)), said).providers
    assert (found.id, found.npi) == ("Iris Vane MD", "1234567893")


@pytest.mark.parametrize("typed", ["1234567890", "1234567983", "2134567893"])
def test_a_number_with_a_wrong_check_digit_is_refused_in_a_sentence_of_its_own(typed: str) -> None:
    with pytest.raises(AnswerRefused, match=r"last digit .* does not fit"):
        PLACES["missing_ordering_npi", "text"](chart(), answer("missing_ordering_npi", DOCTOR, "text", typed))


@pytest.mark.parametrize("typed", ["123", "12345678933", "Iris Vane", "１２３４５６７８９３", "123456789x"])
def test_what_is_no_provider_number_is_refused(typed: str) -> None:
    with pytest.raises(AnswerRefused, match="ten digits"):
        PLACES["missing_ordering_npi", "text"](chart(), answer("missing_ordering_npi", DOCTOR, "text", typed))


def test_the_reason_of_a_stop_is_kept_as_answered() -> None:
    said = answer("stopped_early", M1, "text", "Chills")
    row = given(1, "rituximab", "680 mg", stopped_early=fact("stopped"))
    found = PLACES[said.kind, "text"](chart(row), said).administrations[0].stopped_because
    assert (found.value, found.strength) == ("Chills", Strength.ANSWERED)


def test_the_amount_that_is_missing_of_a_stop_is_what_was_discarded() -> None:
    said = answer("stopped_early", M1, "amount", "20 mg")
    row = given(1, "rituximab", "680 mg", stopped_early=fact("stopped"))
    found = PLACES[said.kind, "amount"](chart(row), said).administrations[0]
    assert (str(found.discarded.value.value), found.discarded.strength) == ("20", Strength.ANSWERED)
    with pytest.raises(Charted):
        PLACES[said.kind, "amount"](chart(found), said)
    assert ContainerKind.MULTI_DOSE not in {p.container.kind for p in found.products}

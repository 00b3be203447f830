"""The number of a provider, typed by whoever knows it beside the chart: one form, refusals beside the field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugin.chart.visit import Provider
from plugin.store.answers import Standing
from plugin.views.questions import questions_of
from tests.builders import LAUNCH_ID, ReadVisit, answer, visit
from tests.engine.builders import given, office, proposal
from tests.page_client import Page, PageClient, text_of
from tests.views.small_app import app_of
from tests.views.test_every_kind_answered import CheckingDesk

URL = f"/visit/{LAUNCH_ID}"
DOCTOR = Provider("Practitioner/dr1", "Iris Vane MD")


def read(*providers: Provider) -> ReadVisit:
    row = given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg")
    chart = replace(office(row, main="ceftriaxone"), providers=providers)
    asked = tuple(p for p in proposal(chart).prompts if p.kind == "missing_ordering_npi")
    return visit(chart, asked)


def opened(*providers: Provider) -> tuple[CheckingDesk, PageClient, Page]:
    desk = CheckingDesk(read(*providers))
    client = PageClient(app_of(desk))
    return desk, client, client.get(f"{URL}/chart")


def fold(page: Page):
    return next(d for d in page.all("details") if text_of(d.find("summary")).startswith("Others are asked"))


def fields(page: Page):
    return {e.get("name"): e for e in fold(page).iter("input") if e.get("name") in ("value", "beside")}


def sent(client: PageClient, page: Page, number: str, name: str = "", *, status: int = 200) -> Page:
    form = page.form("/answer", "Provider number")
    return client.post(f"{URL}/answer", {**form, "value": number, "beside": name}, status=status)


def test_the_question_waits_in_the_fold_of_others_and_names_the_provider() -> None:
    page = opened(DOCTOR)[2]
    assert page.heading == "What is left is asked of others"
    said = text_of(fold(page))
    assert "The front desk: the provider's number" in said
    assert "Iris Vane MD" in said


def test_a_number_is_typed_in_digits_and_nothing_is_filled_in_for_the_person() -> None:
    number, name = fields(opened(DOCTOR)[2]).values()
    assert (number.get("inputmode"), number.get("autocomplete"), number.get("value")) == ("numeric", "off", None)
    assert (name.get("autocomplete"), name.get("required"), name.get("value")) == ("off", None, None)


def test_a_number_is_kept_without_a_name_and_with_one() -> None:
    for name, kept in (("", "1234567893"), ("Iris Vane MD", "1234567893, Iris Vane MD")):
        desk, client, page = opened()
        sent(client, page, "1234567893", name)
        assert [(a.about, a.choice, a.value) for a in desk.kept] == [("Practitioner/dr1", "text", kept)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1234567890", "here it does not fit"),
        ("123456789", "has ten digits"),
        ("12345678933", "has ten digits"),
        ("Iris Vane", "has ten digits"),
    ],
)
def test_what_is_no_number_comes_back_as_typed_with_the_reason_at_its_field(typed: str, why: str) -> None:
    desk, client, page = opened()
    back = sent(client, page, typed, "Iris Vane MD", status=422)
    number, name = fields(back)["value"], fields(back)["beside"]
    (reason,) = (e for e in back.tree.iter() if e.get("id") == (number.get("aria-describedby") or "").split()[0])
    assert why in text_of(reason)
    assert (number.get("value"), number.get("aria-invalid"), name.get("value")) == (typed, "true", "Iris Vane MD")
    assert fold(back).get("open") is not None
    assert desk.kept == []


def test_a_number_that_was_said_stands_among_what_is_done_and_can_be_changed() -> None:
    said = answer("missing_ordering_npi", "Practitioner/dr1", "text", "1234567893", Standing.APPLIED)
    (done,) = questions_of(replace(read(Provider("Practitioner/dr1", npi="1234567893")), answers=(said,))).done
    assert (done.topic, done.answer) == ("Provider's number", "1234567893")
    assert done.change.field
    assert (done.change.field.digits, done.change.field.beside) == (True, "Name (optional)")

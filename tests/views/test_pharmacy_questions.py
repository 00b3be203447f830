"""What the pharmacy is asked, beside the chart: out of the nurse's way, and answered with the right input."""

import re

import pytest

from tests.builders import busy_chart, visit
from tests.page_client import PageClient, text_of
from tests.views.packages import DESCRIPTION, PACKAGE, STOCK
from tests.views.small_app import SmallDesk, app_of

URL = "/visit/7f3a9c"
MONEY_OR_CODE = re.compile(r"\$|\b\d{5}\b|\b[A-Z]\d{4}\b|CPT|HCPCS|modifier|\bbill|denial|payer", re.IGNORECASE)


def opened(*prompts, **facts):
    desk = SmallDesk(visit(busy_chart(), prompts), **facts)
    return desk, PageClient(app_of(desk))


def fold(page):
    return next(d for d in page.all("details") if text_of(d.find("summary")).startswith("Others are asked"))


def test_the_questions_of_the_pharmacy_wait_in_a_fold_and_are_no_task_of_the_nurse():
    page = opened(PACKAGE, STOCK)[1].get(f"{URL}/chart")
    assert fold(page).get("open") is None
    assert "Others are asked about 2 things" in text_of(fold(page))
    assert page.heading == "What is left is asked of others"
    assert "Nothing to do." not in page.text


@pytest.mark.parametrize("asked", [PACKAGE, STOCK, DESCRIPTION], ids=lambda asked: asked.kind)
def test_each_is_asked_of_the_pharmacy_in_words_without_codes_or_money(asked):
    shown = text_of(fold(opened(asked)[1].get(f"{URL}/chart")))
    assert (asked.question in shown, "For the pharmacy" in shown) == (True, True)
    assert MONEY_OR_CODE.findall(shown) == []


def inputs(page):
    return [(i.get("name"), i.get("value")) for i in fold(page).iter("input") if i.get("name") in ("choice", "value")]


def test_a_package_code_is_typed_and_what_is_none_goes_under_other():
    page = opened(PACKAGE)[1].get(f"{URL}/chart")
    assert inputs(page) == [("choice", "other"), ("value", None), ("choice", "text"), ("value", None)]
    assert "with its hyphens as on the label, or eleven digits" in text_of(fold(page))


def test_the_stock_is_answered_by_a_button():
    buttons = [b.get("value") for b in fold(opened(STOCK)[1].get(f"{URL}/chart")).iter("button") if b.get("value")]
    assert buttons == ["yes", "no", "cannot_tell"]


def test_an_answer_is_sent_as_the_question_offers_it():
    desk, client = opened(STOCK)
    client.get(f"{URL}/chart")
    client.post(f"{URL}/answer", {"kind": STOCK.kind, "about": STOCK.about, "choice": "no"})
    assert [(a.kind, a.choice) for a in desk.kept] == [("stock_340b_unknown", "no")]


def test_a_code_that_is_refused_comes_back_beside_its_field_with_the_fold_open():
    _, client = opened(PACKAGE, refused="Type the package code with its hyphens.")
    client.get(f"{URL}/chart")
    form = {"kind": PACKAGE.kind, "about": PACKAGE.about, "choice": "text", "value": "0006302602"}
    page = client.post(f"{URL}/answer", form, status=422)
    assert fold(page).get("open") is not None
    assert "Type the package code with its hyphens." in text_of(fold(page))
    assert [i.get("value") for i in fold(page).iter("input") if i.get("aria-invalid")] == ["0006302602"]


def test_what_is_not_in_the_chart_yet_leads_back_to_its_question():
    _, client = opened(PACKAGE)
    client.get(f"{URL}/chart")
    page = client.post(f"{URL}/read-again", {"kind": PACKAGE.kind, "about": PACKAGE.about})
    assert fold(page).get("open") is not None
    assert "Not in the chart" in page.status_line

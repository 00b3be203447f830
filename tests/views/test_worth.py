"""What open questions are worth, on the coder's page and in its JSON; on the nurse's page and in hers never."""

from __future__ import annotations

import json
import re

from jsonschema import Draft202012Validator

from plugin.engine.rates import Rates
from tests.engine.builders import given, visit
from tests.export.test_proposal_json import SCHEMA
from tests.page_client import Page, PageClient, text_of
from tests.views.small_app import SmallDesk, app_of
from tests.views.worth_visit import REVIEW, desk_of, much_open

NURSE = "/visit/7f3a9c"
MONEY = re.compile(r"\$|\bUSD\b|worth|at stake|\b\d[\d,]*\.\d\d\b|\bJ\d{4}\b|\b9[0-9]{4}\b", re.IGNORECASE)


def page_of(desk: SmallDesk, url: str = REVIEW) -> Page:
    return PageClient(app_of(desk)).get(url)


def stays_open(page: Page, question: str) -> str:
    table = next(t for t in page.all("table") if text_of(t.find("caption")) == "Open questions")
    row = next(r for r in table.find("tbody").iter("tr") if question in text_of(r))
    return text_of(next(cell for cell in row.iter("td") if cell.get("data-label") == "If it stays open"))


def test_each_question_says_what_is_lost_with_amount_assumption_and_table() -> None:
    page = page_of(desk_of(much_open()))
    assert stays_open(page, "How much pembrolizumab was left over") == (
        "Lost: J9271 x 150, J9271 x 50 discarded. $11,945.20. Assumed: the remaining 50 mg were discarded. "
        "At Medicare payment limits of drugs, 2026Q1."
    )


def test_what_stands_in_place_of_the_lost_lines_is_said() -> None:
    said = stays_open(page_of(desk_of(much_open())), "When did ceftriaxone stop?")
    assert said.startswith("Lost: 96366 x 1, 96367 x 1 (96375 x 1 stands until then). $71.05.")
    assert "Assumed: it stopped at 11:40, after the 100 min it was planned for." in said


def test_lines_that_wait_for_what_cannot_be_assumed_have_no_amount() -> None:
    said = stays_open(page_of(desk_of(much_open())), "Which start and stop times of vancomycin")
    assert said == (
        "Lost: 96375 x 1. No amount. No answer is assumed, so the lines that wait for it have no amount."
    )  # fmt: skip


def test_a_question_that_changes_nothing_says_so() -> None:
    assert stays_open(page_of(desk_of(much_open())), "Through which line") == "The charge stays as it is."


def test_the_total_is_an_estimate_and_names_what_is_not_in_it() -> None:
    text = page_of(desk_of(much_open())).text
    assert "At stake: $12,016.25, 1 of the questions not counted." in text
    assert "Estimate at the rates loaded: allowed amounts, before the patient's share" in text


def test_without_rates_the_lines_are_named_and_the_missing_tables_too() -> None:
    page = page_of(desk_of(much_open(), Rates()))
    assert stays_open(page, "When did ceftriaxone stop?").endswith(
        "96366, 96367, 96375: no Medicare OPPS Addendum B loaded for 2026-03-04."
    )
    assert "$" not in page.text


def test_a_visit_without_questions_has_nothing_at_stake() -> None:
    done = visit(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), diagnoses=("L03.115",))
    assert "At stake" not in page_of(desk_of(done)).text


def test_the_coder_gets_it_as_json_that_keeps_the_schema() -> None:
    answer = PageClient(app_of(desk_of(much_open()))).json(REVIEW)
    told = json.loads(answer.text)
    Draft202012Validator(SCHEMA).validate(told)
    waste = next(p["worth"] for p in told["prompts"] if p["kind"] == "missing_waste")
    assert waste["lost"] == [{"code": "J9271", "units": 150}, {"code": "J9271", "units": 50}]
    assert waste["amount"] == "11945.20"
    assert (answer.status_code, answer.content_type) == (200, "application/json")


def test_the_nurse_sees_no_money_and_no_codes() -> None:
    client = PageClient(app_of(desk_of(much_open())))
    for page in (client.get(f"{NURSE}/chart"), client.get(NURSE)):
        assert MONEY.findall(page.text) == []


def test_the_json_of_the_visit_has_no_worth() -> None:
    told = json.loads(PageClient(app_of(desk_of(much_open()))).json(NURSE).text)
    assert told["prompts"]
    assert {p["worth"] for p in told["prompts"]} == {None}


def test_the_worth_of_questions_is_not_worked_out_for_the_nurse() -> None:
    desk = desk_of(much_open())
    desk.worth = lambda visit: (_ for _ in ()).throw(AssertionError("worked out"))  # type: ignore[method-assign]
    client = PageClient(app_of(desk))
    assert client.get(f"{NURSE}/chart").heading
    assert client.json(NURSE).status_code == 200

"""In a launched visit a coder sees what open questions are worth at the loaded rates; a nurse is never told."""

from __future__ import annotations

from decimal import Decimal

from fixtures.ehr.staff import CODER
from plugin.demo import Demo
from plugin.reference.quarters import Quarter
from plugin.reference.rows import StatusRow
from tests.app.browser import Browser
from tests.official import load


def paid(code: str, dollars: str) -> StatusRow:
    return StatusRow(code, "S", "", Decimal(dollars), None, None)


def test_the_amounts_are_those_of_the_loaded_file_for_the_coder_alone(emptied: Demo, browser: Browser) -> None:
    rows = [paid("96365", "217.31"), paid("96366", "47.84"), paid("96374", "200.00")]
    page = browser.open_chart(person=CODER)
    before = browser.get(f"{page}/review").text
    day = browser.proposal(page)["visit"]["date_of_service"]
    quarter = Quarter(int(day[:4]), (int(day[5:7]) + 2) // 3)
    load(emptied.practice.store.references, "opps-addendum-b", *rows, quarter=quarter)
    after = browser.get(f"{page}/review").text
    assert ("$17.31" in before, "$17.31" in after) == (False, True)
    assert f"At Medicare OPPS Addendum B, {quarter}." in after
    status, told = browser.json(f"{page}/review")
    amounts = [p["worth"]["amount"] for p in told["prompts"] if p["kind"] == "missing_stop_time"]
    assert (status, amounts) == (200, ["17.31"])
    assert {p["worth"] for p in browser.proposal(page)["prompts"]} == {None}
    assert "$" not in browser.get(page).text


def test_a_nurse_is_refused_the_amounts(browser: Browser) -> None:
    page = browser.open_chart()
    assert browser.json(f"{page}/review")[0] == 403
    assert {p["worth"] for p in browser.proposal(page)["prompts"]} == {None}

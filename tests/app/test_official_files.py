"""An official file loaded while the application runs counts from the next proposal on."""

from __future__ import annotations

from plugin.demo import Demo
from plugin.reference.quarters import Quarter
from tests.app.browser import Browser
from tests.official import load, status

STORY = "antibiotic-without-stop"
Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)


def _digest(browser: Browser, page: str) -> str:
    return str(browser.proposal(page)["rulebook"]["digest"])


def test_a_file_of_the_day_counts_in_a_visit_that_is_open(browser: Browser, emptied: Demo) -> None:
    page = browser.open_chart(STORY)
    shipped = _digest(browser, page)
    load(emptied.practice.store.references, "opps-addendum-b", status("J1100", "N"), quarter=Q2)
    assert _digest(browser, page) == shipped
    load(emptied.practice.store.references, "opps-addendum-b", status("J1100", "N"), quarter=Q1)
    loaded = _digest(browser, page)
    assert loaded != shipped
    load(emptied.practice.store.references, "opps-addendum-b", status("J1100", "K"), quarter=Q1, again=True)
    assert _digest(browser, page) not in (shipped, loaded)

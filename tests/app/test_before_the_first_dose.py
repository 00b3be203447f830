"""A chart opened before the first dose shows what is to settle, and goes on while the dose runs."""

from __future__ import annotations

from typing import Any

import requests

from plugin.demo import Demo
from tests.app.browser import Browser

STORY = "before-the-first-dose"
HEADING = "1 thing to settle before the first dose"


def _give(demo: Demo) -> None:
    """Chart the start on the page of the EHR, as a nurse would."""
    url = f"{demo.ehr_url}/chart/bell-visit/orders/bell-rx1/start"
    sent = requests.post(url, {"date": "2026-03-05", "time": "08:40"}, timeout=30, allow_redirects=False)
    assert sent.status_code == 303


def _chart_page(browser: Browser, page: str) -> str:
    return browser.get(f"{page}/chart").text


def test_what_is_to_settle_of_a_dose_stays_while_it_runs_beside_the_timeline(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(STORY)
    assert HEADING in _chart_page(browser, page)
    _give(demo)
    shown = _chart_page(browser, page)
    assert "before the first dose" not in shown
    assert "1 thing to settle for the running drug" in shown
    assert "Timeline of the visit" in shown
    proposal: dict[str, Any] = browser.proposal(page)
    assert (proposal["lines"], [p["kind"] for p in proposal["prompts"]]) == ([], ["authorization_problem"])
    assert proposal["prompts"][0]["about"].startswith("MedicationAdministration/")


def test_the_proposal_of_the_same_address_has_no_lines_before_the_dose(browser: Browser) -> None:
    proposal: dict[str, Any] = browser.proposal(browser.open_chart(STORY))
    assert proposal["lines"] == []
    assert [p["kind"] for p in proposal["prompts"]] == ["authorization_problem"]


def test_orders_that_cannot_be_read_are_no_readiness(browser: Browser, demo: Demo) -> None:
    demo.ehr.faults["MedicationRequest"] = "403"
    shown = _chart_page(browser, browser.open_chart(STORY))
    assert "before the first dose" not in shown
    assert "medication orders" in shown


def test_coverage_that_cannot_be_read_cannot_be_told(browser: Browser, demo: Demo) -> None:
    demo.ehr.faults["Coverage"] = "403"
    assert "Which coverage pays first on this day cannot be told" in _chart_page(browser, browser.open_chart(STORY))

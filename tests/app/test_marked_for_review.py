"""A dose above the site's amount is marked on the coder's page once payment limits of its day are loaded."""

from __future__ import annotations

from decimal import Decimal

from fixtures.ehr.staff import CODER
from plugin.demo import Demo
from plugin.reference.quarters import Quarter
from plugin.reference.rows import PaymentLimitRow
from tests.app.browser import Browser
from tests.official import load

STORY = "infliximab-with-waste"
HEADING = "To be looked at before billing"


def _load(demo: Demo, limit: str) -> None:
    row = PaymentLimitRow("J1745", "10 mg", Decimal(limit), None, "")
    load(demo.practice.store.references, "asp-limits", row, quarter=Quarter(2026, 1))


def test_nothing_is_marked_while_no_limits_are_loaded(browser: Browser, emptied: Demo) -> None:
    page = browser.open_chart(STORY, CODER)
    assert "review" not in browser.proposal(page)
    assert HEADING not in browser.get(f"{page}/review").text


def test_a_dose_above_the_amount_is_marked_for_the_coder_and_not_for_the_nurse(browser: Browser, emptied: Demo) -> None:
    page = browser.open_chart(STORY, CODER)
    _load(emptied, "130.00")
    (mark,) = browser.proposal(page)["review"]
    assert (mark["kind"], mark["about"]) == ("high_cost", "MedicationAdministration/novak-ma3")
    review = browser.get(f"{page}/review").text
    assert HEADING in review
    assert "40 units are above 5,000.00 dollars at the payment limits of 2026Q1" in review
    assert "dollars" not in browser.get(page).text


def test_a_dose_below_the_amount_is_not_marked(browser: Browser, emptied: Demo) -> None:
    page = browser.open_chart(STORY, CODER)
    _load(emptied, "100.00")
    assert "review" not in browser.proposal(page)

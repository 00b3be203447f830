"""The list before the first dose in Chromium: opened in full no axe violation, no sideways scroll; then the page."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.engine.builders import given, visit
from tests.views.ready_visit import all_ready, desk_of, much_to_settle, read
from tests.views.test_in_chromium import AXE, URL, WIDTHS, opened


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways_with_all_of_it_open(chromium, width, scheme):
    with opened(chromium, desk_of(much_to_settle()), URL, width, color_scheme=scheme) as page:
        for summary in page.query_selector_all(".checked summary"):
            summary.click()
        found = Axe().run(page, options=AXE)
        assert found.response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_read_again_brings_the_usual_page_once_a_dose_is_charted(chromium):
    desk = desk_of(all_ready())
    with opened(chromium, desk) as page:
        expect(page.locator("h1")).to_have_text("Nothing to settle was found before the first dose")
        desk.in_ehr = read(visit(given("infliximab", start="09:00", stop="11:00")))
        page.get_by_role("button", name="Read again").click()
        expect(page.locator("h1")).not_to_contain_text("before the first dose")
        expect(page.locator(".timeline")).to_be_visible()


def test_all_of_the_list_can_be_reached_with_the_keyboard(chromium):
    with opened(chromium, desk_of(much_to_settle())) as page:
        first = page.locator(".checked summary").first
        first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".checked").first).to_have_attribute("open", "")

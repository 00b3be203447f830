"""The connection page in Chromium under the real content policy: axe finds nothing, nothing scrolls sideways, a person
without a mouse or a script can run the check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from fixtures.ehr.staff import IT
from plugin.demo import Demo
from tests.views.test_in_chromium import AXE

BROKEN = {"in order": {}, "with faults": {"token": "html404"}}


@pytest.fixture(autouse=True)
def _nothing_kept(demo: Demo) -> None:
    for name in demo.practice.settings.clinics:
        demo.practice.vault.delete("connection", name)


@contextmanager
def opened(chromium: Browser, demo: Demo, width: int, **options: object) -> Iterator[Page]:
    """The connection page, opened from a chart by IT; its console stays empty."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    visit = next(iter(demo.ehr.chart.visits()))
    page.goto(demo.ehr.launch_url(visit.encounter, IT))
    page.wait_for_url(f"{demo.app_url}/visit/*")
    page.goto(f"{demo.app_url}/admin")
    said.clear()
    yield page
    assert said == []
    context.close()


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("state", list(BROKEN))
@pytest.mark.parametrize("width", [320, 700, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, demo: Demo, scheme: str, width: int, state: str
) -> None:
    with opened(chromium, demo, width, color_scheme=scheme) as page:
        for where, fault in BROKEN[state].items():
            demo.ehr.faults[where] = fault
        page.get_by_role("button", name="Run the check").click()
        expect(page.get_by_role("button", name="Run again")).to_be_visible()
        found = Axe().run(page, options=AXE)
        assert found.response["violations"] == []
        assert _fits(page)


def test_before_the_first_check_axe_finds_nothing(chromium: Browser, demo: Demo) -> None:
    with opened(chromium, demo, 700) as page:
        assert Axe().run(page, options=AXE).response["violations"] == []
        assert _fits(page)


def test_it_works_without_a_script_and_with_the_keyboard_alone(chromium: Browser, demo: Demo) -> None:
    with opened(chromium, demo, 700, java_script_enabled=False) as page:
        page.get_by_role("button", name="Run the check").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#status")).to_have_text("Checked. 23 of 23 in order.")
        expect(page.locator(".step")).to_have_count(23)

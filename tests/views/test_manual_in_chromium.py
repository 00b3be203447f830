"""The manual in Chromium: the file fetches nothing, a link opens its rule, and in print nothing is left to press."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from plugin.views.manual import manual_file
from tests.builders import busy_visit
from tests.views.small_app import SmallDesk, handbook
from tests.views.test_in_chromium import AXE, URL, WIDTHS, opened

# Axe takes half a minute for all rules, which one test gives it; the others look at the first of each chapter.
THINNED = """
document.querySelectorAll('.law:nth-of-type(n+4), .contents ul li:nth-child(n+4), .listed li:nth-child(n+6),'
    + 'tbody tr:nth-child(n+6), .switches > div:nth-child(n+6)').forEach(part => part.remove())
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("manual") / "rules.html"
    path.write_text(manual_file(handbook().on(date(2026, 3, 4))), encoding="utf-8")
    return path


def test_the_file_is_whole_by_itself(chromium: Browser, file: Path) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 900}, color_scheme="dark")
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('.law')).borderBottomStyle") == "solid"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page, options=AXE).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium: Browser, width: int, scheme: str) -> None:
    with opened(chromium, SmallDesk(busy_visit()), "/rules", width, color_scheme=scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(THINNED)
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_a_rule_of_the_coders_page_opens_its_place_in_the_manual(chromium: Browser) -> None:
    with opened(chromium, SmallDesk(busy_visit()), f"{URL}/review", 1280) as page:
        page.click("a.rule-id:has-text('R-ADM-41') >> nth=0")
        page.wait_for_selector("#R-ADM-41")
        assert page.url.endswith("/rules#R-ADM-41")
        assert 0 <= page.evaluate("document.getElementById('R-ADM-41').getBoundingClientRect().top") < 100


def test_another_day_is_shown_without_a_script(chromium: Browser) -> None:
    with opened(chromium, SmallDesk(busy_visit()), "/rules", java_script_enabled=False) as page:
        page.fill("#on", "2023-02-01")
        page.click("text=Show that day")
        expect(page.locator("header")).to_contain_text("in force on 01-Feb-2023")
        expect(page.locator("#R-DRG-06")).to_contain_text("Later version")


def test_in_print_there_is_nothing_to_press_and_addresses_are_written_out(chromium: Browser) -> None:
    with opened(chromium, SmallDesk(busy_visit()), "/rules", 1280) as page:
        page.emulate_media(media="print")
        assert [e for e in page.query_selector_all("button, input, form") if e.is_visible()] == []
        written = "getComputedStyle(document.querySelector('.cited a[href^=http]'), '::after').content"
        assert "https://" in page.evaluate(written)
        assert page.is_visible("#R-ADM-41 .says")

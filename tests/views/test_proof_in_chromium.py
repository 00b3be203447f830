"""The proof of a drug line in Chromium: no axe violations, no sideways scrolling, one page in print."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.views.proven_visit import REVIEW, desk_of, three_drugs, two_unlisted
from tests.views.test_in_chromium import AXE, WIDTHS, opened

SHEETS = ("J9035", "J9271", "J9312")


@pytest.mark.parametrize("code", SHEETS)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, code, width, scheme):
    with opened(chromium, desk_of(three_drugs()), f"{REVIEW}/proof/{code}", width, color_scheme=scheme) as page:
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("code", SHEETS)
def test_a_sheet_is_one_page_in_print_with_the_patient_on_it(chromium, code):
    with opened(chromium, desk_of(three_drugs()), f"{REVIEW}/proof/{code}") as page:
        printed = page.pdf(format="Letter", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1
        page.emulate_media(media="print")
        assert page.is_visible("#banner")
        assert page.is_visible("text=Printed 20-Nov-2026")
        assert [a for a in page.query_selector_all("button, .button") if a.is_visible()] == []


def test_the_link_of_a_line_opens_its_sheet_and_leads_back(chromium):
    with opened(chromium, desk_of(three_drugs()), REVIEW, 1280) as page:
        page.click("text=Proof >> nth=0")
        assert page.inner_text("h1") == "Proof of J9035"
        page.click("text=All lines")
        assert page.inner_text("h1") == "Proposed charge"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheets_of_unlisted_drugs_pass_the_same(chromium, width, scheme):
    with opened(chromium, desk_of(two_unlisted()), f"{REVIEW}/proof/J3490", width, color_scheme=scheme) as page:
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_each_unlisted_drug_is_one_page_in_print(chromium):
    with opened(chromium, desk_of(two_unlisted()), f"{REVIEW}/proof/J3490") as page:
        printed = page.pdf(format="Letter", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 2

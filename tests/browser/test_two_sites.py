"""In the frame of an EHR on another site: it opens, ends, and loses its cookie, each on a page that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, expect

from fixtures.ehr.settings import CLIENT_ID
from smart_launch.errors import LaunchExpired, LostCookie, SignInExpired
from tests.browser.two_sites import Sites, two_sites

ANTIBIOTIC, WASTE = "antibiotic-without-stop", "waste-not-charted"
OF_THE_CHART = re.compile("Leonard|ceftriaxone", re.IGNORECASE)
SOON = 30_000
SIXTEEN_MINUTES = 16 * 60


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with two_sites(tmp_path_factory.mktemp("sites")) as running:
        yield running


@pytest.fixture
def sites(both: Sites) -> Iterator[Sites]:
    yield both
    both.restored()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(ignore_https_errors=True)
    yield context.new_page()
    context.close()


def test_it_opens_in_the_frame_without_any_other_window(sites: Sites, page: Page) -> None:
    panel = opened(page, sites)
    expect(panel.get_by_role("heading", name="When did ceftriaxone stop?")).to_be_visible(timeout=SOON)
    assert len(page.context.pages) == 1
    cookies = [each for each in page.context.cookies() if each["name"] == "__Host-chairside"]
    assert [each.get("partitionKey") for each in cookies] == ["https://ehr.test"]


def test_a_sign_in_that_ran_out_is_a_page_of_its_own_without_the_patient(sites: Sites, page: Page) -> None:
    panel = opened(page, sites)
    ended_by_the_ehr(sites)
    panel.get_by_role("button", name="Read again").click()
    says(panel, SignInExpired.sentence)


def test_a_panel_nobody_used_is_closed_on_a_page_of_its_own_without_the_patient(sites: Sites, page: Page) -> None:
    panel = opened(page, sites)
    sites.clock.ahead = SIXTEEN_MINUTES
    panel.get_by_role("button", name="Read again").click()
    says(panel, LaunchExpired.sentence)


def test_a_closed_panel_opens_again_from_the_chart(sites: Sites, page: Page) -> None:
    panel = opened(page, sites)
    sites.clock.ahead = SIXTEEN_MINUTES
    inner(page).evaluate("location.reload()")
    says(panel, LaunchExpired.sentence)
    expect(opened(page, sites).locator("body")).to_contain_text(OF_THE_CHART)


def test_two_charts_in_two_tabs_stay_apart_whatever_is_done_in_either(sites: Sites, page: Page) -> None:
    first = opened(page, sites, ANTIBIOTIC)
    other = page.context.new_page()
    second = opened(other, sites, WASTE)
    expect(second.get_by_role("heading", name="eribulin").first).to_be_visible(timeout=SOON)
    for tab, panel, ours, theirs in (
        (page, first, "ceftriaxone", "eribulin"),
        (other, second, "eribulin", "ceftriaxone"),
    ):
        panel.get_by_role("button", name="Read again").click()
        expect(panel.get_by_role("status").first).not_to_be_empty(timeout=SOON)
        inner(tab).evaluate("location.reload()")
        expect(panel.locator("main")).to_contain_text(ours, timeout=SOON)
        expect(panel.locator("body")).not_to_contain_text(theirs)


def test_a_cookie_that_is_lost_on_the_way_is_a_page_and_no_circle(sites: Sites, page: Page) -> None:
    sites.cookies_lost = True
    page.goto(sites.chart(ANTIBIOTIC))
    says(page.frame_locator("iframe"), LostCookie.sentence)
    page.wait_for_load_state("networkidle")
    assert [sites.asked.count(path) for path in ("/launch", "/callback")] == [1, 1]


def test_a_cookie_that_is_lost_later_is_a_page_and_no_circle(sites: Sites, page: Page) -> None:
    panel = opened(page, sites)
    page.context.clear_cookies()
    sites.asked.clear()
    inner(page).evaluate("location.reload()")
    says(panel, LostCookie.sentence)
    page.wait_for_load_state("networkidle")
    assert len([path for path in sites.asked if path.startswith("/visit/")]) == 1
    assert "/launch" not in sites.asked


def test_no_other_site_can_frame_it(sites: Sites, page: Page) -> None:
    opened(page, sites)
    address = inner(page).url
    other = page.context.new_page()
    other.goto(f"{sites.other_url}/?framed={address}")
    other.wait_for_load_state("networkidle")
    assert inner(other).url.startswith("chrome-error://")


def opened(page: Page, sites: Sites, story: str = ANTIBIOTIC) -> FrameLocator:
    """The panel of a chart, once the chart has been read."""
    page.goto(sites.chart(story))
    panel = page.frame_locator("iframe")
    expect(panel.get_by_role("button", name="Read again")).to_be_visible(timeout=SOON)
    return panel


def inner(page: Page) -> Frame:
    return page.frames[1]


def says(panel: FrameLocator, sentence: str) -> None:
    """The panel shows this error, and nothing of the chart any more."""
    expect(panel.locator("body")).to_contain_text(sentence, timeout=SOON)
    expect(panel.locator("h1")).to_be_visible()
    expect(panel.get_by_role("button")).to_have_count(0)
    expect(panel.locator("body")).not_to_contain_text(OF_THE_CHART)


def ended_by_the_ehr(sites: Sites) -> None:
    """The EHR takes no token of a launch any more."""
    for token in list(sites.ehr.grants._access):
        sites.ehr.grants.revoke(token, CLIENT_ID)

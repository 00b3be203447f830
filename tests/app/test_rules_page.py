"""The manual of the rules in the application: open to everybody, framed by any EHR, and without a trace of a launch."""

from __future__ import annotations

import requests

from tests.app.browser import IRON, Browser


def test_it_opens_in_a_browser_that_never_launched_anything(browser: Browser) -> None:
    response = requests.get(f"{browser.app_url}/rules?on=2026-03-04", timeout=30)
    assert response.status_code == 200
    assert "in force on 04-Mar-2026" in response.text
    assert "Set-Cookie" not in response.headers


def test_it_may_be_framed_by_the_ehr_whose_panel_links_to_it(browser: Browser) -> None:
    policy = requests.get(f"{browser.app_url}/rules", timeout=30).headers["Content-Security-Policy"]
    assert browser.ehr.settings.base_url in policy.partition("frame-ancestors ")[2]


def test_reading_it_is_no_use_of_a_chart_and_stands_in_no_audit(browser: Browser) -> None:
    page = browser.open_chart(IRON)
    launch_id = page.rpartition("/")[2]
    before = browser.audit(launch_id)
    assert browser.get(f"{browser.app_url}/rules").status_code == 200
    assert browser.audit(launch_id) == before


def test_a_form_sent_to_it_is_refused(browser: Browser) -> None:
    assert browser.post(f"{browser.app_url}/rules", {"on": "2026-03-04"}).status_code == 405

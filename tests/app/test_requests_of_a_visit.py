"""What a visit asks of the EHR: nothing twice, nothing but reading, and many charts at once without mixing them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from fixtures.ehr.staff import CODER
from plugin.demo import Demo
from tests.app.browser import ANTIBIOTIC, Browser
from tests.visits.stories import STORIES

Sent = list[tuple[str, str]]
NAMES = [path.parent.name for path in STORIES]


@pytest.fixture
def sent(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Method and address of each request that the app sends to the EHR (the test's own browser goes there as well)."""
    found: Sent = []
    send = requests.Session.send

    def recorded(self: requests.Session, request: Any, **how: Any) -> requests.Response:
        if request.url.startswith(demo.ehr_url) and not urlsplit(request.url).path.endswith("/authorize"):
            found.append((request.method, request.url))
        return send(self, request, **how)

    monkeypatch.setattr(requests.Session, "send", recorded)
    return found


@pytest.mark.parametrize("story", NAMES)
def test_t48_one_reading_of_a_visit_asks_nothing_twice(browser: Browser, sent: Sent, story: str) -> None:
    page = browser.open_chart(story)
    browser.proposal(page)
    assert sorted(sent) == sorted(set(sent))
    assert len([url for _, url in sent if "/fhir/" in url]) > 5


def test_t48_looking_at_a_visit_again_asks_nothing_again(browser: Browser, sent: Sent) -> None:
    page = browser.open_chart(ANTIBIOTIC, CODER)
    browser.proposal(page)
    asked = len(sent)
    for below in ("", "/review"):
        assert browser.get(page + below).status_code == 200
    assert len(sent) == asked


def test_e38_nothing_is_sent_to_the_ehr_but_reads_and_the_sign_in(browser: Browser, sent: Sent) -> None:
    page = browser.open_chart(ANTIBIOTIC)
    assert browser.answer(page, "missing_stop_time", "time", "10:38").status_code == 303
    browser.post(f"{page}/read-again", {"form_token": browser.token(page)})
    browser.post(f"{page}/leave", {"form_token": browser.token(page)})
    others = {(method, urlsplit(url).path) for method, url in sent if method != "GET"}
    assert others == {("POST", "/oauth2/token"), ("POST", "/oauth2/revoke")}


def test_e32_twenty_five_charts_opened_at_once_each_show_their_own_visit(demo: Demo) -> None:
    stories = (NAMES * 2)[:25]

    def visit(story: str) -> str:
        browser = Browser(demo)
        return str(browser.proposal(browser.open_chart(story))["visit"]["encounter"])

    with ThreadPoolExecutor(max_workers=len(stories)) as clinic:
        shown = list(clinic.map(visit, stories))
    encounters = {each.story.name: f"Encounter/{each.encounter}" for each in demo.ehr.chart.visits()}
    assert shown == [encounters[story] for story in stories]

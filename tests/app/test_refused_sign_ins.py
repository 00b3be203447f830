"""What the EHR sends along with a refusal is neither shown nor followed."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from plugin.demo import Demo
from tests.app.browser import ANTIBIOTIC, Browser

EVIL = "https://evil.example/help?x=<script>alert(1)</script>"


@pytest.fixture
def state(browser: Browser, demo: Demo) -> str:
    """The state of a sign-in that this browser has begun."""
    visit = next(v for v in demo.ehr.chart.visits() if v.story.name == ANTIBIOTIC)
    begun = browser._one(demo.ehr.launch_url(visit.encounter), "text/html")
    return parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]


@pytest.mark.parametrize("error", ["access_denied", "invalid_request", "invalid_scope", EVIL])
def test_t60_error_uri_and_description_are_neither_shown_nor_followed(
    browser: Browser, demo: Demo, state: str, error: str
) -> None:
    said = {"state": state, "error": error, "error_uri": EVIL, "error_description": "Anna Smith <b>"}
    page = browser._one(f"{demo.app_url}/callback?" + urlencode(said), "text/html")
    assert (page.status_code, "Location" in page.headers) == (403 if error == "access_denied" else 502, False)
    assert not [word for word in ("evil.example", "Anna Smith", "<script>alert") if word in page.text]


@pytest.mark.parametrize("name", ["redirect_uri", "next", "url", "target_link_uri", "post_logout_redirect_uri", "iss"])
def test_t35_nothing_in_the_callback_leads_elsewhere(browser: Browser, demo: Demo, state: str, name: str) -> None:
    said = {"state": state, "code": "made-up", name: "https://evil.example/"}
    page = browser._one(f"{demo.app_url}/callback?" + urlencode(said), "text/html")
    assert (page.status_code, "Location" in page.headers, "evil.example" in page.text) == (502, False, False)

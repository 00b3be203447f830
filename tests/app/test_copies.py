"""A page to print, a file to save: behind a link that needs no cookie, opens once, and not for long."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
import requests

from fixtures.ehr.staff import CODER
from plugin.demo import Demo
from plugin.workflow import copies
from tests.app.browser import IRON, Browser

WASTE = "infliximab-with-waste"
LINK = re.compile(r'href="(/copy/[^"]+)" target="_blank" rel="noopener noreferrer"')


@pytest.fixture
def review(browser: Browser) -> str:
    """The address of a coder's open chart."""
    page = browser.open_chart(WASTE, CODER)
    browser.get(f"{page}/review")
    return page


def _ask(browser: Browser, page: str, path: str, what: str = "page") -> requests.Response:
    return browser.post(f"{page}/{path}", {"form_token": browser.token(page), "as": what})


def _link(demo: Demo, answer: requests.Response) -> str:
    found = LINK.search(answer.text)
    assert found, answer.text
    return f"{demo.app_url}{found[1]}"


def _open(link: str, **headers: str) -> requests.Response:
    """As a new tab does: without any cookie."""
    return requests.get(link, headers={k.replace("_", "-"): v for k, v in headers.items()}, timeout=30)


def test_the_review_opens_without_a_cookie_once(browser: Browser, demo: Demo, review: str) -> None:
    link = _link(demo, _ask(browser, review, "review/copy"))
    first, again = _open(link), _open(link)
    assert (first.status_code, "J1745" in first.text, "Proposed charge" in first.text) == (200, True, True)
    assert (again.status_code, "opens once" in again.text, "J1745" in again.text) == (410, True, False)


def test_a_copy_has_nothing_to_press_and_no_token(browser: Browser, demo: Demo, review: str) -> None:
    for path in ("review/copy", "copy"):
        text = _open(_link(demo, _ask(browser, review, path))).text
        assert "<form" not in text
        assert "form_token" not in text
        assert "data-hx-get" not in text


def test_a_copy_says_of_whom_it_is_and_who_printed_it_when(browser: Browser, demo: Demo, review: str) -> None:
    for path in ("review/copy", "copy"):
        text = _open(_link(demo, _ask(browser, review, path))).text
        assert "MRN" in text
        assert re.search(r"Printed by [^,<]+, \d{2}-[A-Z][a-z]{2}-\d{4} \d{2}:\d{2}", text)


def test_a_copy_is_kept_by_nobody_on_the_way_and_framed_by_nobody(browser: Browser, demo: Demo, review: str) -> None:
    headers = _open(_link(demo, _ask(browser, review, "review/copy"))).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "form-action 'none'" in headers["Content-Security-Policy"]


def test_the_lines_are_a_file_of_the_same_lines(browser: Browser, demo: Demo, review: str) -> None:
    answer = _open(_link(demo, _ask(browser, review, "review/copy", "lines")))
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    lines = browser.json(f"{review}/review")[1]["lines"]
    assert [(r["code"], r["units"], r["state"]) for r in rows] == [
        (x["code"], str(x["units"]), x["state"]) for x in lines
    ]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="chairside-lines.csv"'


def test_who_only_looks_or_fetches_ahead_does_not_use_the_link_up(browser: Browser, demo: Demo, review: str) -> None:
    link = _link(demo, _ask(browser, review, "review/copy"))
    assert requests.head(link, timeout=30).status_code == 425
    assert _open(link, Sec_Purpose="prefetch;prerender").status_code == 425
    assert _open(link).status_code == 200


def test_when_its_time_is_over_the_link_is_dead(
    browser: Browser, demo: Demo, review: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "SECONDS", 0)
    assert _open(_link(demo, _ask(browser, review, "review/copy"))).status_code == 410


def test_signing_out_takes_the_link_along(browser: Browser, demo: Demo, review: str) -> None:
    link = _link(demo, _ask(browser, review, "review/copy"))
    browser.post(f"{review}/leave", {"form_token": browser.token(review)})
    assert _open(link).status_code == 410


def test_a_made_up_link_tells_nothing(demo: Demo) -> None:
    answer = _open(f"{demo.app_url}/copy/{'A' * 43}")
    assert (answer.status_code, "MRN" in answer.text) == (410, False)


def test_a_nurse_prints_her_page_and_not_the_coders(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    assert _ask(browser, page, "review/copy").status_code == 403
    text = _open(_link(demo, _ask(browser, page, "copy"))).text
    assert "96365" not in text
    assert "$" not in text


def test_asking_without_the_forms_token_is_refused(browser: Browser, review: str) -> None:
    assert browser.post(f"{review}/review/copy", {"as": "page"}).status_code == 403


def test_asking_and_opening_are_both_in_the_audit(browser: Browser, demo: Demo, review: str) -> None:
    _open(_link(demo, _ask(browser, review, "review/copy", "lines")))
    rows = [event for event in browser.audit(review.rpartition("/")[2]) if event.action in ("copy", "view")]
    assert [(e.action, e.what) for e in rows][-3:] == [
        ("copy", "lines"),
        ("view", "/visit/<launch_id>/review/copy"),
        ("view", "/copy/<secret>"),
    ]
    assert rows[-1].user == rows[-2].user
    assert rows[-1].patient.startswith("Patient/")

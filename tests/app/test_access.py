"""No page with patient data without the session of its launch, no review without the role, no form from elsewhere."""

from __future__ import annotations

import pytest
import requests
from sqlalchemy import text

from fixtures.ehr.staff import CODER
from plugin.demo import Demo
from tests.app.browser import ANTIBIOTIC, IRON, Browser

PAGES = ("", "/chart", "/review", "/still-there")
ANSWER = {"kind": "missing_stop_time", "about": "x", "choice": "cannot_tell", "value": ""}


@pytest.mark.parametrize("below", PAGES)
def test_a_page_without_the_cookie_of_its_browser_shows_nothing(browser: Browser, below: str) -> None:
    page = browser.open_chart()
    response = requests.get(page + below, timeout=30)
    assert (response.status_code, "Haddad" in response.text) == (400, False)


@pytest.mark.parametrize("below", PAGES)
def test_a_copied_address_does_not_open_in_another_browser(browser: Browser, demo: Demo, below: str) -> None:
    page, other = browser.open_chart(ANTIBIOTIC), Browser(demo)
    other.open_chart(IRON)
    response = other.get(page + below)
    assert (response.status_code, "Haddad" in response.text) == (403, False)


def test_an_address_that_never_was_is_gone(browser: Browser) -> None:
    browser.open_chart()
    assert browser.get(f"{browser.app_url}/visit/never").status_code == 410


def test_the_review_is_refused_to_a_nurse_and_the_refusal_is_in_the_audit(browser: Browser) -> None:
    page = browser.open_chart()
    assert browser.get(f"{page}/review").status_code == 403
    assert "refused" in [event.action for event in browser.audit(page.rpartition("/")[2])]


def test_the_review_opens_for_a_coder(browser: Browser) -> None:
    assert browser.get(f"{browser.open_chart(person=CODER)}/review").status_code == 200


def test_review_without_a_launch_is_that_of_the_chart_opened_last(browser: Browser) -> None:
    browser.open_chart(ANTIBIOTIC, CODER)
    newest = browser.open_chart(IRON, CODER)
    assert browser.get(f"{browser.app_url}/review").url == f"{newest}/review"


def test_review_is_refused_to_a_nurse_at_once(browser: Browser) -> None:
    browser.open_chart()
    assert browser.get(f"{browser.app_url}/review").status_code == 403


def test_review_in_a_browser_without_a_chart_shows_none(demo: Demo) -> None:
    assert requests.get(f"{demo.app_url}/review", timeout=30).status_code == 404


def test_a_form_without_its_token_is_refused(browser: Browser) -> None:
    page = browser.open_chart()
    assert browser.post(f"{page}/answer", ANSWER).status_code == 403


def test_the_token_of_another_launch_is_refused(browser: Browser) -> None:
    page, other = browser.open_chart(ANTIBIOTIC), browser.open_chart("no-diagnosis")
    token = browser.token(page)
    assert browser.post(f"{other}/answer", ANSWER | {"form_token": token}).status_code == 403


def test_a_token_without_the_cookie_is_refused(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart()
    form = ANSWER | {"form_token": browser.token(page)}
    assert Browser(demo).post(f"{page}/answer", form).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec_Fetch_Site": "cross-site", "Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_the_right_token(
    browser: Browser, headers: dict[str, str]
) -> None:
    page = browser.open_chart()
    assert browser.answer(page, "missing_stop_time", "cannot_tell", **headers).status_code == 403


@pytest.mark.parametrize(
    "headers", [{}, {"Sec_Fetch_Site": "same-origin"}, {"Sec_Fetch_Site": "same-origin", "Origin": "null"}]
)
def test_our_own_form_is_taken_also_where_the_browser_hides_its_origin(
    browser: Browser, headers: dict[str, str]
) -> None:
    page = browser.open_chart("main-reason-not-named")
    response = browser.answer(page, "main_reason_of_visit", "cannot_tell", **headers)
    assert response.status_code == 303


def test_our_own_origin_is_taken(browser: Browser) -> None:
    page = browser.open_chart("main-reason-not-named")
    response = browser.answer(page, "main_reason_of_visit", "cannot_tell", Origin=browser.app_url)
    assert response.status_code == 303


def _left(browser: Browser, page: str) -> requests.Response:
    return browser.post(f"{page}/leave", {"form_token": browser.token(page)})


@pytest.mark.parametrize("below", ["", "/chart", "/review"])
def test_after_signing_out_no_page_of_the_launch_opens(browser: Browser, below: str) -> None:
    page = browser.open_chart(person=CODER)
    assert _left(browser, page).status_code == 200
    assert browser.get(page + below).status_code == 410


def test_signing_out_leaves_nothing_of_the_launch_but_the_cookie(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart()
    _left(browser, page)
    launch_id = page.rpartition("/")[2]
    with demo.practice.store.database.read() as connection:
        kept = connection.execute(text("SELECT kind FROM vault WHERE key = :id"), {"id": launch_id}).all()
    assert kept == []


def test_signing_out_is_in_the_audit_and_no_view(browser: Browser) -> None:
    page = browser.open_chart(IRON)
    _left(browser, page)
    assert [event.action for event in browser.audit(page.rpartition("/")[2])][-1] == "leave"


def test_another_site_cannot_sign_somebody_out(browser: Browser) -> None:
    page = browser.open_chart(IRON)
    form = {"form_token": browser.token(page)}
    assert browser.post(f"{page}/leave", form, Sec_Fetch_Site="cross-site").status_code == 403
    assert browser.get(page).status_code == 200

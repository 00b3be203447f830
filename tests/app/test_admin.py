"""The connection page: for IT alone, on demand, by our own form, and with nothing of a patient or a secret on it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import requests

from fixtures.ehr.staff import CODER, IT
from plugin.demo import Demo
from plugin.workflow.connection import Connections
from tests.app.browser import ANTIBIOTIC, IRON, Browser

WELL_KNOWN = "/fhir/.well-known/smart-configuration"
STEP = re.compile(r'<li class="step (\w+)">')


def _admin(browser: Browser) -> str:
    return f"{browser.open_chart(ANTIBIOTIC, IT)}/admin"


def _form(browser: Browser, page: str) -> dict[str, str]:
    found = re.search(r'name="form_token" value="([^"]+)"', browser.get(page).text)
    assert found
    return {"form_token": found[1]}


def _checked(browser: Browser, page: str, **headers: str) -> requests.Response:
    return browser.post(f"{page}/check", _form(browser, page), **headers)


@pytest.fixture(autouse=True)
def _nothing_kept(demo: Demo) -> None:
    for name in demo.practice.settings.clinics:
        demo.practice.vault.delete("connection", name)


def test_it_opens_for_it_and_shows_nothing_of_the_patient(browser: Browser) -> None:
    page = browser.get(_admin(browser))
    assert (page.status_code, "Haddad" in page.text, "Run the check" in page.text) == (200, False, True)


@pytest.mark.parametrize("person", [None, CODER])
def test_it_is_refused_to_everybody_else(browser: Browser, person: object) -> None:
    page = browser.open_chart(person=person) if person else browser.open_chart()  # type: ignore[arg-type]
    assert browser.get(f"{page}/admin").status_code == 403
    assert [event.outcome for event in browser.audit(page.rpartition("/")[2]) if event.what == "admin"] == [
        "NotAllowed"
    ]


def test_a_nurse_with_a_valid_form_token_cannot_run_the_check(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart()
    form = {"form_token": browser.token(page)}
    demo.ehr.recorded.clear()
    assert browser.post(f"{page}/admin/check", form).status_code == 403
    assert [each.path for each in demo.ehr.recorded] == []


@pytest.mark.parametrize("below", ["/admin", "/admin/check"])
def test_without_the_cookie_of_its_browser_it_shows_nothing(browser: Browser, below: str) -> None:
    page = browser.open_chart(person=IT)
    assert requests.get(page + below, timeout=30).status_code in (400, 405)


def test_a_copied_address_does_not_open_in_another_browser(browser: Browser, demo: Demo) -> None:
    page, other = _admin(browser), Browser(demo)
    other.open_chart(IRON, IT)
    assert other.get(page).status_code == 403


def test_after_signing_out_it_does_not_open(browser: Browser) -> None:
    page = _admin(browser)
    browser.post(f"{page.removesuffix('/admin')}/leave", _form(browser, page))
    assert browser.get(page).status_code == 410


def test_admin_without_a_launch_is_that_of_the_chart_opened_last(browser: Browser) -> None:
    page = _admin(browser)
    assert browser.get(f"{browser.app_url}/admin").url == page


def test_admin_is_refused_to_a_nurse_at_once(browser: Browser) -> None:
    browser.open_chart()
    assert browser.get(f"{browser.app_url}/admin").status_code == 403


def test_admin_in_a_browser_without_a_chart_shows_none(demo: Demo) -> None:
    assert requests.get(f"{demo.app_url}/admin", timeout=30).status_code == 404


def test_a_check_without_the_form_token_is_refused(browser: Browser) -> None:
    assert browser.post(f"{_admin(browser)}/check", {}).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}])
def test_a_check_sent_from_another_site_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    assert _checked(browser, _admin(browser), **headers).status_code == 403


def test_after_a_check_every_step_is_shown_and_in_order(browser: Browser) -> None:
    page = _admin(browser)
    answer = _checked(browser, page)
    shown = browser.get(f"{browser.app_url}{answer.headers['Location']}").text
    assert (answer.status_code, set(STEP.findall(shown)), len(STEP.findall(shown))) == (303, {"ok"}, 23)
    assert "23 of 23 in order" in shown


def test_what_was_found_is_shown_again_without_asking(browser: Browser, demo: Demo) -> None:
    page = _admin(browser)
    _checked(browser, page)
    demo.ehr.recorded.clear()
    assert "Run again" in browser.get(page).text
    assert [each.path for each in demo.ehr.recorded] == []


def test_within_a_minute_the_ehr_is_not_asked_again(browser: Browser, demo: Demo) -> None:
    page = _admin(browser)
    _checked(browser, page)
    demo.ehr.recorded.clear()
    _checked(browser, page)
    assert WELL_KNOWN not in [each.path for each in demo.ehr.recorded]


def test_what_a_launch_told_is_that_of_the_launch_the_page_was_opened_from(browser: Browser, demo: Demo) -> None:
    _checked(browser, _admin(browser))
    without_visit = Browser(demo)
    page = f"{without_visit.open_chart(ANTIBIOTIC, IT, encounter=False)}/admin"
    shown = without_visit.get(page).text
    assert ("Run again" in shown, "The launch named no visit." in shown) == (True, True)


def test_after_a_minute_it_is_asked_again(browser: Browser, demo: Demo) -> None:
    launch = demo.practice.launcher.sessions.open(_admin(browser).split("/")[-2], browser.cookie)
    now = [demo.practice.clock()]
    connections = Connections(replace(demo.practice, clock=lambda: now[0]))
    first = connections.run(launch)
    now[0] += 59
    assert connections.run(launch) == first
    now[0] += 1
    assert connections.run(launch).at == first.at + 60


def test_what_it_asks_the_ehr_is_public_and_carries_no_credential(browser: Browser, demo: Demo) -> None:
    page = _admin(browser)
    demo.ehr.recorded.clear()
    _checked(browser, page)
    asked = [each for each in demo.ehr.recorded if not each.path.startswith("/office")]
    assert sorted(each.path for each in asked) == [
        "/fhir/.well-known/smart-configuration", "/fhir/metadata", "/oauth2/jwks", "/oauth2/token",
    ]  # fmt: skip
    assert [each.path for each in asked if {"Authorization", "Cookie"} & set(each.headers)] == []
    assert [each.path for each in asked if {"client_assertion", "client_secret", "client_id"} & set(each.form)] == []


def test_a_fault_is_shown_with_its_effect_its_fix_and_who_can_mend_it(browser: Browser, demo: Demo) -> None:
    page = _admin(browser)
    demo.ehr.faults["token"] = "503"
    _checked(browser, page)
    shown = browser.get(page).text
    assert 'class="step missing"' in shown
    assert "To a made-up code it answered 503 with a web page." in shown
    assert "Fix, by the EHR team" in shown
    assert "Nobody can sign in while it answers so." in shown


def test_neither_page_nor_text_for_the_vendor_holds_a_secret(browser: Browser, demo: Demo) -> None:
    page = _admin(browser)
    _checked(browser, page)
    shown = browser.get(page).text
    visit = next(v for v in demo.ehr.chart.visits() if v.story.name == ANTIBIOTIC)
    launch = demo.practice.launcher.sessions.open(page.split("/")[-2], browser.cookie)
    private = str(demo.practice.keys.signing("ES384").as_dict(private=True)["d"])
    hidden = [launch.access, visit.patient, visit.encounter, browser.cookie, private]
    for_vendor = shown.partition("<textarea")[2].partition("</textarea>")[0]
    assert for_vendor.count("\n") > 20
    assert launch.id not in for_vendor
    assert [word for word in hidden if word in shown] == []


def test_what_came_to_nothing_is_counted_by_kind(browser: Browser, demo: Demo) -> None:
    browser.open_chart()
    demo.ehr.faults["token"] = "503"
    visit = next(iter(demo.ehr.chart.visits()))
    browser.get(demo.ehr.launch_url(visit.encounter))
    demo.ehr.faults.clear()
    shown = browser.get(_admin(browser)).text
    assert re.search(r"Sign-in</th><td>TokenServerDown</td><td class=\"figure\">[1-9]", shown)


def test_the_check_is_in_the_audit(browser: Browser) -> None:
    page = _admin(browser)
    _checked(browser, page)
    events = browser.audit(page.split("/")[-2])
    assert "/visit/<launch_id>/admin" in [event.what for event in events if event.action == "view"]

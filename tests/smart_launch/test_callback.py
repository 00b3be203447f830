"""/callback: state first, one use, one browser; then what the EHR said."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from smart_launch.errors import LaunchExpired, WrongBrowser
from smart_launch.sealed import SealedVault
from smart_launch.vault import MemoryVault, shelf
from tests.smart_launch.clinic import COOKIE, Clinic, cookie_of
from tests.smart_launch.recording_ehr import answer

TOKEN = "/oauth2/token"


@pytest.mark.parametrize("query", ["code=c", "code=c&state=", "code=c&state=guessed", "error=access_denied"])
def test_a_callback_nobody_began_is_refused_without_any_outbound_call(clinic: Clinic, query: str) -> None:
    browser = clinic.browser()
    browser.set_cookie(COOKIE, "x", domain="localhost")
    answered = browser.get(f"/callback?{query}")
    assert (answered.status_code, answered.get_json()["error"], clinic.ehr.recorded) == (400, "StateUnknown", [])


def test_a_state_is_good_for_one_callback(clinic: Clinic) -> None:
    browser = clinic.browser()
    callback = clinic.sign_in(browser)
    browser.get(callback)
    answered = browser.get(callback)
    assert (answered.get_json()["error"], len(clinic.ehr.asked(TOKEN))) == ("StateUnknown", 1)


def test_a_state_runs_out_after_ten_minutes(clinic: Clinic) -> None:
    browser = clinic.browser()
    callback = clinic.sign_in(browser)
    clinic.now += 600
    assert browser.get(callback).get_json()["error"] == "StateUnknown"


def test_a_browser_that_only_opened_the_launch_link_is_forgotten_after_ten_minutes(clinic: Clinic) -> None:
    clinic.launch_link(clinic.browser())
    clinic.now += 600
    clinic.launcher.sessions.purge()
    assert isinstance(clinic.vault, MemoryVault)
    assert clinic.vault._records == {}


def test_a_second_launch_link_has_its_own_ten_minutes(clinic: Clinic) -> None:
    browser = clinic.browser()
    clinic.now -= 1080
    clinic.launch_link(browser)
    clinic.now += 540
    callback = clinic.sign_in(browser)
    clinic.now += 540
    assert browser.get(callback).status_code == 303


def test_a_browser_with_a_launch_is_known_for_eight_hours(clinic: Clinic) -> None:
    browser = clinic.browser()
    clinic.open_chart(browser)
    clinic.now += 8 * 3600 - 1
    before = cookie_of(browser)
    clinic.launch_link(browser)
    assert cookie_of(browser) == before


def test_a_new_launch_link_does_not_prolong_the_cookie_value_of_before_the_callback(clinic: Clinic) -> None:
    browser = clinic.browser()
    clinic.launch_link(browser)
    before = cookie_of(browser)
    clinic.open_chart(browser)
    clinic.now += 540
    browser.set_cookie(COOKIE, before, domain="localhost")
    callback = clinic.sign_in(browser)
    clinic.now += 60
    assert browser.get(callback).get_json()["error"] == "LostCookie"


def test_a_sign_in_begun_by_an_older_version_is_refused(clinic: Clinic) -> None:
    browser = clinic.browser()
    callback = clinic.sign_in(browser)
    state = parse_qs(urlsplit(callback).query)["state"][0]
    records = SealedVault(clinic.vault, clinic.keys)
    records.put("pending", shelf(state), {"tenant": "of former days"}, clinic.now + 600)
    assert browser.get(callback).get_json()["error"] == "StateUnknown"


def test_another_browser_cannot_finish_the_sign_in(clinic: Clinic) -> None:
    callback = clinic.sign_in(clinic.browser())
    other = clinic.browser()
    clinic.launch_link(other)
    answered = other.get(callback)
    assert (answered.status_code, answered.get_json()["error"], clinic.ehr.asked(TOKEN)) == (403, "WrongBrowser", [])


@pytest.mark.parametrize("cookie", [None, "a value we never gave"])
def test_a_lost_cookie_has_its_own_error(clinic: Clinic, cookie: str | None) -> None:
    callback = clinic.sign_in(clinic.browser())
    fresh = clinic.browser()
    if cookie:
        fresh.set_cookie(COOKIE, cookie, domain="localhost")
    answered = fresh.get(callback)
    assert (answered.status_code, answered.get_json()["error"], clinic.ehr.asked(TOKEN)) == (400, "LostCookie", [])


def test_a_person_who_refuses_is_told_so(clinic: Clinic) -> None:
    clinic.ehr.callback = {"code": None, "error": "access_denied"}
    assert clinic.refused() == "AccessRefused"


@pytest.mark.parametrize("changes", [{"code": None}, {"code": None, "error": "invalid_scope"}, {"error": "<b>"}])
def test_another_error_of_the_authorize_endpoint_ends_the_launch(clinic: Clinic, changes: dict[str, str]) -> None:
    clinic.ehr.callback = changes
    assert clinic.refused() == "AuthorizeFailed"


def test_the_answer_of_another_issuer_is_refused(clinic: Clinic) -> None:
    clinic.ehr.callback = {"iss": "https://other.example"}
    assert (clinic.refused(), clinic.ehr.asked(TOKEN)) == ("UntrustedEndpoint", [])


def test_the_answer_of_the_right_issuer_is_taken(clinic: Clinic) -> None:
    clinic.ehr.callback = {"iss": clinic.ehr.root}
    assert clinic.open_chart(clinic.browser()).patient == "p1"


def test_nothing_in_the_callback_chooses_where_the_browser_goes_next(clinic: Clinic) -> None:
    clinic.ehr.callback = {"next": "https://evil.example", "redirect_uri": "https://evil.example", "patient": "p2"}
    browser = clinic.browser()
    answered = browser.get(clinic.sign_in(browser))
    assert (answered.location, clinic.launches[0].patient) == (f"/visit/{clinic.launches[0].id}", "p1")


def test_two_charts_in_two_tabs_stay_apart(clinic: Clinic) -> None:
    browser = clinic.browser()
    first = clinic.open_chart(browser, "chart-1")
    clinic.ehr.token = {"patient": "p2"}
    second = clinic.open_chart(browser, "chart-2")
    cookie, sessions = cookie_of(browser), clinic.launcher.sessions
    assert [sessions.open(each.id, cookie).patient for each in (first, second)] == ["p1", "p2"]


def test_two_sign_ins_of_one_browser_may_run_at_once(clinic: Clinic) -> None:
    browser = clinic.browser()
    callbacks = [clinic.sign_in(browser, "chart-1"), clinic.sign_in(browser, "chart-2")]
    assert [browser.get(callback).status_code for callback in callbacks] == [303, 303]


def test_callbacks_that_cross_leave_a_cookie_that_opens_both(clinic: Clinic) -> None:
    browser = clinic.browser()
    callbacks = [clinic.sign_in(browser, "chart-1"), clinic.sign_in(browser, "chart-2")]
    before = cookie_of(browser)
    for callback in callbacks:
        browser.set_cookie(COOKIE, before, domain="localhost")
        browser.get(callback)
    opened = [clinic.launcher.sessions.open(launch.id, cookie_of(browser)) for launch in clinic.launches]
    assert opened == clinic.launches


def test_the_cookie_changes_at_the_callback_and_the_old_value_does_not_open_the_new_launch(clinic: Clinic) -> None:
    browser = clinic.browser()
    clinic.launch_link(browser)
    before = cookie_of(browser)
    launch = clinic.open_chart(browser)
    with pytest.raises(WrongBrowser):
        clinic.launcher.sessions.open(launch.id, before)


def test_the_old_cookie_value_runs_out_ten_minutes_after_the_callback(clinic: Clinic) -> None:
    browser = clinic.browser()
    first = clinic.open_chart(browser)
    before = cookie_of(browser)
    clinic.open_chart(browser)
    clinic.now += 600
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(first.id, before)


def test_an_ehr_taken_out_of_the_configuration_cannot_finish_a_sign_in(clinic: Clinic) -> None:
    browser = clinic.browser()
    callback = clinic.sign_in(browser)
    later = clinic.registered(name="another").browser()
    later.set_cookie(COOKIE, cookie_of(browser), domain="localhost")
    assert later.get(callback).get_json()["error"] == "UnknownEhr"


def test_a_refused_launch_leaves_no_launch_behind(clinic: Clinic) -> None:
    clinic.ehr.failures[TOKEN] = [answer(400, {"error": "invalid_grant"})]
    clinic.refused()
    assert clinic.launches == []

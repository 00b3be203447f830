"""A workstation that several people use: the next person's sign-in ends what the one before left open."""

from __future__ import annotations

from smart_launch.errors import LaunchExpired
from smart_launch.launch import Launch
from smart_launch.vault import MemoryVault, shelf
from tests.smart_launch.clinic import COOKIE, Clinic, cookie_of
from tests.smart_launch.recording_ehr import answer


def test_another_persons_sign_in_ends_the_launches_left_open_in_the_browser(clinic: Clinic) -> None:
    browser = clinic.browser()
    left = [clinic.open_chart(browser, "chart-1"), clinic.open_chart(browser, "chart-2")]
    clinic.ehr.claims = {"sub": "user-2"}
    clinic.open_chart(browser)
    assert [_opens(clinic, each, cookie_of(browser)) for each in left] == [False, False]


def test_nothing_of_a_launch_left_open_is_kept_when_another_person_signs_in(clinic: Clinic) -> None:
    browser = clinic.browser()
    clinic.ehr.token = {"refresh_token": "refresh-1"}
    left = clinic.open_chart(browser)
    clinic.ehr.claims = {"sub": "user-2"}
    clinic.open_chart(browser)
    assert isinstance(clinic.vault, MemoryVault)
    assert [kind for kind, key in clinic.vault._records if key == left.id] == []


def test_the_next_person_works_on_in_the_launch_just_opened(clinic: Clinic) -> None:
    browser = clinic.browser()
    clinic.open_chart(browser)
    clinic.ehr.claims = {"sub": "user-2"}
    launches = [clinic.open_chart(browser, "chart-1"), clinic.open_chart(browser, "chart-2")]
    assert [_opens(clinic, each, cookie_of(browser)) for each in launches] == [True, True]


def test_the_same_user_id_at_another_issuer_is_another_person(clinic: Clinic) -> None:
    browser = clinic.browser()
    left = clinic.open_chart(browser)
    elsewhere = f"{clinic.ehr.root}/other"
    clinic.ehr.claims, clinic.ehr.configuration = {"iss": elsewhere}, {"issuer": elsewhere}
    again = clinic.registered(issuer=elsewhere).browser()
    again.set_cookie(COOKIE, cookie_of(browser), domain="localhost")
    clinic.open_chart(again)
    assert not _opens(clinic, left, cookie_of(again))


def test_a_person_in_another_browser_ends_nothing(clinic: Clinic) -> None:
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    clinic.ehr.claims = {"sub": "user-2"}
    clinic.open_chart(clinic.browser())
    assert _opens(clinic, launch, cookie_of(browser))


def test_a_sign_in_that_fails_ends_nothing(clinic: Clinic) -> None:
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    clinic.ehr.failures["/oauth2/token"] = [answer(400, {"error": "invalid_grant"})]
    clinic.refused(browser)
    assert _opens(clinic, launch, cookie_of(browser))


def test_of_two_persons_whose_sign_ins_cross_the_last_one_has_the_browser(clinic: Clinic) -> None:
    browser = clinic.browser()
    callbacks = [clinic.sign_in(browser, "chart-1"), clinic.sign_in(browser, "chart-2")]
    before = cookie_of(browser)
    for callback, person in zip(callbacks, ("user-1", "user-2"), strict=True):
        clinic.ehr.claims = {"sub": person}
        browser.set_cookie(COOKIE, before, domain="localhost")
        browser.get(callback)
    assert [_opens(clinic, each, cookie_of(browser)) for each in clinic.launches] == [False, True]


def test_a_launch_is_not_opened_for_another_person_even_if_two_callbacks_never_saw_each_other(clinic: Clinic) -> None:
    browser = clinic.browser()
    callbacks = [clinic.sign_in(browser, "chart-1"), clinic.sign_in(browser, "chart-2")]
    before = cookie_of(browser)
    as_it_was = clinic.vault.get("browser", shelf(before)) or b""
    for callback, person in zip(callbacks, ("user-1", "user-2"), strict=True):
        clinic.ehr.claims = {"sub": person}
        clinic.vault.put("browser", shelf(before), as_it_was, clinic.now + 600)
        browser.set_cookie(COOKIE, before, domain="localhost")
        browser.get(callback)
    assert [_opens(clinic, each, cookie_of(browser)) for each in clinic.launches] == [False, True]


def _opens(clinic: Clinic, launch: Launch, cookie: str) -> bool:
    try:
        clinic.launcher.sessions.open(launch.id, cookie)
    except LaunchExpired:
        return False
    return True

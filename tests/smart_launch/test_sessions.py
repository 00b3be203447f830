"""Live launches: idle and absolute limits, one browser, and nothing readable at rest."""

from __future__ import annotations

import pytest

from smart_launch.errors import LaunchExpired, LostCookie, WrongBrowser
from smart_launch.launch import Launch
from smart_launch.sealed import SealedVault
from smart_launch.vault import MemoryVault
from tests.smart_launch.clinic import Clinic, cookie_of

MINUTE = 60


@pytest.fixture
def opened(clinic: Clinic) -> tuple[Clinic, Launch, str]:
    """A clinic with one live launch and the browser's cookie value."""
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    return clinic, launch, cookie_of(browser)


def test_a_launch_id_has_at_least_128_random_bits(opened: tuple[Clinic, Launch, str]) -> None:
    assert len(opened[1].id) * 6 >= 128


def test_a_launch_ends_after_fifteen_idle_minutes(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    clinic.now += 15 * MINUTE
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)


@pytest.mark.parametrize(("told", "minutes"), [(600, 10), ("600", 10), (3600, 15), (0, 15), ("soon", 15), (None, 15)])
def test_a_shorter_limit_that_the_ehr_tells_counts_and_a_longer_one_does_not(
    clinic: Clinic, told: object, minutes: int
) -> None:
    clinic.ehr.token = {"active_ttl": told, "refresh_token": "refresh-1"}
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    clinic.now += 60 * minutes - 1
    assert clinic.launcher.sessions.open(launch.id, cookie_of(browser)).id == launch.id  # used: it begins anew
    clinic.now += 60 * minutes
    assert clinic.launcher.sessions.refresh_token(launch.id) is None
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie_of(browser))


def test_use_keeps_a_launch_open(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    for _ in range(4):
        clinic.now += 14 * MINUTE
        clinic.launcher.sessions.open(launch.id, cookie)


def test_polling_does_not_count_as_use(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    clinic.now += 14 * MINUTE
    clinic.launcher.sessions.open(launch.id, cookie, touch=False)
    clinic.now += MINUTE
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)


def test_no_launch_lasts_longer_than_eight_hours(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    for _ in range(34):
        clinic.now += 14 * MINUTE
        clinic.launcher.sessions.open(launch.id, cookie)
    clinic.now = launch.expires_at
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)


def test_an_expired_launch_leaves_nothing_behind(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    clinic.now += 15 * MINUTE
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)
    assert _kinds(clinic) == {"browser"}


def test_no_token_outlives_the_idle_limit_though_nobody_asks_for_the_launch(clinic: Clinic) -> None:
    clinic.ehr.token = {"refresh_token": "refresh-1"}
    launch = clinic.open_chart(clinic.browser())
    clinic.now += 15 * MINUTE
    sessions = clinic.launcher.sessions
    assert (sessions.access(launch.id), sessions.refresh_token(launch.id)) == (None, None)


def test_what_is_left_of_the_tokens_after_the_idle_limit_cannot_be_read_with_any_key_that_is_left(
    clinic: Clinic,
) -> None:
    clinic.ehr.token = {"refresh_token": "refresh-1"}
    launch = clinic.open_chart(clinic.browser())
    clinic.now += 15 * MINUTE
    clinic.launcher.sessions.purge()
    assert isinstance(clinic.vault, MemoryVault)
    left = [clinic.keys.unseal(sealed) or b"" for sealed, _ in clinic.vault._records.values()]
    assert [each for each in left if launch.access.encode() in each or b"refresh-1" in each or b'"key"' in each] == []


def test_a_token_renewed_too_late_is_not_kept(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = opened
    clinic.now += 15 * MINUTE
    clinic.launcher.sessions.keep_tokens(launch, "too-late", "too-late")
    clinic.now -= MINUTE
    assert clinic.launcher.sessions.access(launch.id) == launch.access


def test_a_copied_link_opens_nothing_in_another_browser(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = opened
    other = clinic.browser()
    clinic.open_chart(other)
    with pytest.raises(WrongBrowser):
        clinic.launcher.sessions.open(launch.id, cookie_of(other))


@pytest.mark.parametrize("cookie", [None, ""])
def test_a_launch_without_any_cookie_says_that_it_was_lost(
    opened: tuple[Clinic, Launch, str], cookie: str | None
) -> None:
    with pytest.raises(LostCookie):
        opened[0].launcher.sessions.open(opened[1].id, cookie)


def test_a_cookie_we_never_gave_opens_nothing(opened: tuple[Clinic, Launch, str]) -> None:
    with pytest.raises(LaunchExpired):
        opened[0].launcher.sessions.open(opened[1].id, "guessed")


def test_a_launch_that_never_existed_looks_like_one_that_expired(opened: tuple[Clinic, Launch, str]) -> None:
    with pytest.raises(LaunchExpired):
        opened[0].launcher.sessions.open("guessed", opened[2])


def test_nothing_kept_can_be_read_without_the_key(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    assert isinstance(clinic.vault, MemoryVault)
    kept = str(clinic.vault._records).encode()
    assert [secret for secret in (launch.access, cookie, "user-1", "nurse-1") if secret.encode() in kept] == []


def test_a_launch_sealed_with_a_lost_key_is_over(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    clinic.vault.put("launch", launch.id, b"sealed by nobody we know", launch.expires_at)
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)


def test_a_launch_kept_by_an_older_version_is_over(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = opened
    records = SealedVault(clinic.vault, clinic.keys)
    kept = records.get("launch", launch.id) or {}
    records.put("launch", launch.id, kept | {"style": "a member of former days"}, launch.expires_at)
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)


def test_signing_out_forgets_the_launch_and_gives_the_token_back(clinic: Clinic) -> None:
    clinic.ehr.configuration["revocation_endpoint"] = f"{clinic.ehr.root}/oauth2/revoke"
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    clinic.launcher.end(launch)
    assert [each.form["token"] for each in clinic.ehr.asked("/oauth2/revoke")] == [launch.access]
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie_of(browser))


def test_signing_out_works_where_revocation_is_not_offered(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = opened
    clinic.launcher.end(launch)
    assert (clinic.ehr.asked("/oauth2/revoke"), _kinds(clinic)) == ([], {"browser"})


def test_purging_removes_what_has_run_out(opened: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = opened
    clinic.now = launch.expires_at
    clinic.launcher.sessions.purge()
    assert _kinds(clinic) == set()


def test_secrets_are_not_in_the_printed_form_of_a_launch_or_a_registration(clinic: Clinic) -> None:
    clinic.registered(client_auth="client_secret_basic", client_secret="s3cret")
    launch = clinic.open_chart(clinic.browser())
    assert (launch.access in repr(launch), "s3cret" in repr(clinic.row)) == (False, False)


def _kinds(clinic: Clinic) -> set[str]:
    assert isinstance(clinic.vault, MemoryVault)
    return {kind for kind, _ in clinic.vault._records}

"""When the EHR no longer takes the token: one refresh for all, each refresh token used once, the context unchanged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from smart_launch.client import FhirClient
from smart_launch.errors import LaunchExpired, PatientChanged, SignInExpired, SmartError, TokenServerDown
from smart_launch.launch import Launch
from smart_launch.renewal import LaunchAuthorization
from tests.smart_launch.clinic import Clinic, cookie_of
from tests.smart_launch.recording_ehr import answer

ENCOUNTER = {"resourceType": "Encounter", "id": "e1"}
TOKEN = "/oauth2/token"


@pytest.fixture
def expired(clinic: Clinic) -> tuple[Clinic, Launch, str]:
    """A launch with a refresh token whose access token the EHR no longer takes."""
    clinic.ehr.token = {"refresh_token": "refresh-1"}
    clinic.ehr.resources["Encounter/e1"] = ENCOUNTER
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    clinic.ehr.accepted.clear()
    return clinic, launch, cookie_of(browser)


def test_a_401_is_answered_by_one_refresh_and_the_read_goes_on(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    assert _read(clinic, launch) == ENCOUNTER
    assert len(_refreshes(clinic)) == 1


def test_the_renewed_token_is_kept_for_the_launch(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = expired
    _read(clinic, launch)
    kept = clinic.launcher.sessions.open(launch.id, cookie)
    assert kept.access in clinic.ehr.accepted


def test_the_context_stays_when_the_refresh_does_not_repeat_it(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = expired
    _read(clinic, launch)
    kept = clinic.launcher.sessions.open(launch.id, cookie)
    assert (kept.patient, kept.encounter, kept.user) == ("p1", "e1", launch.user)


def test_four_401_at_once_make_one_refresh(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    with clinic.launcher.client(launch) as client:
        answers = client.gather([lambda: client.read("Encounter/e1")] * 4)
    assert answers == [ENCOUNTER] * 4
    assert len(_refreshes(clinic)) == 1


def test_four_requests_of_the_page_at_once_make_one_refresh(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clients = [clinic.launcher.client(launch) for _ in range(4)]
    answers = clients[0].gather([_reader(client) for client in clients])
    for client in clients:
        client.close()
    assert answers == [ENCOUNTER] * 4
    assert len(_refreshes(clinic)) == 1


def test_a_new_refresh_token_replaces_the_old(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.ehr.refreshed = {"refresh_token": "refresh-2"}
    _read(clinic, launch)
    clinic.ehr.accepted.clear()
    _read(clinic, launch)
    assert _refreshes(clinic) == ["refresh-1", "refresh-2"]


def test_the_same_patient_in_the_refresh_is_fine(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.ehr.refreshed = {"patient": "p1"}
    assert _read(clinic, launch) == ENCOUNTER


def test_another_patient_in_the_refresh_ends_the_launch(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, cookie = expired
    clinic.ehr.refreshed = {"patient": "p2"}
    with pytest.raises(PatientChanged):
        _read(clinic, launch)
    with pytest.raises(LaunchExpired):
        clinic.launcher.sessions.open(launch.id, cookie)


def test_without_a_refresh_token_the_sign_in_has_expired(clinic: Clinic) -> None:
    launch = clinic.open_chart(clinic.browser())
    clinic.ehr.accepted.clear()
    with pytest.raises(SignInExpired):
        _read(clinic, launch)


def test_a_second_401_right_after_a_refresh_is_not_answered_by_another(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.ehr.refreshed = {"access_token": "accepted-nowhere"}
    with pytest.raises(SignInExpired):
        _read(clinic, launch)
    assert len(_refreshes(clinic)) == 1


def test_a_refused_refresh_token_is_never_sent_again(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.ehr.failures[TOKEN] = [answer(400, {"error": "invalid_grant"})]
    assert _refused(clinic, launch) == ["SignInExpired", "SignInExpired"]
    assert len(_refreshes(clinic)) == 1


def test_a_refused_refresh_token_is_forgotten(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.ehr.failures[TOKEN] = [answer(400, {"error": "invalid_grant"})]
    with pytest.raises(SignInExpired):
        _read(clinic, launch)
    assert clinic.launcher.sessions.refresh_token(launch.id) is None


def test_a_token_server_out_of_order_may_be_asked_again_later(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.ehr.failures[TOKEN] = [answer(503)]
    with pytest.raises(TokenServerDown):
        _read(clinic, launch)
    assert _read(clinic, launch) == ENCOUNTER


def test_a_token_server_out_of_order_is_asked_once_for_all_reads_of_a_visit(
    expired: tuple[Clinic, Launch, str],
) -> None:
    clinic, launch, _ = expired
    clinic.ehr.failures[TOKEN] = [answer(503)] * 5
    with clinic.launcher.client(launch) as client:
        results = client.gather([_reader(client)] * 5)
    assert [type(result) for result in results] == [TokenServerDown] * 5
    assert len(clinic.ehr.asked(TOKEN)) == 2  # the sign-in, and one renewal


def test_a_renewal_by_another_process_is_waited_for_and_taken_over(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    sessions = clinic.launcher.sessions
    assert sessions.take_baton(launch.id)
    waiting = LaunchAuthorization(
        launch,
        sessions,
        lambda token, last_use: pytest.fail("the other process has the baton"),
        wait=lambda seconds: sessions.keep_tokens(launch, "renewed-elsewhere", None),
    )
    waiting.renew()
    assert waiting.header() == "Bearer renewed-elsewhere"


def test_a_renewal_that_was_done_just_before_the_baton_came_is_not_done_again(
    expired: tuple[Clinic, Launch, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, launch, _ = expired
    sessions = clinic.launcher.sessions
    authorization = clinic.launcher.authorization(launch)
    take = sessions.take_baton

    def take_late(launch_id: str) -> bool:
        sessions.keep_tokens(launch, "renewed-elsewhere", "refresh-2")
        return take(launch_id)

    monkeypatch.setattr(sessions, "take_baton", take_late)
    authorization.renew()
    assert (authorization.header(), _refreshes(clinic), take(launch.id)) == ("Bearer renewed-elsewhere", [], True)


def test_a_renewal_that_another_process_never_finishes_is_given_up(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.launcher.sessions.take_baton(launch.id)
    waited: list[float] = []
    waiting = LaunchAuthorization(launch, clinic.launcher.sessions, lambda token, last_use: {}, wait=waited.append)
    with pytest.raises(SignInExpired):
        waiting.renew()
    assert sum(waited) == pytest.approx(20)


def test_a_launch_that_was_ended_meanwhile_is_not_renewed(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.launcher.sessions.end(launch.id)
    with pytest.raises(LaunchExpired):
        _read(clinic, launch)
    assert _refreshes(clinic) == []


def test_a_launch_that_ends_during_its_renewal_keeps_no_token(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    sessions = clinic.launcher.sessions

    def refresh(token: str, last_use: int) -> dict[str, str]:
        sessions.end(launch.id)
        return {"access_token": "too-late", "token_type": "bearer"}

    with pytest.raises(LaunchExpired):
        LaunchAuthorization(launch, sessions, refresh).renew()
    assert sessions.access(launch.id) is None


def test_oracle_is_told_how_many_seconds_ago_the_app_was_last_used(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.registered(vendor="oracle")
    clinic.now += 90
    _read(clinic, launch)
    assert clinic.ehr.asked(TOKEN)[-1].form["active_at"] == "90"


def test_a_clock_that_was_put_back_makes_no_use_in_the_future(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    clinic.registered(vendor="oracle")
    clinic.now -= 90
    _read(clinic, launch)
    assert clinic.ehr.asked(TOKEN)[-1].form["active_at"] == "0"


def test_other_vendors_are_not_told(expired: tuple[Clinic, Launch, str]) -> None:
    clinic, launch, _ = expired
    _read(clinic, launch)
    assert "active_at" not in clinic.ehr.asked(TOKEN)[-1].form


def _read(clinic: Clinic, launch: Launch) -> object:
    with clinic.launcher.client(launch) as client:
        return client.read("Encounter/e1")


def _reader(client: FhirClient) -> Callable[[], object]:
    return lambda: client.read("Encounter/e1")


def _refused(clinic: Clinic, launch: Launch) -> list[str]:
    names = []
    for _ in range(2):
        with pytest.raises(SmartError) as refusal:
            _read(clinic, launch)
        names.append(refusal.value.name)
    return names


def _refreshes(clinic: Clinic) -> list[str]:
    """The refresh tokens that were sent, in order."""
    return [each.form["refresh_token"] for each in clinic.ehr.asked(TOKEN) if "refresh_token" in each.form]

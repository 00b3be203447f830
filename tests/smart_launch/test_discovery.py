"""smart-configuration: read once an hour, believed only as far as the registration goes."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from smart_launch import discovery, outbound
from smart_launch.discovery import Discovery, Endpoints
from smart_launch.errors import DiscoveryFailed
from tests.smart_launch.clinic import Clinic
from tests.smart_launch.recording_ehr import answer

WELL_KNOWN = "/fhir/.well-known/smart-configuration"


def test_it_is_asked_for_as_json_under_the_fhir_base(clinic: Clinic) -> None:
    clinic.launch_link(clinic.browser())
    assert [each.headers["Accept"] for each in clinic.ehr.asked(WELL_KNOWN)] == ["application/json"]


def test_it_is_kept_for_an_hour(clinic: Clinic) -> None:
    clinic.launch_link(clinic.browser())
    clinic.now += 3599
    clinic.launch_link(clinic.browser())
    assert len(clinic.ehr.asked(WELL_KNOWN)) == 1


def test_it_is_read_again_after_an_hour(clinic: Clinic) -> None:
    clinic.launch_link(clinic.browser())
    clinic.now += 3600
    clinic.launch_link(clinic.browser())
    assert len(clinic.ehr.asked(WELL_KNOWN)) == 2


def test_the_last_good_copy_serves_while_the_ehr_cannot_be_read(clinic: Clinic) -> None:
    clinic.launch_link(clinic.browser())
    clinic.now += 3600
    clinic.ehr.failures[WELL_KNOWN] = [answer(503)]
    assert clinic.launch_link(clinic.browser()).status_code == 303


def test_epic_is_told_which_client_asks(clinic: Clinic) -> None:
    clinic.registered(vendor="epic").launch_link(clinic.browser())
    assert clinic.ehr.recorded[0].headers["Epic-Client-Id"] == clinic.row.client_id


def test_other_vendors_are_not_sent_epics_header(clinic: Clinic) -> None:
    clinic.launch_link(clinic.browser())
    assert "Epic-Client-Id" not in clinic.ehr.recorded[0].headers


def test_a_relative_endpoint_lies_under_the_fhir_base(clinic: Clinic) -> None:
    clinic.ehr.configuration["authorization_endpoint"] = "oauth2/authorize"
    assert clinic.launch_link(clinic.browser()).location.startswith(f"{clinic.ehr.base}/oauth2/authorize?")


@pytest.mark.parametrize(
    "broken",
    [
        answer(404),
        answer(500),
        answer(302, Location="/elsewhere"),
        answer(200, "<html>Sign in</html>"),
        answer(200, "[1]"),
        answer(200, "[" * 100_000),
        answer(200, "x" * 1_000_001),
        answer(200, {"code_challenge_methods_supported": ["S256"]}),
    ],
    ids=["404", "500", "redirect", "html", "list", "deep", "huge", "no endpoints"],
)
def test_what_is_no_smart_configuration_ends_the_launch(clinic: Clinic, broken: Any) -> None:
    clinic.ehr.failures[WELL_KNOWN] = [broken]
    answered = clinic.launch_link(clinic.browser())
    assert (answered.status_code, answered.get_json()["error"]) == (502, "DiscoveryFailed")


def test_an_ehr_that_is_not_there_ends_the_launch(clinic: Clinic) -> None:
    clinic.registered(iss="http://127.0.0.1:1/fhir")
    answered = clinic.launch_link(clinic.browser(), iss="http://127.0.0.1:1/fhir")
    assert answered.get_json()["error"] == "DiscoveryFailed"


def test_an_ehr_that_failed_is_left_alone_for_half_a_minute(clinic: Clinic) -> None:
    clinic.ehr.failures[WELL_KNOWN] = [answer(503)]
    first = clinic.launch_link(clinic.browser()).get_json()
    clinic.now += 29
    again = clinic.launch_link(clinic.browser()).get_json()
    assert (again, len(clinic.ehr.asked(WELL_KNOWN))) == (first, 1)


def test_an_ehr_that_failed_is_asked_again_after_half_a_minute(clinic: Clinic) -> None:
    clinic.ehr.failures[WELL_KNOWN] = [answer(503)]
    clinic.launch_link(clinic.browser())
    clinic.now += 30
    assert clinic.launch_link(clinic.browser()).status_code == 303


def test_the_half_minute_begins_when_the_ehr_has_failed_not_when_it_was_asked(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(url: str, headers: object, **_: bool) -> dict[str, Any]:
        clinic.now += 40
        raise DiscoveryFailed

    monkeypatch.setattr(discovery, "get_document", hang)
    clinic.launch_link(clinic.browser())
    begun = clinic.now
    clinic.launch_link(clinic.browser())
    assert clinic.now == begun


def test_an_ehr_without_a_protection_is_refused_again_without_asking(clinic: Clinic) -> None:
    clinic.ehr.configuration["code_challenge_methods_supported"] = []
    assert [clinic.refused(), clinic.refused(), len(clinic.ehr.asked(WELL_KNOWN))] == ["NoPkce", "NoPkce", 1]


def test_an_ehr_that_cannot_be_read_is_not_asked_at_each_launch_while_the_last_good_copy_serves(
    clinic: Clinic,
) -> None:
    clinic.launch_link(clinic.browser())
    clinic.now += 3600
    clinic.ehr.failures[WELL_KNOWN] = [answer(503)]
    answers = [clinic.launch_link(clinic.browser()).status_code for _ in range(2)]
    assert (answers, len(clinic.ehr.asked(WELL_KNOWN))) == ([303, 303], 2)


def test_launches_that_come_at_once_ask_the_ehr_once(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    read, asked, waiting = outbound.get_document, list[str](), threading.Event()

    class Door:
        """A lock that tells when somebody has to wait for it."""

        def __init__(self) -> None:
            self._lock = threading.Lock()

        def __enter__(self) -> None:
            if not self._lock.acquire(blocking=False):
                waiting.set()
                self._lock.acquire()

        def __exit__(self, *_: object) -> None:
            self._lock.release()

    def slow(url: str, headers: Any, **where: bool) -> dict[str, Any]:
        asked.append(url)
        if len(asked) == 1:
            second.start()
            waiting.wait(timeout=30)
        return read(url, headers, **where)

    monkeypatch.setattr(discovery, "Lock", Door)
    monkeypatch.setattr(discovery, "get_document", slow)
    shared, found = Discovery(lambda: clinic.now), list[Endpoints]()
    second = threading.Thread(target=lambda: found.append(shared.endpoints(clinic.row)))
    assert shared.endpoints(clinic.row).token == clinic.ehr.token_url
    second.join()
    assert (len(found), len(asked)) == (1, 1)


def test_nobody_waits_for_an_ehr_whose_last_good_copy_is_there(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.launch_link(clinic.browser())
    clinic.now += 3600
    found: list[Endpoints] = []

    def hang(url: str, headers: object, **_: bool) -> dict[str, Any]:
        other = threading.Thread(target=lambda: found.append(clinic.launcher.discovery.endpoints(clinic.row)))
        other.start()
        other.join(timeout=30)
        raise DiscoveryFailed

    monkeypatch.setattr(discovery, "get_document", hang)
    clinic.launcher.discovery.endpoints(clinic.row)
    assert [each.token for each in found] == [clinic.ehr.token_url]


@pytest.mark.parametrize("methods", [None, [], ["plain"], "S256"])
def test_a_server_without_pkce_s256_is_refused(clinic: Clinic, methods: Any) -> None:
    clinic.ehr.configuration["code_challenge_methods_supported"] = methods
    assert clinic.refused() == "NoPkce"


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint", "issuer"]
)
@pytest.mark.parametrize(
    "url", ["https://evil.example/x", "http://ehr.hospital.example/x", "https://u@127.0.0.1/x", "http://["]
)
def test_an_address_the_registration_does_not_cover_is_refused(clinic: Clinic, name: str, url: str) -> None:
    clinic.registered(hosts=("ehr.hospital.example",))
    clinic.ehr.configuration[name] = url
    assert clinic.refused() == "UntrustedEndpoint"


def test_an_endpoint_on_a_registered_further_host_is_taken(clinic: Clinic) -> None:
    clinic.registered(hosts=("Login.Hospital.example",))
    clinic.ehr.configuration["authorization_endpoint"] = "https://login.hospital.example/authorize"
    assert clinic.launch_link(clinic.browser()).location.startswith("https://login.hospital.example/authorize?")


def test_another_issuer_than_the_pinned_one_is_refused(clinic: Clinic) -> None:
    clinic.registered(issuer=clinic.ehr.root + "/pinned")
    assert clinic.refused() == "UntrustedEndpoint"

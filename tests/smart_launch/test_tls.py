"""No request of a launch reaches a server whose certificate does not hold: no discovery, no code, no token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import time

import pytest

from smart_launch.authorize import Authorizer
from smart_launch.client import FhirClient
from smart_launch.discovery import Discovery, Endpoints
from smart_launch.ehrs import Ehr
from smart_launch.errors import DiscoveryFailed, TokenServerDown
from smart_launch.fhir_errors import EhrDown
from smart_launch.keys import KeyRing
from tests.smart_launch.certificates import DAY, Authority
from tests.smart_launch.recording_ehr import CLIENT_ID, RecordingEhr, recording_ehr
from tests.smart_launch.test_fhir_client import Badge

Ask = Callable[[RecordingEhr, KeyRing], object]


def now() -> int:
    return int(time())


def registered(ehr: RecordingEhr) -> Ehr:
    return Ehr(name="tls", iss=ehr.base, client_id=CLIENT_ID, scopes="launch openid")


def discover(ehr: RecordingEhr, _: KeyRing) -> object:
    return Discovery(now).endpoints(registered(ehr))


def exchange(ehr: RecordingEhr, keys: KeyRing) -> object:
    endpoints = Endpoints(f"{ehr.root}/oauth2/authorize", ehr.token_url, None, None, None, frozenset())
    return Authorizer(keys, "https://app.example/callback", now).exchange(
        registered(ehr), endpoints, "code", "verifier"
    )


def read(ehr: RecordingEhr, _: KeyRing) -> object:
    with FhirClient(ehr.base, Badge()) as client:
        return client.read("Patient/p1")


WAYS = [(discover, DiscoveryFailed), (exchange, TokenServerDown), (read, EhrDown)]
each_way = pytest.mark.parametrize(("ask", "error"), WAYS, ids=[ask.__name__ for ask, _ in WAYS])


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.file))
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    return made


@each_way
@pytest.mark.parametrize(
    ("lasts", "host"), [(-DAY, "127.0.0.1"), (DAY, "ehr.hospital.example")], ids=["ended", "another"]
)
def test_a_server_with_a_certificate_that_has_ended_or_is_of_another_hears_nothing(
    authority: Authority, keys: KeyRing, ask: Ask, error: type[Exception], lasts: timedelta, host: str
) -> None:
    with recording_ehr(certificate=authority.certificate(lasts=lasts, host=host)) as ehr:
        with pytest.raises(error):
            ask(ehr, keys)
        assert ehr.recorded == []


@each_way
def test_a_server_nobody_vouches_for_hears_nothing(
    authority: Authority, keys: KeyRing, monkeypatch: pytest.MonkeyPatch, ask: Ask, error: type[Exception]
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with recording_ehr(certificate=authority.certificate(lasts=DAY)) as ehr:
        with pytest.raises(error):
            ask(ehr, keys)
        assert ehr.recorded == []


@pytest.mark.parametrize("ask", [discover, read])
def test_with_a_certificate_that_holds_the_same_request_arrives(authority: Authority, keys: KeyRing, ask: Ask) -> None:
    with recording_ehr(certificate=authority.certificate(lasts=DAY)) as ehr:
        ehr.resources["Patient/p1"] = {"resourceType": "Patient", "id": "p1"}
        ehr.accepted.add("token-0")
        ask(ehr, keys)
        assert len(ehr.recorded) == 1

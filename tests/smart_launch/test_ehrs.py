"""The registration of an EHR: complete, https, and free of contradictions, or the app does not start."""

from __future__ import annotations

from typing import Any

import pytest

from smart_launch.ehrs import Ehr, Ehrs
from smart_launch.errors import BadEhr, UnknownEhr

GOOD: dict[str, Any] = {
    "name": "general-test",
    "iss": "https://fhir.hospital.example/api/FHIR/R4",
    "client_id": "abc",
    "scopes": "launch openid fhirUser patient/Patient.rs",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://fhir.hospital.example/R4"},
        {"iss": "fhir.hospital.example/R4"},
        {"iss": "https://user@fhir.hospital.example/R4"},
        {"iss": "https://fhir.hospital.example/R4?x=1"},
        {"iss": "https://fhir.hospital.example/R4 "},
        {"iss": "https://fhir.hospital.example:port/R4"},
        {"iss": "ftp://127.0.0.1/R4"},
        {"iss": "https://["},
        {"iss": "https://fhir.hospital.example/R4#x"},
        {"iss": ""},
        {"issuer": "http://login.hospital.example"},
        {"client_id": ""},
        {"scopes": "openid fhirUser"},
        {"scopes": "launch"},
        {"scopes": "launch openid patient/Patient.sr"},
        {"scopes": "launch openid patient/Patient.rrs"},
        {"scopes": "launch openid patient/Patient.reads"},
        {"scopes": "launch openid patient/Patient.rs patient/Observation.cruds"},
        {"scopes": "launch openid patient/Observation.write"},
        {"scopes": "launch openid patient/*.*"},
        {"scopes": "launch openid Patient.Read Observation.Create"},
        {"client_auth": "client_secret_basic"},
        {"client_secret": "unused"},
        {"hosts": ("login.example; script-src *",)},
        {"hosts": ("https://login.example",)},
        {"hosts": ("login.example:port",)},
        {"frame_ancestors": ("https://ehr.example; script-src *",)},
        {"frame_ancestors": ("ehr.example",)},
        {"frame_ancestors": ("https://ehr.example/chart",)},
    ],
    ids=str,
)
def test_a_registration_that_contradicts_itself_stops_the_start(changes: dict[str, Any]) -> None:
    with pytest.raises(BadEhr):
        Ehr(**GOOD | changes)


def test_the_hint_names_the_ehr_and_the_setting() -> None:
    with pytest.raises(BadEhr) as refusal:
        Ehr(**GOOD | {"client_id": ""})
    assert refusal.value.hint == "[[ehr]] general-test: client_id is empty."


@pytest.mark.parametrize(
    "scopes",
    [
        "launch openid fhirUser online_access patient/Patient.rs user/Practitioner.r patient/Observation.s",
        "launch openid profile patient/Patient.read patient/*.read user/*.rs",
        "launch openid patient/Observation.rs?category=vital-signs",
        "launch openid Patient.Read Patient.Search",
    ],
)
def test_scopes_that_read_are_fine_in_each_dialect(scopes: str) -> None:
    assert Ehr(**GOOD | {"scopes": scopes}).scopes == scopes


def test_a_scope_that_is_refused_is_named() -> None:
    with pytest.raises(BadEhr) as refusal:
        Ehr(**GOOD | {"scopes": "launch openid patient/Patient.rs patient/Coverage.cud"})
    assert refusal.value.hint.endswith("take out of scopes: patient/Coverage.cud.")


@pytest.mark.parametrize("iss", ["http://localhost:8700/fhir", "http://127.0.0.1:8700/fhir", "http://[::1]:8700/fhir"])
def test_http_is_fine_on_loopback(iss: str) -> None:
    assert Ehr(**GOOD | {"iss": iss}).trusts(iss)


@pytest.mark.parametrize("other", [{"name": "b"}, {"iss": "https://b.example/fhir"}])
def test_two_entries_may_not_share_a_name_or_an_iss(other: dict[str, Any]) -> None:
    with pytest.raises(BadEhr):
        Ehrs([Ehr(**GOOD), Ehr(**GOOD | other)])


def test_an_ehr_is_found_by_its_exact_iss() -> None:
    ehr = Ehr(**GOOD)
    assert Ehrs([ehr]).by_iss(GOOD["iss"]) is ehr


def test_a_name_that_is_not_registered_is_unknown() -> None:
    with pytest.raises(UnknownEhr):
        Ehrs([Ehr(**GOOD)]).named("other")


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://fhir.hospital.example/oauth2/token", True),
        ("https://FHIR.hospital.example:443/token", True),
        ("https://fhir.hospital.example:8443/token", False),
        ("https://fhir.hospital.example:22/token", False),
        ("https://login.hospital.example/token", True),
        ("https://further.hospital.example/token", True),
        ("https://further.hospital.example:8443/token", False),
        ("https://Ports.hospital.example:9443/token", True),
        ("https://ports.hospital.example/token", False),
        ("https://ports.hospital.example:8443/token", False),
        ("http://fhir.hospital.example/token", False),
        ("https://fhir.hospital.example.evil.example/token", False),
        ("https://evil.example/fhir.hospital.example", False),
        ("https://fhir.hospital.example@evil.example/token", False),
        ("https://fhir.hospital.example\\@evil.example/token", False),
        ("javascript:alert(1)", False),
        ("/token", False),
        ("", False),
    ],
)
def test_endpoints_may_live_on_the_hosts_and_ports_of_iss_issuer_and_hosts_only(url: str, trusted: bool) -> None:
    hosts = ("further.hospital.example", "ports.Hospital.example:9443")
    ehr = Ehr(**GOOD | {"issuer": "https://login.hospital.example/o", "hosts": hosts})
    assert ehr.trusts(url) is trusted


@pytest.mark.parametrize(("port", "trusted"), [(8443, True), (443, False), (8444, False)])
def test_an_ehr_on_a_port_of_its_own_is_trusted_at_that_port_only(port: int, trusted: bool) -> None:
    ehr = Ehr(**GOOD | {"iss": "https://fhir.hospital.example:8443/R4"})
    assert ehr.trusts(f"https://fhir.hospital.example:{port}/token") is trusted

"""smart-configuration: read once an hour, believed only as far as the registration goes."""

from __future__ import annotations

from typing import Any

import pytest

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

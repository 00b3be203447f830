"""The token endpoint's answer: what is taken, what is refused, and that nothing is read before."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import responses

from tests.smart_launch.clinic import Clinic
from tests.smart_launch.recording_ehr import answer

TOKEN = "/oauth2/token"


def test_no_patient_is_refused_before_anything_is_read(clinic: Clinic) -> None:
    clinic.ehr.token = {"patient": None}
    assert clinic.refused() == "NoPatient"
    assert [each.path for each in clinic.ehr.recorded if "Authorization" in each.headers] == []


def test_no_encounter_is_a_launch_all_the_same(clinic: Clinic) -> None:
    clinic.ehr.token = {"encounter": None}
    assert clinic.open_chart(clinic.browser()).encounter is None


@pytest.mark.parametrize("kind", ["bearer", "Bearer", "BEARER"])
def test_token_type_is_compared_without_case(clinic: Clinic, kind: str) -> None:
    clinic.ehr.token = {"token_type": kind}
    assert clinic.open_chart(clinic.browser()).patient == "p1"


def test_a_missing_scope_means_all_that_was_asked(clinic: Clinic) -> None:
    clinic.ehr.token = {"scope": None}
    launch = clinic.open_chart(clinic.browser())
    assert (launch.scopes, launch.not_granted) == (tuple(clinic.row.scopes.split()), ())


def test_what_was_asked_and_not_granted_is_named(clinic: Clinic) -> None:
    assert clinic.open_chart(clinic.browser()).not_granted == ("Coverage",)


def test_unknown_members_are_passed_over(clinic: Clinic) -> None:
    clinic.ehr.token = {"epic.dstu2.patient": "T1", "location": "l1", "smart_style_url": "https://evil.example/x.json"}
    assert clinic.open_chart(clinic.browser()).patient == "p1"


@pytest.mark.parametrize(("sent", "wanted"), [(None, True), (True, True), ("false", True), (False, False)])
def test_the_banner_is_wanted_unless_the_ehr_plainly_shows_one(clinic: Clinic, sent: Any, wanted: bool) -> None:
    clinic.ehr.token = {"need_patient_banner": sent}
    assert clinic.open_chart(clinic.browser()).need_patient_banner is wanted


@pytest.mark.parametrize(("sent", "kept"), [("infusion-check", "infusion-check"), ("<script>", None), (7, None)])
def test_intent_is_kept_only_as_a_plain_word(clinic: Clinic, sent: Any, kept: str | None) -> None:
    clinic.ehr.token = {"intent": sent}
    assert clinic.open_chart(clinic.browser()).intent == kept


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": None},
        {"access_token": ""},
        {"access_token": "two words"},
        {"access_token": "line\r\nX-Header: 1"},
        {"token_type": None},
        {"token_type": "mac"},
        {"patient": "p1/../p2"},
        {"patient": ".."},
        {"patient": {"id": "p1"}},
        {"encounter": "e1?x=1"},
    ],
    ids=str,
)
def test_a_token_response_that_cannot_be_used_is_refused(clinic: Clinic, changes: dict[str, Any]) -> None:
    clinic.ehr.token = changes
    assert clinic.refused() == "BadTokenResponse"


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (answer(400, {"error": "invalid_grant", "error_description": "code of Anna Smith"}), "TokenRefused"),
        (answer(401, {"error": "invalid_client"}), "TokenRefused"),
        (answer(404, "<html>"), "TokenRefused"),
        (answer(401, {"resourceType": "OperationOutcome"}), "BadTokenResponse"),
        (answer(200, "<html>"), "BadTokenResponse"),
        (answer(200, "x" * 100_001), "BadTokenResponse"),
        (answer(307, Location="https://evil.example/token"), "BadTokenResponse"),
        (answer(302, {"access_token": "a", "token_type": "bearer", "patient": "p1"}), "BadTokenResponse"),
        (answer(429, {"error": "slow_down"}), "TokenServerDown"),
        (answer(503), "TokenServerDown"),
    ],
    ids=["grant", "client", "404", "outcome", "html", "huge", "redirect", "redirect with a body", "429", "503"],
)
def test_each_failure_of_the_token_endpoint_has_its_own_error(clinic: Clinic, sent: Any, error: str) -> None:
    clinic.ehr.failures[TOKEN] = [sent]
    assert clinic.refused() == error


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        (requests.ReadTimeout(), "TokenServerSilent"),
        (requests.ConnectionError("reset after the request was sent"), "TokenServerSilent"),
        (requests.ConnectTimeout(), "TokenServerDown"),
        (requests.exceptions.SSLError(), "TokenServerDown"),
    ],
    ids=["read", "reset", "connect", "certificate"],
)
def test_a_token_endpoint_that_does_not_answer_is_told_apart_from_one_never_reached(
    clinic: Clinic, problem: Exception, error: str
) -> None:
    with responses.RequestsMock() as web:
        web.add_passthru(f"{clinic.ehr.root}/fhir")
        web.add_passthru(f"{clinic.ehr.root}/oauth2/authorize")
        web.post(clinic.ehr.token_url, body=problem)
        assert clinic.refused() == error


def test_a_token_endpoint_where_nothing_listens_is_down(clinic: Clinic) -> None:
    clinic.ehr.configuration["token_endpoint"] = "http://127.0.0.1:1/token"
    clinic.registered(hosts=("127.0.0.1:1",))
    assert clinic.refused() == "TokenServerDown"

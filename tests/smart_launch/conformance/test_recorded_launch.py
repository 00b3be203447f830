"""Whole launches, reads and refreshes, recorded and judged as Inferno's SMART App Launch client suite judges them.

By each kind of client, with the authorization request as an address and as a form. The numbers are those of items.yaml.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from html5lib import parse
from joserfc import jws, jwt
from joserfc.jwk import KeySet

from smart_launch.keys import KeyRing
from smart_launch.vault import MemoryVault
from tests.smart_launch.clinic import BASE_URL, SCOPES, Clinic
from tests.smart_launch.recording_ehr import CLIENT_ID, Recorded, recording_ehr

SECRET = "s3cret-of_this-site"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
KINDS: dict[str, dict[str, Any]] = {
    "public": {"client_auth": "none"},
    "basic": {"client_auth": "client_secret_basic", "client_secret": SECRET},
    "RS384": {"client_auth": "private_key_jwt", "signing_alg": "RS384"},
    "ES384": {"client_auth": "private_key_jwt", "signing_alg": "ES384"},
}
LONG = "x" * 4000
CHARTS = {"GET": ("chart-1", "chart-2"), "POST": (f"chart-1{LONG}", f"chart-2{LONG}")}


@pytest.fixture(scope="module", params=[f"{kind} {method}" for kind in KINDS for method in CHARTS])
def played(request: pytest.FixtureRequest, keys: KeyRing) -> Iterator[Clinic]:
    """Two launches, each with a read and a read after the token ran out."""
    kind, method = request.param.split()
    with recording_ehr() as ehr:
        clinic = Clinic(ehr, keys, MemoryVault()).registered(**KINDS[kind])
        ehr.configuration["capabilities"] = ["launch-ehr", "authorize-post"]
        ehr.token, ehr.refreshed = {"refresh_token": "refresh-1"}, {"refresh_token": "refresh-2"}
        ehr.resources["Encounter/e1"] = {"resourceType": "Encounter", "id": "e1"}
        for chart in CHARTS[method]:
            _launch_and_read(clinic, chart)
        assert {each.method for each in ehr.asked("/oauth2/authorize")} == {method}
        yield clinic


def test_t06_it_is_launched_gets_a_token_and_reads(played: Clinic) -> None:
    assert [(each.patient, each.encounter) for each in played.launches] == [("p1", "e1")] * 2
    assert len(_reads(played)) == 4


def test_t07_response_type_is_code(played: Clinic) -> None:
    assert _asked(played, "response_type") == ["code"] * 2


def test_t08_client_id_is_the_registered_one(played: Clinic) -> None:
    assert _asked(played, "client_id") == [CLIENT_ID] * 2


def test_t09_redirect_uri_is_the_registered_one(played: Clinic) -> None:
    assert _asked(played, "redirect_uri") == [f"{BASE_URL}/callback"] * 2


def test_t10_launch_is_the_value_that_was_handed_out(played: Clinic) -> None:
    assert tuple(_asked(played, "launch")) in CHARTS.values()


def test_t11_state_is_present_and_another_each_time(played: Clinic) -> None:
    assert len({state for state in _asked(played, "state") if state}) == 2


def test_t12_aud_is_the_fhir_base(played: Clinic) -> None:
    assert _asked(played, "aud") == [played.ehr.base] * 2


def test_t13_code_challenge_is_present_and_another_each_time(played: Clinic) -> None:
    assert len({challenge for challenge in _asked(played, "code_challenge") if challenge}) == 2


def test_t14_code_challenge_method_is_s256(played: Clinic) -> None:
    assert _asked(played, "code_challenge_method") == ["S256"] * 2


def test_t15_scope_is_that_of_the_registration(played: Clinic) -> None:
    assert _asked(played, "scope") == [SCOPES] * 2


def test_t16_grant_type_is_authorization_code(played: Clinic) -> None:
    grants = [each.form["grant_type"] for each in played.ehr.asked("/oauth2/token")]
    assert grants == ["authorization_code", "refresh_token"] * 2


def test_t17_code_was_issued_in_this_session_and_is_sent_once(played: Clinic) -> None:
    sent = [each.form["code"] for each in _exchanges(played)]
    assert sent == list(played.ehr.nonces)


def test_t18_redirect_uri_is_that_of_the_authorization_request(played: Clinic) -> None:
    assert [each.form["redirect_uri"] for each in _exchanges(played)] == _asked(played, "redirect_uri")


def test_t19_code_verifier_belongs_to_the_challenge(played: Clinic) -> None:
    verifiers = [each.form["code_verifier"] for each in _exchanges(played)]
    assert [_s256(verifier) for verifier in verifiers] == _asked(played, "code_challenge")
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier) for verifier in verifiers)  # RFC 7636 4.1


def test_t20_t40_client_id_is_in_the_body_of_a_public_client_alone(played: Clinic) -> None:
    expected = CLIENT_ID if played.row.client_auth == "none" else None
    assert {each.form.get("client_id") for each in _token_requests(played)} == {expected}


def test_t21_basic_decodes_to_id_and_secret_and_nobody_else_sends_it(played: Clinic) -> None:
    pair = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
    expected = f"Basic {pair}" if played.row.client_auth == "client_secret_basic" else None
    assert {each.headers.get("Authorization") for each in _token_requests(played)} == {expected}


def test_t22_client_assertion_type_is_jwt_bearer(played: Clinic) -> None:
    expected = JWT_BEARER if played.row.client_auth == "private_key_jwt" else None
    assert {each.form.get("client_assertion_type") for each in _token_requests(played)} == {expected}


def test_t23_the_assertion_is_a_jwt(played: Clinic) -> None:
    assert [header["typ"] for header, _ in _assertions(played)] == ["JWT"] * len(_assertions(played))


def test_t24_iss_and_sub_are_the_client_id(played: Clinic) -> None:
    assert all((claims["iss"], claims["sub"]) == (CLIENT_ID, CLIENT_ID) for _, claims in _assertions(played))


def test_t25_aud_is_the_token_url(played: Clinic) -> None:
    assert all(claims["aud"] == played.ehr.token_url for _, claims in _assertions(played))


def test_t26_t42_exp_is_at_most_five_minutes_ahead(played: Clinic) -> None:
    assert all(0 < claims["exp"] - claims["iat"] <= 300 for _, claims in _assertions(played))


def test_t27_no_jti_comes_twice_not_even_on_a_refresh(played: Clinic) -> None:
    used = [claims["jti"] for _, claims in _assertions(played)]
    assert len(used) == len(set(used))
    assert all(len(jti) <= 151 for jti in used)  # Epic's limit


def test_t28_the_published_key_of_its_kid_verifies_it(played: Clinic) -> None:
    assert all(header["alg"] == played.row.signing_alg for header, _ in _assertions(played))
    assert all("jku" not in header for header, _ in _assertions(played))


def test_t30_the_refresh_token_was_issued_in_this_session_and_is_sent_once(played: Clinic) -> None:
    assert [each.form["refresh_token"] for each in _refreshes(played)] == ["refresh-1"] * 2  # one for each launch


def test_t31_a_refresh_is_authenticated_as_the_exchange_is(played: Clinic) -> None:
    def way(asked: Recorded) -> tuple[object, ...]:
        return asked.headers.get("Authorization"), asked.form.get("client_id"), "client_assertion" in asked.form

    assert {way(each) for each in _refreshes(played)} == {way(each) for each in _exchanges(played)}


def test_t33_every_answered_request_carries_a_token_of_the_session(played: Clinic) -> None:
    assert all(each.headers["Authorization"].startswith("Bearer access-") for each in _reads(played))


def test_t39_requests_by_post_are_form_encoded(played: Clinic) -> None:
    posted = [each for each in played.ehr.recorded if each.method == "POST"]
    assert {each.headers["Content-Type"].partition(";")[0] for each in posted} == {"application/x-www-form-urlencoded"}
    assert {each.method for each in _token_requests(played)} == {"POST"}


def test_t41_a_refresh_asks_for_no_scope(played: Clinic) -> None:
    assert [each for each in _refreshes(played) if "scope" in each.form] == []


def test_t44_no_sign_in_asks_how_old_it_may_be(played: Clinic) -> None:
    asked = [_fields(each) for each in played.ehr.asked("/oauth2/authorize")]
    assert [each for each in asked if {"max_age", "auth_time", "claims"} & each.keys()] == []


def test_e14_no_secret_is_in_a_body_or_an_address(played: Clinic) -> None:
    sent = [str((each.query, each.form, each.path)) for each in played.ehr.recorded]
    assert not any(SECRET in each or "access-" in each for each in sent)


def _launch_and_read(clinic: Clinic, chart: str) -> None:
    browser = clinic.browser()
    begun = clinic.launch_link(browser, chart)
    callback = clinic.authorized(begun.location) if begun.status_code == 303 else _posted(begun.text)
    assert browser.get(callback).status_code == 303
    with clinic.launcher.client(clinic.launches[-1]) as client:
        client.read("Encounter/e1")
        clinic.ehr.accepted.clear()
        client.read("Encounter/e1")


def _posted(page: str) -> str:
    """The callback address the EHR answers the form with."""
    form = parse(page, namespaceHTMLElements=False).find(".//form")
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    back = urlsplit(requests.post(form.get("action"), fields, allow_redirects=False, timeout=5).headers["Location"])
    return f"{back.path}?{back.query}"


def _fields(asked: Recorded) -> dict[str, str]:
    return {**asked.query, **asked.form}


def _asked(clinic: Clinic, name: str) -> list[str]:
    """A parameter of each authorization request."""
    return [_fields(each)[name] for each in clinic.ehr.asked("/oauth2/authorize")]


def _exchanges(clinic: Clinic) -> list[Recorded]:
    return [each for each in _token_requests(clinic) if each.form["grant_type"] == "authorization_code"]


def _refreshes(clinic: Clinic) -> list[Recorded]:
    return [each for each in _token_requests(clinic) if each.form["grant_type"] == "refresh_token"]


def _token_requests(clinic: Clinic) -> list[Recorded]:
    found = clinic.ehr.asked("/oauth2/token")
    assert len(found) == 4
    return found


def _reads(clinic: Clinic) -> list[Recorded]:
    return [each for each in clinic.ehr.asked("/fhir/Encounter/e1") if each.status == 200]


def _assertions(clinic: Clinic) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Header and claims of each assertion, verified as a server does: by kid in our published key set."""
    if clinic.row.client_auth != "private_key_jwt":
        return []
    published = KeySet.import_key_set(clinic.browser().get("/.well-known/jwks.json").get_json())
    found = []
    for asked in _token_requests(clinic):
        token = asked.form["client_assertion"]
        header = dict(jws.extract_compact(token.encode()).headers())
        key = published.get_by_kid(header["kid"])
        found.append((header, dict(jwt.decode(token, key, algorithms=["RS384", "ES384"]).claims)))
    return found


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

"""A whole launch, read and refresh, recorded and judged as Inferno's SMART App Launch client suite judges it.

The numbers are the requirements of SMART App Launch 2.2.0 as that suite counts them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import KeySet

from smart_launch.keys import KeyRing
from smart_launch.vault import MemoryVault
from tests.smart_launch.clinic import BASE_URL, Clinic
from tests.smart_launch.recording_ehr import CLIENT_ID, Recorded, recording_ehr

SECRET = "s3cret-of_this-site"
KINDS: dict[str, dict[str, Any]] = {
    "RS384": {"client_auth": "private_key_jwt", "signing_alg": "RS384"},
    "ES384": {"client_auth": "private_key_jwt", "signing_alg": "ES384"},
    "symmetric": {"client_auth": "client_secret_basic", "client_secret": SECRET},
    "public": {"client_auth": "none"},
}
CODES, REFRESHES = ["authorization_code"], ["refresh_token"]


@pytest.fixture(scope="module", params=KINDS)
def played(request: pytest.FixtureRequest, keys: KeyRing) -> Iterator[Clinic]:
    """Two launches, each with a read and a read after the token ran out, by each kind of client."""
    with recording_ehr() as ehr:
        clinic = Clinic(ehr, keys, MemoryVault()).registered(**KINDS[request.param])
        ehr.token = {"refresh_token": "refresh-1"}
        ehr.refreshed = {"refresh_token": "refresh-2"}
        ehr.resources["Encounter/e1"] = {"resourceType": "Encounter", "id": "e1"}
        for chart in ("chart-1", "chart-2"):
            launch = clinic.open_chart(clinic.browser(), chart)
            with clinic.launcher.client(launch) as client:
                client.read("Encounter/e1")
                ehr.accepted.clear()
                client.read("Encounter/e1")
        yield clinic


def test_authorization_requests_are_complete_32_33_34_3_41_44_45_37(played: Clinic) -> None:
    for asked in played.ehr.asked("/oauth2/authorize"):
        fixed = {name: asked.query[name] for name in ("response_type", "client_id", "redirect_uri", "aud")}
        assert fixed == {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": f"{BASE_URL}/callback",
            "aud": played.ehr.base,
        }
        assert asked.query["code_challenge_method"] == "S256"
        assert {"state", "code_challenge", "scope"} <= {name for name, value in asked.query.items() if value}


def test_launch_is_the_value_that_was_handed_out_35(played: Clinic) -> None:
    assert [asked.query["launch"] for asked in played.ehr.asked("/oauth2/authorize")] == ["chart-1", "chart-2"]


def test_code_exchanges_are_complete_67_68_69(played: Clinic) -> None:
    for asked in _token_requests(played, CODES):
        assert asked.form["code"] in played.ehr.nonces
        assert asked.form["redirect_uri"] == f"{BASE_URL}/callback"


def test_the_verifier_belongs_to_the_challenge_13_70(played: Clinic) -> None:
    challenges = [asked.query["code_challenge"] for asked in played.ehr.asked("/oauth2/authorize")]
    verifiers = [asked.form["code_verifier"] for asked in _token_requests(played, CODES)]
    assert [_s256(verifier) for verifier in verifiers] == challenges
    assert all(43 <= len(verifier) <= 128 for verifier in verifiers)


def test_refreshes_use_an_issued_token_once_and_ask_no_scope_105_108(played: Clinic) -> None:
    asked = _token_requests(played, REFRESHES)
    assert [(each.form["refresh_token"], "scope" in each.form) for each in asked] == [("refresh-1", False)] * 2


def test_a_client_authenticates_as_registered_64_71_72_333(played: Clinic) -> None:
    for asked in _token_requests(played, CODES + REFRESHES):
        expected = {
            "private_key_jwt": (False, None, "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            "client_secret_basic": (False, f"Basic {_b64(f'{CLIENT_ID}:{SECRET}')}", None),
            "none": (True, None, None),
        }[played.row.client_auth]
        found = ("client_id" in asked.form, asked.headers.get("Authorization"), asked.form.get("client_assertion_type"))
        assert found == expected


def test_token_requests_are_form_posts_62(played: Clinic) -> None:
    asked = _token_requests(played, CODES + REFRESHES)
    kinds = {(each.method, each.headers["Content-Type"].partition(";")[0]) for each in asked}
    assert kinds == {("POST", "application/x-www-form-urlencoded")}


def test_assertions_are_signed_by_a_published_key_with_the_registered_algorithm_321_322_323_334(played: Clinic) -> None:
    for header, _ in _assertions(played):
        assert (header["typ"], header["alg"]) == ("JWT", played.row.signing_alg)


def test_assertions_name_us_and_the_token_url_327_328_329(played: Clinic) -> None:
    for _, claims in _assertions(played):
        assert (claims["iss"], claims["sub"], claims["aud"]) == (CLIENT_ID, CLIENT_ID, played.ehr.token_url)


def test_assertions_live_five_minutes_at_most_330_331(played: Clinic) -> None:
    for _, claims in _assertions(played):
        assert 0 < claims["exp"] - claims["iat"] <= 300


def test_no_jti_comes_twice_not_even_on_a_refresh_332(played: Clinic) -> None:
    used = [claims["jti"] for _, claims in _assertions(played)]
    assert len(used) == len(set(used))
    assert all(len(jti) <= 151 for jti in used)  # Epic's limit


def test_every_answered_fhir_request_carries_an_issued_token_93(played: Clinic) -> None:
    reads = [each for each in played.ehr.asked("/fhir/Encounter/e1") if each.status == 200]
    assert len(reads) == 4
    assert all(each.headers["Authorization"].startswith("Bearer access-") for each in reads)


def test_no_secret_is_in_a_body_or_an_address(played: Clinic) -> None:
    sent = [str((each.query, each.form, each.path)) for each in played.ehr.recorded]
    assert not any(SECRET in each or "access-" in each for each in sent)


def _token_requests(clinic: Clinic, grants: list[str]) -> list[Recorded]:
    found = [each for each in clinic.ehr.asked("/oauth2/token") if each.form["grant_type"] in grants]
    assert len(found) == 2 * len(grants)
    return found


def _assertions(clinic: Clinic) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Header and claims of each assertion, verified as a server does: by kid in our published key set."""
    if clinic.row.client_auth != "private_key_jwt":
        return []
    published = KeySet.import_key_set(clinic.browser().get("/.well-known/jwks.json").get_json())
    found = []
    for asked in _token_requests(clinic, CODES + REFRESHES):
        token = asked.form["client_assertion"]
        header = dict(jws.extract_compact(token.encode()).headers())
        key = published.get_by_kid(header["kid"])
        found.append((header, dict(jwt.decode(token, key, algorithms=["RS384", "ES384"]).claims)))
    return found


def _s256(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()

"""Who signed in: an id_token is believed only with a good signature and claims meant for us, now."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from tests.smart_launch.clinic import Clinic
from tests.smart_launch.recording_ehr import CLIENT_ID, SIGNING, signed

JWKS = "/oauth2/jwks"
OTHER = RSAKey.generate_key(2048, {"kid": "ehr-1", "alg": "RS256", "use": "sig"})
ANY_ALG = RSAKey.import_key(SIGNING.as_pem(private=True), {"kid": "ehr-1"})
NEW = ECKey.generate_key("P-384", {"kid": "ehr-2", "alg": "ES384", "use": "sig"})


def test_the_user_is_issuer_and_subject_and_the_practitioner(clinic: Clinic) -> None:
    user = clinic.open_chart(clinic.browser()).user
    assert (user.iss, user.sub, user.fhir_user) == (clinic.ehr.root, "user-1", "Practitioner/nurse-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": None},
        {"azp": "another-client"},
        {"sub": None},
        {"sub": ""},
        {"exp": timedelta(seconds=-120)},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": timedelta(seconds=600)},
        {"iat": None},
        {"nonce": "of another sign-in"},
        {"nonce": ""},
        {"nonce": 7},
    ],
    ids=str,
)
def test_a_claim_that_does_not_hold_refuses_the_launch(clinic: Clinic, changes: dict[str, Any]) -> None:
    clinic.ehr.claims = _from_now(changes)
    assert clinic.refused() == "IdTokenRefused"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["another-client", CLIENT_ID]},
        {"azp": CLIENT_ID},
        {"exp": timedelta(seconds=-30)},
        {"iat": timedelta(seconds=30)},
    ],
    ids=str,
)
def test_a_list_of_audiences_and_a_clock_a_minute_off_are_taken(clinic: Clinic, changes: dict[str, Any]) -> None:
    clinic.ehr.claims = _from_now(changes)
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"


def _from_now(claims: dict[str, Any]) -> dict[str, Any]:
    now = int(time.time())
    return {
        name: now + int(value.total_seconds()) if isinstance(value, timedelta) else value
        for name, value in claims.items()
    }


def _unsigned(claims: dict[str, Any]) -> str:
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def _signed_with_the_public_key_as_a_secret(claims: dict[str, Any]) -> str:
    pem = SIGNING.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed_part = f"{_part({'alg': 'HS256', 'kid': 'ehr-1'})}.{_part(claims)}"
    return f"{signed_part}.{_encoded(hmac.digest(pem, signed_part.encode(), 'sha256'))}"


def _part(members: dict[str, Any]) -> str:
    return _encoded(json.dumps(members).encode())


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "forge",
    [
        _unsigned,
        _signed_with_the_public_key_as_a_secret,
        lambda claims: signed(claims, OTHER),
        lambda claims: signed(claims, ANY_ALG, "PS256"),
        lambda claims: signed(claims)[:-6] + "AAAAAA",
        lambda claims: "not.a.token",
        lambda claims: "nor this",
        lambda claims: None,
        lambda claims: 7,
    ],
    ids=["none", "HS256", "another key", "PS256", "broken", "no jwt", "text", "missing", "number"],
)
def test_a_token_nobody_trustworthy_signed_refuses_the_launch(clinic: Clinic, forge: Callable[..., Any]) -> None:
    clinic.ehr.id_token = forge
    assert clinic.refused() == "IdTokenRefused"


@pytest.mark.parametrize(("alg", "key"), [("RS256", SIGNING), ("RS384", ANY_ALG), ("ES384", NEW)])
def test_the_allowed_algorithms_are_taken(clinic: Clinic, alg: str, key: RSAKey | ECKey) -> None:
    public = dict(key.as_dict(private=False)) | {"alg": alg}
    clinic.ehr.keys = [public]
    clinic.ehr.id_token = lambda claims: signed(claims, key, alg, kid=key.kid)
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"


def test_an_unknown_kid_reads_the_key_set_once_more(clinic: Clinic) -> None:
    clinic.open_chart(clinic.browser())
    clinic.now += 61
    clinic.ehr.keys.append(dict(NEW.as_dict(private=False)))
    clinic.ehr.id_token = lambda claims: signed(claims, NEW, "ES384", kid="ehr-2")
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"
    assert len(clinic.ehr.asked(JWKS)) == 2


def test_unknown_kids_do_not_make_us_ask_more_than_once_a_minute(clinic: Clinic) -> None:
    clinic.ehr.id_token = lambda claims: signed(claims, NEW, "ES384", kid="ehr-9")
    assert [clinic.refused() for _ in range(3)] == ["IdTokenRefused"] * 3
    assert len(clinic.ehr.asked(JWKS)) == 1


def test_a_token_without_kid_is_tried_with_each_fitting_key(clinic: Clinic) -> None:
    clinic.ehr.keys.insert(0, dict(OTHER.as_dict(private=False)) | {"kid": "older"})
    clinic.ehr.id_token = lambda claims: jws.serialize_compact({"alg": "RS256"}, json.dumps(claims), SIGNING)
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"


@pytest.mark.parametrize("odd", [{"kty": "OKP", "crv": "unheard-of"}, {"kty": "RSA", "kid": "ehr-1", "n": "!"}, "text"])
def test_an_odd_key_in_the_set_does_not_hide_the_good_one(clinic: Clinic, odd: Any) -> None:
    clinic.ehr.keys.insert(0, odd)
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"


def test_a_key_meant_for_encryption_signs_nothing(clinic: Clinic) -> None:
    clinic.ehr.keys = [dict(SIGNING.as_dict(private=False)) | {"use": "enc"}]
    assert clinic.refused() == "IdTokenRefused"


def test_a_key_set_without_keys_ends_the_launch(clinic: Clinic) -> None:
    clinic.ehr.keys = None  # type: ignore[assignment]
    assert clinic.refused() == "DiscoveryFailed"


def test_keys_are_found_through_openid_configuration_when_smart_configuration_has_none(clinic: Clinic) -> None:
    clinic.ehr.configuration["jwks_uri"] = None
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"
    assert len(clinic.ehr.asked("/.well-known/openid-configuration")) == 1


def test_issuer_and_keys_are_found_under_the_fhir_base_when_smart_configuration_has_neither(clinic: Clinic) -> None:
    clinic.ehr.configuration |= {"jwks_uri": None, "issuer": None}
    assert clinic.open_chart(clinic.browser()).user.iss == clinic.ehr.root


@pytest.mark.parametrize("changes", [{"issuer": "https://evil.example"}, {"jwks_uri": "https://evil.example/keys"}])
def test_openid_configuration_is_believed_no_further_than_the_registration(clinic: Clinic, changes: Any) -> None:
    clinic.ehr.configuration["jwks_uri"] = None
    clinic.ehr.openid = changes
    assert clinic.refused() == "UntrustedEndpoint"


def test_a_pinned_issuer_is_the_only_one_that_counts(clinic: Clinic) -> None:
    clinic.registered(issuer="https://login.hospital.example/oauth2")
    clinic.ehr.configuration["issuer"] = None
    assert clinic.refused() == "IdTokenRefused"


def test_a_server_that_never_returns_a_nonce_is_taken_where_the_registration_allows(clinic: Clinic) -> None:
    clinic.ehr.claims = {"nonce": None}
    assert clinic.open_chart(clinic.browser()).user.sub == "user-1"


def test_a_missing_nonce_is_refused_where_it_is_required(clinic: Clinic) -> None:
    clinic.registered(nonce="required").ehr.claims = {"nonce": None}
    assert clinic.refused() == "IdTokenRefused"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Practitioner/n-1", "Practitioner/n-1"),
        ("PractitionerRole/r-1", "PractitionerRole/r-1"),
        ("{base}/Practitioner/n-1", "Practitioner/n-1"),
        (None, None),
    ],
)
def test_fhir_user_may_be_relative_absolute_or_absent(clinic: Clinic, sent: str | None, kept: str | None) -> None:
    clinic.ehr.claims = {"fhirUser": sent and sent.format(base=clinic.ehr.base)}
    assert clinic.open_chart(clinic.browser()).fhir_user == kept


@pytest.mark.parametrize(
    "sent",
    [
        "Patient/p1",
        "RelatedPerson/r1",
        "https://other.example/fhir/Practitioner/n-1",
        "{base}x/Practitioner/n-1",
        "{base}/../Practitioner/n-1",
        "Practitioner/n-1/../../Patient/p1",
        "",
        7,
    ],
)
def test_who_is_no_clinician_of_this_ehr_is_refused(clinic: Clinic, sent: Any) -> None:
    clinic.ehr.claims = {"fhirUser": sent.format(base=clinic.ehr.base) if isinstance(sent, str) else sent}
    assert clinic.refused() == "WrongUser"


def test_profile_names_the_practitioner_on_smart_1_servers(clinic: Clinic) -> None:
    clinic.ehr.claims = {"fhirUser": None, "profile": f"{clinic.ehr.base}/Practitioner/n-1"}
    assert clinic.open_chart(clinic.browser()).fhir_user == "Practitioner/n-1"


def test_profile_may_also_be_a_home_page(clinic: Clinic) -> None:
    clinic.ehr.claims = {"fhirUser": None, "profile": "https://people.example/nurse"}
    assert clinic.open_chart(clinic.browser()).fhir_user is None

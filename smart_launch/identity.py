"""Who signed in: the id_token checked by OpenID Connect Core 3.1.3.7 and SMART, and the fhirUser in it."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from smart_launch.addresses import below
from smart_launch.discovery import Clock, Discovery
from smart_launch.ehrs import Ehr
from smart_launch.errors import IdTokenRefused, WrongUser

# No HS*: with a shared-secret algorithm the public key itself would be the secret. No none.
ALGORITHMS: dict[str, type[RSAKey | ECKey]] = {"RS256": RSAKey, "RS384": RSAKey, "ES256": ECKey, "ES384": ECKey}
LEEWAY = 60
STAFF = re.compile(r"(?:Practitioner|PractitionerRole)/[A-Za-z0-9.-]{1,64}")


@dataclass(frozen=True, slots=True)
class User:
    """The person signed in. (iss, sub) is the key; a name or an address never is."""

    iss: str
    sub: str
    fhir_user: str | None


def signed_in(token: object, ehr: Ehr, discovery: Discovery, nonce: str, clock: Clock) -> User:
    """The user an id_token proves; raises IdTokenRefused, or WrongUser when it is nobody of the staff."""
    if not isinstance(token, str) or not token:
        raise IdTokenRefused("openid was asked for and no id_token came.")
    claims = _verified(token, ehr, discovery)
    _check_claims(claims, ehr, discovery.issuer(ehr), clock)
    _check_nonce(claims, ehr, nonce)
    return User(claims["iss"], claims["sub"], _fhir_user(claims, ehr))


def _verified(token: str, ehr: Ehr, discovery: Discovery) -> dict[str, Any]:
    """The claims under a good signature. An unknown kid reads the key set once more: keys are rotated."""
    header = _header(token)
    kid, alg = header.get("kid"), header.get("alg")
    kind = ALGORITHMS.get(alg) if isinstance(alg, str) else None
    if kind is None:
        raise IdTokenRefused("The id_token is not signed with RS256, RS384, ES256 or ES384.")
    fitting = _fitting(discovery.keys(ehr), kid, kind) or _fitting(discovery.keys(ehr, again=True), kid, kind)
    for key in fitting:
        try:
            return jwt.decode(token, key, algorithms=[str(alg)]).claims
        except (JoseError, ValueError):
            continue
    raise IdTokenRefused("The id_token's signature does not fit the EHR's published keys.")


def _header(token: str) -> Mapping[str, Any]:
    try:
        return jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError):
        raise IdTokenRefused("The id_token is not a signed JWT.") from None


def _fitting(keys: list[dict[str, Any]], kid: object, kind: type[RSAKey | ECKey]) -> list[RSAKey | ECKey]:
    """The keys that may have signed: of the right type, meant for signatures, with this kid if the token names one."""
    fitting: list[RSAKey | ECKey] = []
    for key in keys:
        if key.get("kty") == kind.key_type and key.get("use", "sig") == "sig" and kid in (None, key.get("kid")):
            try:
                fitting.append(kind.import_key(key))
            except (JoseError, ValueError, TypeError, KeyError):
                continue  # one malformed key must not hide the others
    return fitting


def _check_claims(claims: dict[str, Any], ehr: Ehr, issuer: str, clock: Clock) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=clock,
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": ehr.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        registry.validate(claims)
    except (JoseError, TypeError) as problem:
        claim = getattr(problem, "claim", None) or type(problem).__name__
        raise IdTokenRefused(f"The id_token fails its check: {claim}.") from None
    if claims.get("azp", ehr.client_id) != ehr.client_id:
        raise IdTokenRefused("The id_token was made for another party (azp).")


def _check_nonce(claims: Mapping[str, Any], ehr: Ehr, nonce: str) -> None:
    """A nonce that came must be ours. Some servers never send one back: whether that will do is the EHR's setting."""
    theirs = claims.get("nonce")
    if theirs is None and ehr.nonce == "when_present":
        return
    if not isinstance(theirs, str) or not hmac.compare_digest(theirs.encode(), nonce.encode()):
        raise IdTokenRefused("The id_token does not carry the nonce of this sign-in.")


def _fhir_user(claims: Mapping[str, Any], ehr: Ehr) -> str | None:
    """The reference in the fhirUser claim (`profile` in SMART 1), absolute or relative; None when it is absent.

    `profile` is also OpenID's home page, so there only a FHIR address counts.
    """
    claim = claims.get("fhirUser")
    if claim is None:
        profile = claims.get("profile")
        return _staff_reference(profile, ehr) if isinstance(profile, str) else None
    reference = _staff_reference(claim, ehr) if isinstance(claim, str) else None
    if reference is None:
        raise WrongUser
    return reference


def _staff_reference(claim: str, ehr: Ehr) -> str | None:
    relative = below(ehr.base, claim)
    reference = claim if relative is None else relative
    return reference if STAFF.fullmatch(reference) else None

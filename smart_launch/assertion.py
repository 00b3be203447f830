"""The client assertion of SMART's private_key_jwt, in the form Authlib's session takes as a client authentication.

Authlib's own signs RS256 without kid for an hour, and repeats its jti; SMART wants RS384 or ES384, a kid, at most
five minutes, and a jti that is never used twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt

from smart_launch.keys import SigningKey

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LIFETIME = 240
BACKDATED = 5  # a server whose clock is slightly behind must not find our iat in its future


class Client(Protocol):
    """What Authlib tells an authentication method about the client."""

    client_id: str


class SmartAssertion:
    """Adds a fresh assertion to each token request, refreshes and retries included."""

    name = "private_key_jwt"

    def __init__(self, token_url: str, key: SigningKey, alg: str, clock: Callable[[], int]) -> None:
        self._token_url, self._key, self._alg, self._clock = token_url, key, alg, clock

    def __call__(
        self, client: Client, method: str, uri: str, headers: dict[str, str], body: str | None
    ) -> tuple[str, dict[str, str], str]:
        """Authlib's shape of a client authentication: address, headers and body to send."""
        pairs = parse_qsl(body or "", keep_blank_values=True)
        pairs += [("client_assertion_type", JWT_BEARER), ("client_assertion", self._signed(client.client_id))]
        form = urlencode(pairs)
        return uri, {**headers, "Content-Length": str(len(form))}, form

    def _signed(self, client_id: str) -> str:
        now = self._clock()
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": self._token_url,
            "jti": str(uuid.uuid4()),
            "iat": now - BACKDATED,
            "exp": now - BACKDATED + LIFETIME,
        }
        header = {"alg": self._alg, "typ": "JWT", "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[self._alg])

"""Where an EHR signs people in: its smart-configuration, checked against the registration and kept for an hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from smart_launch.addresses import resolved
from smart_launch.ehrs import Ehr
from smart_launch.errors import DiscoveryFailed, LaunchError, NoPkce, UntrustedEndpoint
from smart_launch.outbound import get_document

Clock = Callable[[], int]
FRESH_SECONDS = 3600
FAILED_SECONDS = 30
KEYS_AT_MOST_EVERY = 60


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What an EHR's smart-configuration says. Every address in it is one that the registration trusts."""

    authorize: str
    token: str
    issuer: str | None
    jwks: str | None
    revoke: str | None
    capabilities: frozenset[str]

    @property
    def takes_post(self) -> bool:
        """Whether the authorize endpoint takes a form (SMART: authorize-post)."""
        return "authorize-post" in self.capabilities


class Discovery:
    """Reads and remembers endpoints and id_token keys per EHR. Only registered EHRs ever reach it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._endpoints: dict[str, tuple[int, Endpoints]] = {}
        self._failures: dict[str, tuple[int, LaunchError]] = {}
        self._asking: dict[str, Lock] = {}
        self._keys: dict[str, tuple[int, list[dict[str, Any]]]] = {}
        self._lock = Lock()

    def endpoints(self, ehr: Ehr) -> Endpoints:
        """The EHR's endpoints, at most an hour old; the last good ones while the EHR cannot be read.

        Raises DiscoveryFailed, UntrustedEndpoint or NoPkce, and for half a minute the same again without asking. One
        thread asks an EHR at a time: one that hangs must not hold up all threads of the server for each launch link.
        """
        with self._lock:
            asking = self._asking.setdefault(ehr.name, Lock())
            _, stale = self._endpoints.get(ehr.name, (0, None))
        if stale and asking.locked():
            return self._remembered(ehr) or stale
        with asking:
            return self._remembered(ehr) or self._read(ehr)

    def issuer(self, ehr: Ehr) -> str:
        """The only `iss` an id_token of this EHR may have: the pinned one, else the one it publishes."""
        return ehr.issuer or self.endpoints(ehr).issuer or self._openid(ehr)["issuer"]

    def keys(self, ehr: Ehr, *, again: bool = False) -> list[dict[str, Any]]:
        """The EHR's public keys for id_tokens. `again` reads them anew (an unknown kid), at most once a minute."""
        now = self._clock()
        with self._lock:
            read_at, known = self._keys.get(ehr.name, (0, None))
        if known is not None and now - read_at < (KEYS_AT_MOST_EVERY if again else FRESH_SECONDS):
            return known
        url = self.endpoints(ehr).jwks or self._openid(ehr)["jwks_uri"]
        keys = get_document(url, inside=ehr.may_be_inside).get("keys")
        if not isinstance(keys, list):
            raise DiscoveryFailed("The EHR's key set has no keys.")
        fresh = [key for key in keys if isinstance(key, dict)]
        with self._lock:
            self._keys[ehr.name] = (now, fresh)
        return fresh

    def _remembered(self, ehr: Ehr) -> Endpoints | None:
        """What needs no asking, or None. Raises the last failure while that is fresh."""
        now = self._clock()
        with self._lock:
            read_at, known = self._endpoints.get(ehr.name, (0, None))
            failed_at, failure = self._failures.get(ehr.name, (0, None))
        if known and now - read_at < FRESH_SECONDS:
            return known
        if failure is None or now - failed_at >= FAILED_SECONDS:
            return None
        if known and isinstance(failure, DiscoveryFailed):
            return known
        raise type(failure)(failure.hint)

    def _read(self, ehr: Ehr) -> Endpoints:
        try:
            address = f"{ehr.base}/.well-known/smart-configuration"
            fresh = _checked(ehr, get_document(address, _named(ehr), inside=ehr.may_be_inside))
        except LaunchError as failure:
            with self._lock:  # by the clock of now: the EHR may have taken half a minute to fail
                self._failures[ehr.name] = (self._clock(), type(failure)(failure.hint))
                _, known = self._endpoints.get(ehr.name, (0, None))
            if known and isinstance(failure, DiscoveryFailed):
                return known
            raise
        with self._lock:
            self._endpoints[ehr.name] = (self._clock(), fresh)
        return fresh

    def _openid(self, ehr: Ehr) -> dict[str, str]:
        """issuer and jwks_uri of openid-configuration (OpenID Connect Discovery 4). Where smart-configuration names
        no issuer it is looked for under the FHIR base, where Epic serves it too."""
        expected = ehr.issuer or self.endpoints(ehr).issuer
        root = (expected or ehr.base).rstrip("/")
        address = f"{root}/.well-known/openid-configuration"
        document = get_document(address, _named(ehr), inside=ehr.may_be_inside)
        issuer, jwks = document.get("issuer"), document.get("jwks_uri")
        if not isinstance(issuer, str) or (expected and issuer != expected):
            raise UntrustedEndpoint("issuer in openid-configuration is not the one expected.")
        return {"issuer": _trusted(ehr, "issuer", issuer), "jwks_uri": _trusted(ehr, "jwks_uri", jwks)}


def _checked(ehr: Ehr, document: Mapping[str, Any]) -> Endpoints:
    if "S256" not in _words(document.get("code_challenge_methods_supported")):
        raise NoPkce
    issuer = document.get("issuer")
    if ehr.issuer and issuer not in (None, ehr.issuer):
        raise UntrustedEndpoint("issuer in smart-configuration is not the registered one.")
    return Endpoints(
        authorize=_trusted(ehr, "authorization_endpoint", document.get("authorization_endpoint")),
        token=_trusted(ehr, "token_endpoint", document.get("token_endpoint")),
        issuer=None if issuer is None else _trusted(ehr, "issuer", issuer),
        jwks=_optional(ehr, document, "jwks_uri"),
        revoke=_optional(ehr, document, "revocation_endpoint"),
        capabilities=frozenset(_words(document.get("capabilities"))),
    )


def _optional(ehr: Ehr, document: Mapping[str, Any], name: str) -> str | None:
    return None if document.get(name) is None else _trusted(ehr, name, document[name])


def _trusted(ehr: Ehr, name: str, value: object) -> str:
    """The address, resolved against the FHIR base where it is relative (SMART 2.2), if the registration covers it."""
    if not isinstance(value, str) or not value:
        raise DiscoveryFailed(f"The EHR's configuration has no usable {name}.")
    url = resolved(ehr.base + "/", value)
    if not ehr.trusts(url):
        raise UntrustedEndpoint(
            f"{name} lies on a host and port that are none of iss, issuer and hosts, or is not https."
        )
    return url


def _words(value: object) -> list[str]:
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _named(ehr: Ehr) -> dict[str, str]:
    # A site can give different endpoints per client; Epic asks for this header on discovery.
    return {"Epic-Client-ID": ehr.client_id} if ehr.vendor == "epic" else {}

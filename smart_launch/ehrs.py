"""The registered EHRs: the allow-list of `iss`, and for each what may be contacted and how we prove who we are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Literal

from smart_launch.addresses import host_of, is_loopback, is_secure
from smart_launch.errors import BadEhr, UnknownEhr
from smart_launch.scopes import beyond_reading, misspelt

Vendor = Literal["epic", "oracle", "athena", "generic"]
ClientAuth = Literal["private_key_jwt", "client_secret_basic", "none"]
SigningAlg = Literal["ES384", "RS384"]
NoncePolicy = Literal["when_present", "required"]

# Host and origin as Content-Security-Policy takes them; anything else could smuggle a directive into the header.
HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")
ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Ehr:
    """One EHR as registered. `iss` is compared byte for byte; `hosts` are further hosts its endpoints may live on,
    each with its port where that is not 443. `private_addresses`: its names may lead to private addresses.

    Raises BadEhr, with a hint naming the setting, when the values contradict each other.
    """

    _: KW_ONLY
    name: str
    iss: str
    client_id: str
    scopes: str
    vendor: Vendor = "generic"
    client_auth: ClientAuth = "private_key_jwt"
    client_secret: str | None = field(default=None, repr=False)
    signing_alg: SigningAlg = "ES384"
    issuer: str | None = None
    frame_ancestors: tuple[str, ...] = ()
    nonce: NoncePolicy = "when_present"
    hosts: tuple[str, ...] = ()
    private_addresses: bool = False

    def __post_init__(self) -> None:
        for rule, hint in _objections(self):
            if not rule:
                raise BadEhr(f"[[ehr]] {self.name}: {hint}")

    @property
    def base(self) -> str:
        """The FHIR base without a trailing slash, for building addresses; `aud` takes `iss` as it is."""
        return self.iss.rstrip("/")

    @property
    def may_be_inside(self) -> bool:
        """Whether its names may lead to private addresses: its entry says so, or its `iss` is on loopback itself."""
        return self.private_addresses or is_loopback(self.iss)

    def trusts(self, url: str) -> bool:
        """Whether `url` is https (http on loopback) and its host and port are those of iss, issuer or one of hosts."""
        hosts = {host_of(self.iss), host_of(self.issuer or ""), *(host_of(f"https://{host}") for host in self.hosts)}
        return is_secure(url) and host_of(url) in hosts


class Ehrs:
    """The registered EHRs, looked up by `iss` or by name."""

    def __init__(self, registered: Sequence[Ehr]) -> None:
        self._by_iss = {ehr.iss: ehr for ehr in registered}
        self._by_name = {ehr.name: ehr for ehr in registered}
        if len(self._by_iss) != len(registered) or len(self._by_name) != len(registered):
            raise BadEhr("Two [[ehr]] entries share a name or an iss.")

    def by_iss(self, iss: str) -> Ehr:
        """The EHR with exactly this `iss`; raises UnknownEhr, and nothing is fetched from an unknown address."""
        try:
            return self._by_iss[iss]
        except KeyError:
            raise UnknownEhr from None

    def named(self, name: str) -> Ehr:
        """The EHR of this name; raises UnknownEhr when its entry has been taken out of the configuration."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownEhr(f"The configuration has no [[ehr]] named {name}.") from None


def _listed(scopes: Sequence[str]) -> str:
    return ", ".join(scopes)


def _objections(ehr: Ehr) -> list[tuple[bool, str]]:
    scopes = ehr.scopes.split()
    return [
        (is_secure(ehr.iss) and not re.search("[?#]", ehr.iss), "iss must be an https URL (http on loopback only)."),
        (ehr.issuer is None or is_secure(ehr.issuer), "issuer must be an https URL (http on loopback only)."),
        (bool(ehr.client_id), "client_id is empty."),
        ({"launch", "openid"} <= set(scopes), "scopes must contain launch and openid."),
        (
            not misspelt(scopes),
            f"these scopes are none, letters stand in the order cruds: {_listed(misspelt(scopes))}.",
        ),
        (not beyond_reading(scopes), f"Chairside only reads; take out of scopes: {_listed(beyond_reading(scopes))}."),
        (ehr.client_auth != "client_secret_basic" or bool(ehr.client_secret), "client_secret_basic needs a secret."),
        (ehr.client_auth == "client_secret_basic" or not ehr.client_secret, "a secret is set but not used."),
        (all(HOST.fullmatch(host) for host in ehr.hosts), "hosts takes host names, with a port or without, only."),
        (all(ORIGIN.fullmatch(origin) for origin in ehr.frame_ancestors), "frame_ancestors takes origins only."),
    ]

"""A sign-in at the peer by the app's own Authorizer, step by step."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from smart_launch.authorize import Authorizer, Proofs
from smart_launch.ehrs import Ehr
from tests.oidc.peer import TOLD, Peer, Person


@dataclass
class SignIn:
    """One sign-in, of which each step can be done wrongly."""

    peer: Peer
    ehr: Ehr
    authorizer: Authorizer
    proofs: Proofs

    @classmethod
    def of(cls, peer: Peer, kind: str, **changes: Any) -> SignIn:
        """A sign-in of a kind of client; its registration may be changed, and keys, redirect_uri and clock."""
        made = {"keys": peer.practice.keys, "redirect_uri": f"{peer.app_url}/callback", "clock": peer.clocks}
        made |= {name: changes.pop(name) for name in list(made) if name in changes}
        ehr = replace(peer.practice.launcher.ehrs.named(kind), **changes)
        proofs = Proofs(*(secrets.token_urlsafe(48) for _ in range(3)))
        return cls(peer, ehr, Authorizer(**made), proofs)

    @property
    def endpoints(self) -> Any:
        return self.peer.practice.launcher.discovery.endpoints(self.ehr)

    def request(self) -> str:
        return self.authorizer.request(self.ehr, self.endpoints, TOLD, self.proofs)

    def code(self) -> str:
        back = Person(self.peer.app_url).allowed(self.request())
        return parse_qs(urlsplit(back).query)["code"][0]

    def exchange(self, code: str, verifier: str | None = None) -> Mapping[str, Any]:
        return self.authorizer.exchange(self.ehr, self.endpoints, code, verifier or self.proofs.verifier)

    def refresh(self, token: str) -> Mapping[str, Any]:
        return self.authorizer.refresh(self.ehr, self.endpoints, token)

"""Records sealed together with their place in the vault: a row copied to another place opens nothing there."""

from __future__ import annotations

import json
from typing import Any

from smart_launch.keys import KeyRing
from smart_launch.vault import Vault


class SealedVault:
    """JSON values under (kind, key), in a vault whose keeper can neither read them nor exchange one for another."""

    def __init__(self, vault: Vault, keys: KeyRing) -> None:
        self._vault, self._keys = vault, keys

    def put(self, kind: str, key: str, facts: object, expires: int) -> None:
        """Store or replace, until `expires` (seconds since 1970)."""
        self._vault.put(kind, key, self._keys.seal(_place(kind, key) + json.dumps(facts).encode()), expires)

    def get(self, kind: str, key: str) -> Any | None:  # noqa: ANN401
        """The value, or None also for what was sealed by another key or for another place."""
        return self._opened(kind, key, self._vault.get(kind, key))

    def take(self, kind: str, key: str) -> Any | None:  # noqa: ANN401
        """As `get`, and removed in the same step: of many callers exactly one gets it."""
        return self._opened(kind, key, self._vault.take(kind, key))

    def delete(self, kind: str, key: str) -> None:
        """Remove if there."""
        self._vault.delete(kind, key)

    def purge(self, now: int) -> int:
        """Remove what expired at or before `now`; the number removed."""
        return self._vault.purge(now)

    def _opened(self, kind: str, key: str, sealed: bytes | None) -> Any | None:  # noqa: ANN401
        plain, place = self._keys.unseal(sealed) if sealed else None, _place(kind, key)
        return json.loads(plain.removeprefix(place)) if plain and plain.startswith(place) else None


def _place(kind: str, key: str) -> bytes:
    return json.dumps([kind, key]).encode()

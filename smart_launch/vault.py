"""Where sessions keep their sealed records: the only thing that stores, as a protocol and in memory."""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import Protocol


class Vault(Protocol):
    """Sealed bytes under (kind, key), until `expires` (seconds since 1970).

    A record past `expires` may still be returned until it is purged: its owner keeps the times inside the seal.
    """

    def put(self, kind: str, key: str, sealed: bytes, expires: int) -> None:
        """Store or replace."""

    def get(self, kind: str, key: str) -> bytes | None:
        """Read, or None."""

    def take(self, kind: str, key: str) -> bytes | None:
        """Read and remove in one step: of many callers exactly one gets the record."""

    def delete(self, kind: str, key: str) -> None:
        """Remove if there."""

    def purge(self, now: int) -> int:
        """Remove what expired at or before `now`; the number removed."""


class MemoryVault:
    """A vault of one process, for tests and the demo; safe between threads."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], tuple[bytes, int]] = {}
        self._lock = Lock()

    def put(self, kind: str, key: str, sealed: bytes, expires: int) -> None:
        """Store or replace."""
        with self._lock:
            self._records[kind, key] = (sealed, expires)

    def get(self, kind: str, key: str) -> bytes | None:
        """Read, or None."""
        with self._lock:
            record = self._records.get((kind, key))
        return record[0] if record else None

    def take(self, kind: str, key: str) -> bytes | None:
        """Read and remove in one step."""
        with self._lock:
            record = self._records.pop((kind, key), None)
        return record[0] if record else None

    def delete(self, kind: str, key: str) -> None:
        """Remove if there."""
        with self._lock:
            self._records.pop((kind, key), None)

    def purge(self, now: int) -> int:
        """Remove what expired at or before `now`."""
        with self._lock:
            old = [where for where, (_, expires) in self._records.items() if expires <= now]
            for where in old:
                del self._records[where]
        return len(old)


def shelf(secret: str) -> str:
    """The key a record of this secret is kept under: its SHA-256, so that a reader of the store learns nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()

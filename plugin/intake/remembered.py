"""Which resources were found valid before, by digests that say nothing of what they hold."""

from __future__ import annotations

import secrets
from hashlib import blake2b

from plugin.intake.fhir_json import Resource

MOST_REMEMBERED = 10_000


class Remembered:
    """Digests of resources, keyed anew in each process; the last `most` are kept at least, and twice as many at most.

    One that is asked for again stays.
    """

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most, self._key = most, secrets.token_bytes(32)
        self._new: set[bytes] = set()
        self._old: set[bytes] = set()

    def digest(self, resource: Resource) -> bytes:
        """The digest of a resource to the last digit. Raises RecursionError for one that is nested too deep."""
        text = repr(resource).encode(errors="backslashreplace")
        return blake2b(text, digest_size=16, key=self._key).digest()

    def has(self, digest: bytes) -> bool:
        """Whether this digest is kept."""
        if digest in self._new:
            return True
        if digest not in self._old:
            return False
        self.keep(digest)
        return True

    def keep(self, digest: bytes) -> None:
        """Keep one more."""
        if len(self._new) >= self._most:
            self._new, self._old = set(), self._new
        self._new.add(digest)

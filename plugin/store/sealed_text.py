"""Text about a patient as it lies in the database: sealed, together with the visit it belongs to."""

from __future__ import annotations

import json
from typing import Protocol


class Seal(Protocol):
    """What can encrypt and authenticate bytes; smart_launch.keys.KeyRing does."""

    def seal(self, plain: bytes) -> bytes:
        """Encrypt and authenticate, as ASCII."""

    def unseal(self, sealed: bytes) -> bytes | None:
        """Decrypt, or None for what was not sealed with our keys."""


class SealedText:
    """Seals text for one visit; a row copied to another visit, or written by somebody else, says nothing there."""

    def __init__(self, keys: Seal) -> None:
        self._keys = keys

    def sealed(self, ehr: str, encounter: str, text: str) -> str:
        """What is stored."""
        return self._keys.seal(json.dumps([ehr, encounter, text]).encode()).decode()

    def opened(self, ehr: str, encounter: str, stored: str) -> str | None:
        """The text, or None for what was not sealed with our keys for this visit."""
        plain = self._keys.unseal(stored.encode())
        if plain is None:
            return None
        *visit, text = json.loads(plain)
        return str(text) if visit == [ehr, encounter] else None

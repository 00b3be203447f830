"""The app's own keys: two signing keys (RS384, ES384), their public JWKS, and the key that seals sessions at rest.

In `keys_dir` every `*.pem` is published; `rs384.pem` and `es384.pem` sign. Rotation: put the new key beside the old one
under any other name ending in .pem (`es384-2027.pem`), wait until every EHR has read the JWKS (Epic keeps it up to
29 hours), rename it over the signing one, restart. `seal.key` holds one Fernet key a line: the first seals, all unseal.
The files are for the account that runs the app alone, and nobody else may put a file beside them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from joserfc.jwk import ECKey, RSAKey

from smart_launch.errors import KeysExposed

SigningKey = RSAKey | ECKey
MARKING = b"marks by which sealed records are found"
SIGNING = {"RS384": "rs384.pem", "ES384": "es384.pem"}


class KeyRing:
    """Signs for us, publishes our public keys, seals what is kept."""

    def __init__(self, keys: Mapping[str, SigningKey], seals: list[bytes]) -> None:
        self._keys = dict(keys)
        self._seals = MultiFernet([Fernet(key) for key in seals])
        self._marking = [hmac.digest(key, MARKING, hashlib.sha256) for key in seals]

    @classmethod
    def open(cls, directory: Path | str) -> KeyRing:
        """The keys of `directory`, made on the first start; raises KeysExposed if another account could read or replace
        one.

        Several processes may start at once: all end with the keys of the one that was first.
        """
        folder = Path(directory)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse(folder, stat.S_IWGRP | stat.S_IWOTH, "0700")
        _make_once(folder / SIGNING["RS384"], lambda: RSAKey.generate_key(3072).as_pem(private=True))
        _make_once(folder / SIGNING["ES384"], lambda: ECKey.generate_key("P-384").as_pem(private=True))
        _make_once(folder / "seal.key", Fernet.generate_key)
        for secret in (*folder.glob("*.pem"), folder / "seal.key"):
            _refuse(secret, stat.S_IRWXG | stat.S_IRWXO, "0600")
        seals = (folder / "seal.key").read_bytes().split()
        return cls({path.name: _signing_key(path) for path in sorted(folder.glob("*.pem"))}, seals)

    def signing(self, alg: str) -> SigningKey:
        """The private key that signs with `alg` (RS384 or ES384); its kid is its RFC 7638 thumbprint."""
        return self._keys[SIGNING[alg]]

    def public_jwks(self) -> dict[str, list[dict[str, Any]]]:
        """Every published key with its public members only (RFC 7517)."""
        return {"keys": [dict(key.as_dict(private=False)) for key in self._keys.values()]}

    def seal(self, plain: bytes) -> bytes:
        """Encrypt and authenticate."""
        return self._seals.encrypt(plain)

    def unseal(self, sealed: bytes) -> bytes | None:
        """Decrypt, or None for what was not sealed with one of our keys (then it is as good as lost)."""
        try:
            return self._seals.decrypt(sealed)
        except InvalidToken:
            return None

    def marks(self, plain: bytes) -> tuple[str, ...]:
        """A mark of the text by each key that seals, the newest first: what is sealed is found by it, and without the
        key nobody can tell whose it is."""
        return tuple(hmac.new(key, plain, hashlib.sha256).hexdigest() for key in self._marking)


def _refuse(path: Path, bits: int, wanted: str) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits:
        raise KeysExposed(
            f"{path} has mode {mode:04o} and must have {wanted} (chmod {wanted} {path}). {KeysExposed.hint}"
        )


def _make_once(path: Path, make: Callable[[], bytes]) -> None:
    """Create the file unless it exists. A link from a complete temporary file is atomic, so nobody reads half a key."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the one
    finally:
        draft.unlink()


def _signing_key(path: Path) -> SigningKey:
    pem = path.read_bytes()
    kind: type[SigningKey] = ECKey if path.name.startswith("es") else RSAKey
    alg = "ES384" if kind is ECKey else "RS384"
    bare = kind.import_key(pem)
    return kind.import_key(pem, {"kid": bare.thumbprint(), "alg": alg, "use": "sig"})

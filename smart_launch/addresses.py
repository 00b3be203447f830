"""Which addresses are safe to contact: https everywhere, http on loopback, nothing outside a FHIR base."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """The host in lower case, or "" when there is none."""
    parts = _split(url)
    return (parts.hostname or "") if parts else ""


def is_secure(url: str) -> bool:
    """Whether `url` is a plain absolute https URL, or http to loopback; no user name, no odd characters."""
    parts = _split(url)
    if parts is None or not parts.hostname or parts.username is not None or re.search(r"[\s\\\x00-\x1f]", url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_under(base: str, url: str) -> bool:
    """Whether `url` is the FHIR base itself or lies below it: same scheme, host and port, no climbing with dots."""
    ours, theirs = _split(base), _split(url)
    if ours is None or theirs is None or not is_secure(url) or _authority(ours) != _authority(theirs):
        return False
    if any(segment in (".", "..") for segment in unquote(theirs.path).split("/")):
        return False
    root = ours.path.rstrip("/")
    return theirs.path == root or theirs.path.startswith(root + "/")


def _authority(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (reading it is what raises on a port that is no number)
    except ValueError:
        return None
    return parts

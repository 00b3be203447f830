"""Which addresses are safe to contact: https everywhere, http on loopback, nothing outside a FHIR base."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """The host in lower case, with its port unless that is the scheme's own ("ehr.example:8443"); "" without a host."""
    parts = _split(url)
    if parts is None or not parts.hostname:
        return ""
    _, host, port = _authority(parts)
    return host if port == DEFAULT_PORTS.get(parts.scheme) else f"{host}:{port}"


def is_secure(url: str) -> bool:
    """Whether `url` is a plain absolute https URL, or http to loopback; no user name, no odd characters."""
    parts = _split(url)
    if parts is None or not parts.hostname or parts.username is not None or re.search(r"[\s\\\x00-\x1f]", url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_loopback(url: str) -> bool:
    """Whether `url` names this machine itself."""
    parts = _split(url)
    return parts is not None and parts.hostname in LOOPBACK


def resolved(base: str, address: str) -> str:
    """`address` as an absolute URL, relative ones taken from `base`; "" when it is none at all ("http://[")."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def below(base: str, url: str) -> str | None:
    """What of `url` lies below the FHIR base ("Patient/p1", "" for the base itself), or None when it lies elsewhere.

    Same scheme, host and port, and no climbing with dots, plain or encoded. A query stays on.
    """
    ours, theirs = _split(base), _split(url)
    if ours is None or theirs is None or not is_secure(url) or _authority(ours) != _authority(theirs):
        return None
    if any(segment in (".", "..") for segment in unquote(theirs.path).split("/")):
        return None
    root = ours.path.rstrip("/") + "/"
    if not (theirs.path + "/").startswith(root):
        return None
    return theirs.path[len(root) :] + (f"?{theirs.query}" if theirs.query else "")


def _authority(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme, parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (reading it is what raises on a port that is no number)
    except ValueError:
        return None
    return parts

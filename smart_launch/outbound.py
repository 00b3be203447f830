"""How we speak to an EHR: no redirects, time limits, a bounded body, and no credentials the environment might add."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from smart_launch.errors import DiscoveryFailed
from smart_launch.inner_network import PublicOnly

DOCUMENT_LIMIT = 1_000_000
BODY_SECONDS = 30


class Unsigned(AuthBase):
    """Leaves the request as it is. Given explicitly, because requests would else add a password from ~/.netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add nothing."""
        return request


class BodyTooLarge(Exception):
    """The answer is longer than the limit."""


class BodyTooSlow(Exception):
    """The answer trickles: each read is in time, the whole is not."""


def new_session(connections: int = 1, *, inside: bool = False) -> requests.Session:
    """A fresh session: an EHR's cookies (EpicPersistenceCookie) never pass from one launch to another.

    Only `inside` may it reach private addresses; else it raises PrivateAddress.
    """
    return confined(requests.Session(), connections, inside=inside)


S = TypeVar("S", bound=requests.Session)


def confined(session: S, connections: int = 1, *, inside: bool = False) -> S:
    """The session, which from now on reaches private addresses only where it may be `inside`."""
    adapter = (HTTPAdapter if inside else PublicOnly)(pool_connections=1, pool_maxsize=connections)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def read_bounded(response: requests.Response, limit: int) -> bytes:
    """The body of a streamed response; raises BodyTooLarge beyond `limit` bytes, BodyTooSlow beyond half a minute."""
    deadline = time.monotonic() + BODY_SECONDS
    body = bytearray()
    with response:
        for piece in _pieces(response):
            body += piece
            if len(body) > limit:
                raise BodyTooLarge
            if time.monotonic() > deadline:
                raise BodyTooSlow
    return bytes(body)


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it arrives. iter_content would wait until a whole piece is there, and a body that trickles never
    fills one. Its errors are told as requests tells them, but for a silence."""
    try:
        while piece := response.raw.read1(65_536, decode_content=True):
            yield piece
    except ReadTimeoutError:
        raise BodyTooSlow from None
    except DecodeError as problem:
        raise requests.exceptions.ContentDecodingError(problem) from None
    except HTTPError as problem:
        raise requests.exceptions.ChunkedEncodingError(problem) from None


def get_document(url: str, headers: Mapping[str, str] | None = None, *, inside: bool = False) -> dict[str, Any]:
    """A public JSON object of the EHR (smart-configuration, openid-configuration, key set); raises DiscoveryFailed."""
    try:
        with new_session(inside=inside) as session:
            response = session.get(
                url,
                headers={"Accept": "application/json", **(headers or {})},
                auth=Unsigned(),
                timeout=(3, 10),
                allow_redirects=False,
                stream=True,
            )
            body = read_bounded(response, DOCUMENT_LIMIT)
    except (requests.RequestException, BodyTooLarge, BodyTooSlow) as problem:
        raise DiscoveryFailed(f"{_path(url)}: {type(problem).__name__}.") from None
    if response.status_code != 200:
        raise DiscoveryFailed(f"{_path(url)} answered {response.status_code}.")
    return _json_object(url, body)


def _json_object(url: str, body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise DiscoveryFailed(f"{_path(url)} is not a JSON object.")
    return document


def _path(url: str) -> str:
    """These addresses are public configuration; a query would not be, so it is left out."""
    return url.partition("?")[0]

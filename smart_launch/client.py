"""Reading a FHIR server as one launch: all pages, patience where it helps, and the token never elsewhere."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore, Lock
from types import TracebackType
from typing import Protocol, Self, TypeVar
from urllib.parse import urlencode, urlsplit

import requests
import structlog

from smart_launch.addresses import below, is_loopback
from smart_launch.answers import Answer, Resource, resource_in
from smart_launch.calls import Call, Heard, unheard
from smart_launch.errors import SignInExpired, SmartError
from smart_launch.fhir_errors import (
    Damaged,
    EhrDown,
    EhrSilent,
    ForeignAddress,
    NotFhir,
    PageExpired,
    TooLarge,
    Unforeseen,
)
from smart_launch.outbound import BodyTooLarge, BodyTooSlow, new_session, read_bounded
from smart_launch.paging import all_pages
from smart_launch.patience import RETRIED, pause_before_retry

log = structlog.get_logger()
Found = TypeVar("Found")
ACCEPT = "application/fhir+json, application/json+fhir;q=0.9, application/json;q=0.8"
REFERENCE = re.compile(r"(?P<path>[A-Z][A-Za-z]+/(?!\.+(?:/|$))[A-Za-z0-9._-]{1,128})(?:/_history/[A-Za-z0-9._-]+)?")
RETRIES = 2


class Authorization(Protocol):
    """What lets a client in; safe between threads."""

    def header(self) -> str:
        """The value of the Authorization header."""

    def renew(self) -> None:
        """Get a new header after a 401; raises SmartError when there is none to be had."""


class Bearer(requests.auth.AuthBase):
    """Signs one request. Given as auth, so that requests cannot put a password from ~/.netrc in its place."""

    def __init__(self, header: str) -> None:
        self._header = header

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Set the header."""
        request.headers["Authorization"] = self._header
        return request


class FhirClient:
    """Reads below `base` with at most `limit` requests at once. Failures are FhirErrors (or SignInExpired).

    `timeout` is (connect, read) in seconds. 429, 502, 503 and 504 are tried twice more, waiting as long as the server
    asks but never longer than patience.py allows. `heard` is told of each request that was answered or came to nothing,
    from several threads. Only `inside`, or for a base on this machine, may it reach private addresses. A use as context
    manager closes its connections.
    """

    def __init__(
        self,
        base: str,
        authorization: Authorization,
        *,
        session: requests.Session | None = None,
        limit: int = 4,
        timeout: tuple[float, float] = (3, 10),
        max_pages: int = 50,
        max_bytes: int = 20_000_000,
        wait: Callable[[float], None] = time.sleep,
        heard: Heard = unheard,
        inside: bool = False,
    ) -> None:
        self.base = base.rstrip("/")
        self._authorization = authorization
        self._session = session or new_session(limit, inside=inside or is_loopback(base))
        self._limit, self._timeout, self._max_pages, self._max_bytes = limit, timeout, max_pages, max_bytes
        self._wait, self._heard = wait, heard
        self._slots, self._renewing = BoundedSemaphore(limit), Lock()
        self._not_renewed: SmartError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def read(self, reference: str) -> Resource:
        """The resource of a reference, relative ("Encounter/e1") or absolute under the base."""
        path = self.reference_path(reference)
        resource, _ = self._get(f"{self.base}/{path}", path)
        if resource["resourceType"] != path.partition("/")[0]:
            raise NotFhir(path)
        return resource

    def search(self, resource_type: str, parameters: Mapping[str, str | Sequence[str]]) -> Answer:
        """All pages of a search; a list repeats its parameter. Run once more if the EHR drops it between two pages."""
        first = f"{self.base}/{resource_type}?{urlencode(parameters, doseq=True)}"

        def pages() -> Answer:
            return all_pages(
                self.base, first, lambda url: self._get(url, resource_type), self._max_pages, resource_type
            )

        try:
            return pages()
        except PageExpired:
            return pages()

    def gather(self, calls: Iterable[Callable[[], Found]]) -> list[Found | SmartError]:
        """Run calls side by side; for each, in order, what it returned or the SmartError it ended with.

        Any other exception of a call becomes Unforeseen and is logged: one answer nobody foresaw must not cost the
        rest of the visit.
        """

        def one(call: Callable[[], Found]) -> Found | SmartError:
            try:
                return call()
            except SmartError as problem:
                return problem
            except Exception as problem:
                return _unforeseen(problem)

        with ThreadPoolExecutor(max_workers=self._limit) as pool:
            return list(pool.map(one, calls))

    def reference_path(self, reference: str) -> str:
        """The path (Type/id) of a relative reference, or of an absolute one under the base; a version is left off.

        Raises ForeignAddress for any other: another server, urn:uuid, #contained.
        """
        relative = below(self.base, reference)
        match = REFERENCE.fullmatch(reference if relative is None else relative)
        if match is None:
            raise ForeignAddress(reference)
        return match["path"]

    def _get(self, url: str, about: str) -> tuple[Resource, str]:
        renewed, attempt = False, 0
        while True:
            header = self._authorization.header()
            response, body = self._send(url, header, about)
            if response.status_code == 401:
                if renewed:
                    raise SignInExpired
                self._renew(header)
                renewed = True
                continue
            pause = pause_before_retry(response, attempt) if response.status_code in RETRIED else None
            if pause is None or attempt == RETRIES:
                return resource_in(response, body, about)
            attempt += 1
            self._wait(pause)

    def _renew(self, refused: str) -> None:
        """One renewal for all threads whose request was refused with the same header, also if it comes to nothing."""
        with self._renewing:
            if self._authorization.header() != refused:
                return
            if self._not_renewed:
                raise self._not_renewed
            try:
                self._authorization.renew()
            except SmartError as problem:
                self._not_renewed = problem
                raise

    def _send(self, url: str, header: str, about: str) -> tuple[requests.Response, bytes]:
        outcome = Unforeseen.__name__
        try:
            response, body = self._received(url, header, about)
            outcome = str(response.status_code)
        except SmartError as problem:
            outcome = type(problem).__name__
            raise
        finally:
            self._heard(Call(about, urlsplit(url).query, outcome))
        return response, body

    def _received(self, url: str, header: str, about: str) -> tuple[requests.Response, bytes]:
        try:
            with self._slots:
                response = self._session.get(
                    url,
                    headers={"Accept": ACCEPT},
                    auth=Bearer(header),
                    timeout=self._timeout,
                    allow_redirects=False,
                    stream=True,
                )
                return response, read_bounded(response, self._max_bytes)
        except BodyTooLarge:
            raise TooLarge(about) from None
        except (requests.Timeout, BodyTooSlow):
            raise EhrSilent(about) from None
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise Damaged(about) from None
        except requests.RequestException as problem:
            raise EhrDown(about, f"{type(problem).__name__}. {EhrDown.hint}") from None


def _unforeseen(problem: Exception) -> Unforeseen:
    """Logs the kind of error and the line it came from, never its text: that may quote the chart."""
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    place = f"{type(problem).__name__} at {Path(frame.filename).name}:{frame.lineno}"
    log.error("fhir.unforeseen", error=place)
    return Unforeseen(hint=f"{place}. {Unforeseen.hint}")

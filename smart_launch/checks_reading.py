"""Asking for one public document during the connection check, and naming what kept it from coming.

Nothing but registered hosts and our own address is asked, without any credential, by the same rules as a launch:
no redirects, time limits, a bounded body.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import NameResolutionError

from smart_launch.addresses import below, host_of
from smart_launch.checks_finding import Who
from smart_launch.ehrs import Ehr
from smart_launch.errors import PrivateAddress, UntrustedEndpoint
from smart_launch.outbound import BodyTooLarge, BodyTooSlow, Unsigned, new_session, read_bounded

TIMEOUT = (3.0, 10.0)
LIMIT = 5_000_000  # a CapabilityStatement of a large EHR is longer than a megabyte
EXPIRED, OTHER_NAME = 10, (62, 64)  # OpenSSL's X509_V_ERR_CERT_HAS_EXPIRED, _HOSTNAME_ and _IP_ADDRESS_MISMATCH


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why no answer came, what to do about it, and who can."""

    found: str
    fix: str
    who: Who


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer, or the trouble in its place. `document` is None where the body is no JSON object.

    `asked_at` and `said_at` are our clock and the Date header; `certificate_until` is None without TLS.
    """

    address: str
    status: int = 0
    media_type: str = ""
    document: Mapping[str, Any] | None = None
    is_page: bool = False
    milliseconds: int = 0
    asked_at: datetime | None = None
    said_at: datetime | None = None
    certificate_until: datetime | None = None
    trouble: Trouble | None = None


class Reader:
    """Asks for documents of one EHR, and of Chairside itself at `base_url`. Anything else raises UntrustedEndpoint."""

    def __init__(self, ehr: Ehr, base_url: str) -> None:
        self._ehr, self._base_url = ehr, base_url
        # A site can give different answers per client; Epic asks for this header on discovery.
        self._named = {"Epic-Client-ID": ehr.client_id} if ehr.vendor == "epic" else {}

    def get(self, address: str, accept: str = "application/json") -> Reading:
        """The answer to a GET."""
        named = self._named if self._ehr.trusts(address) else {}
        return self._asked("GET", address, {"Accept": accept, **named}, None)

    def post(self, address: str, form: Mapping[str, str]) -> Reading:
        """The answer to a form; it must hold nothing secret."""
        return self._asked("POST", address, {"Accept": "application/json"}, form)

    def _may_be_inside(self, address: str) -> bool:
        """Our own address leads inside wherever a reverse proxy stands in the site's network."""
        return self._ehr.may_be_inside or not self._ehr.trusts(address)

    def _asked(self, method: str, address: str, headers: dict[str, str], form: Mapping[str, str] | None) -> Reading:
        if not self._ehr.trusts(address) and below(self._base_url, address) is None:
            raise UntrustedEndpoint
        begun, asked_at = time.monotonic(), datetime.now(UTC)
        try:
            with new_session(inside=self._may_be_inside(address)) as session:
                response = session.request(
                    method, address, headers=headers, data=form, auth=Unsigned(), timeout=TIMEOUT,
                    allow_redirects=False, stream=True,
                )  # fmt: skip
                until, taken = _certificate_until(response), round((time.monotonic() - begun) * 1000)
                body = read_bounded(response, LIMIT)
        except (requests.RequestException, BodyTooLarge, BodyTooSlow, PrivateAddress) as problem:
            return Reading(address, trouble=_trouble(problem, host_of(address)))
        document = _json_object(body)
        return Reading(
            address=address,
            status=response.status_code,
            media_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            document=document,
            is_page=document is None and body.lstrip()[:1] == b"<",
            milliseconds=taken,
            asked_at=asked_at,
            said_at=_moment(response.headers.get("Date")),
            certificate_until=until,
        )


def _trouble(problem: Exception, host: str) -> Trouble:
    """What kept an answer from coming, in words for IT. What the exception quotes is left behind."""
    causes = list(_causes(problem))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _bad_certificate(cause.verify_code, host)
    if isinstance(problem, PrivateAddress):
        return Trouble(f"{host} is a private address here, which this [[ehr]] does not allow.", problem.hint, Who.YOU)
    if any(isinstance(cause, ssl.SSLError | requests.exceptions.SSLError) for cause in causes):
        return Trouble(f"{host} does not speak TLS as this server does.", "Offer TLS 1.2 or newer.", Who.EHR_TEAM)
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return Trouble(f"The name {host} is not known here.", "Correct the address, or this server's DNS.", Who.YOU)
    if isinstance(problem, requests.exceptions.ProxyError):
        return Trouble(f"The proxy does not let us reach {host}.", f"Allow {host} in the proxy.", Who.YOU)
    reach = f"Let this server reach {host}: firewall, proxy, and that it is up."
    if isinstance(problem, requests.ConnectTimeout):
        return Trouble(f"{host} did not take the connection in {TIMEOUT[0]:g} s.", reach, Who.YOU)
    if isinstance(problem, requests.Timeout | BodyTooSlow):
        slow = f"{host} took the connection and did not answer in {TIMEOUT[1]:g} s."
        return Trouble(slow, "Find out what holds the answer up.", Who.EHR_TEAM)
    if isinstance(problem, BodyTooLarge):
        return Trouble(f"{host} answered more than {LIMIT:,} bytes.", "Find out what it sends.", Who.EHR_TEAM)
    return Trouble(f"No connection to {host} came about.", reach, Who.YOU)


def _bad_certificate(code: int, host: str) -> Trouble:
    if code == EXPIRED:
        return Trouble(f"The TLS certificate of {host} has expired.", "Renew the certificate.", Who.EHR_TEAM)
    if code in OTHER_NAME:
        fix = f"Correct the address, or give {host} a certificate for this name."
        return Trouble(f"The TLS certificate of {host} is for another name.", fix, Who.EHR_TEAM)
    fix = "Send the whole chain; for an authority of your own, name its certificate in REQUESTS_CA_BUNDLE."
    return Trouble(f"The TLS certificate of {host} is signed by nobody this server trusts.", fix, Who.EHR_TEAM)


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The exception and what it was made of: requests and urllib3 put one into the other in three ways."""
    waiting, seen = [problem], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            inside = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
            waiting += [each for each in inside if isinstance(each, BaseException)]


def _certificate_until(response: requests.Response) -> datetime | None:
    """The last moment of the server's certificate; the connection is still open, the body was not read yet.

    Of a connection that closes after this answer only the answer's own reader still holds the socket.
    """
    reader = getattr(getattr(response.raw, "_original_response", None), "fp", None)
    socket = getattr(getattr(reader, "raw", None), "_sock", None)
    last = (socket.getpeercert() or {}).get("notAfter") if isinstance(socket, ssl.SSLSocket) else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(last), UTC) if isinstance(last, str) else None


def _moment(value: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None

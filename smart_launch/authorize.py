"""The OAuth exchange of one launch, by Authlib: authorization request, code for tokens, refresh, revocation.

Authlib has no types: it is met here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from urllib3.exceptions import NewConnectionError

from smart_launch.assertion import SmartAssertion
from smart_launch.discovery import Clock, Endpoints
from smart_launch.ehrs import Ehr
from smart_launch.errors import BadTokenResponse, LaunchError, TokenRefused, TokenServerDown, TokenServerSilent
from smart_launch.keys import KeyRing
from smart_launch.outbound import BodyTooLarge, BodyTooSlow, confined, read_bounded

WIRE = {"timeout": (3, 15), "allow_redirects": False, "stream": True}
GRANT = {"grant_type": "authorization_code"}
TOKEN_LIMIT = 100_000
KNOWN_CODES = {"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type"}
KNOWN_CODES |= {"invalid_scope", "access_denied", "server_error", "temporarily_unavailable", "interaction_required"}
KNOWN_CODES |= {"login_required", "consent_required", "unsupported_response_type", "invalid_launch"}


@dataclass(frozen=True, slots=True)
class Proofs:
    """The three secrets of one sign-in: state ties it to the browser, nonce to the id_token, verifier to the code."""

    state: str
    nonce: str
    verifier: str


class Authorizer:
    """Speaks OAuth for us with any registered EHR."""

    def __init__(self, keys: KeyRing, redirect_uri: str, clock: Clock) -> None:
        self._keys, self._redirect_uri, self._clock = keys, redirect_uri, clock

    def request(self, ehr: Ehr, endpoints: Endpoints, launch: str, proofs: Proofs) -> str:
        """The authorization request as a URL (SMART 2.2, 'Obtain authorization code'); aud is iss byte for byte."""
        with self._session(ehr, endpoints) as session:
            url, _ = session.create_authorization_url(
                endpoints.authorize,
                state=proofs.state,
                code_verifier=proofs.verifier,
                scope=ehr.scopes,
                aud=ehr.iss,
                launch=launch,
                nonce=proofs.nonce,
            )
            return str(url)

    def exchange(self, ehr: Ehr, endpoints: Endpoints, code: str, verifier: str) -> Mapping[str, Any]:
        """The token response for a code; raises TokenRefused, TokenServerDown, TokenServerSilent, BadTokenResponse."""
        with self._session(ehr, endpoints) as session, _failures_named():
            return dict(session.fetch_token(endpoints.token, code=code, code_verifier=verifier, **GRANT, **WIRE))

    def refresh(
        self, ehr: Ehr, endpoints: Endpoints, refresh_token: str, last_use: int | None = None
    ) -> Mapping[str, Any]:
        """The token response for a refresh token; errors as in `exchange`. No scope is sent: the grant stays as it was.

        Oracle is told how many seconds ago a person last used the launch (active_at of its Active User Presence
        Extension): the token of somebody who works here must not run out as that of somebody who left.
        """
        extra: dict[str, str] = {}
        if ehr.vendor == "oracle" and last_use is not None:
            extra["active_at"] = str(max(self._clock() - last_use, 0))
        with self._session(ehr, endpoints) as session, _failures_named():
            return dict(session.refresh_token(endpoints.token, refresh_token=refresh_token, **extra, **WIRE))

    def revoke(self, ehr: Ehr, endpoints: Endpoints, token: str) -> None:
        """Give a token back (RFC 7009) where the EHR offers it. Failing is no error: the token runs out by itself."""
        if endpoints.revoke is None:
            return
        try:
            with self._session(ehr, endpoints) as session:
                session.revoke_token(endpoints.revoke, token=token, **WIRE)
        except requests.RequestException:
            return

    def _session(self, ehr: Ehr, endpoints: Endpoints) -> Any:  # noqa: ANN401
        """An Authlib session for one call. It is given no scope, or every refresh would send it."""
        session = OAuth2Session(
            ehr.client_id,
            ehr.client_secret,
            token_endpoint_auth_method=ehr.client_auth,
            revocation_endpoint_auth_method=ehr.client_auth,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
        confined(session, inside=ehr.may_be_inside)
        key = self._keys.signing(ehr.signing_alg)
        session.register_client_auth_method(SmartAssertion(endpoints.token, key, ehr.signing_alg, self._clock))
        session.register_compliance_hook("access_token_response", _read)
        session.register_compliance_hook("refresh_token_response", _read)
        return session


def form_of(url: str, endpoint: str) -> list[tuple[str, str]]:
    """The fields of an authorization request made as a URL, for sending it as a form to `endpoint` instead."""
    own = len(parse_qsl(urlsplit(endpoint).query, keep_blank_values=True))
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)[own:]


def safe_code(error: object) -> str:
    """An OAuth error code fit for a page and a log: a known one, else "other"."""
    return error if isinstance(error, str) and error in KNOWN_CODES else "other"


@contextmanager
def _failures_named() -> Iterator[None]:
    """Turns what Authlib and requests raise at the token endpoint into our errors; what they quote is left behind."""
    try:
        yield
    except OAuthError as refusal:
        raise TokenRefused(f"The token endpoint answered {safe_code(refusal.error)}. {TokenRefused.hint}") from None
    except requests.HTTPError as refusal:  # Authlib raises it for 5xx, and for any error that is no JSON
        raise _refused(refusal.response.status_code) from None
    except (requests.ConnectionError, requests.Timeout) as problem:
        raise _unreached(problem) from None
    except (requests.RequestException, BodyTooLarge, BodyTooSlow, ValueError, RecursionError):
        raise BadTokenResponse from None


def _unreached(problem: requests.RequestException) -> LaunchError:
    """Down if no connection came about; else the request may have been carried out, and its code or token is spent."""
    reason = getattr(problem.args[0], "reason", None) if problem.args else None
    never_sent = isinstance(problem, requests.ConnectTimeout | requests.exceptions.SSLError)
    if never_sent or isinstance(reason, NewConnectionError):
        return TokenServerDown(f"{type(problem).__name__}. {TokenServerDown.hint}")
    return TokenServerSilent()


def _refused(status: int) -> LaunchError:
    error = TokenServerDown if status >= 500 else TokenRefused
    return error(f"The token endpoint answered {status}. {error.hint}")


def _read(response: requests.Response) -> requests.Response:
    """Reads the body within its limit; a redirect is no answer to a token request, whatever its body says."""
    body = read_bounded(response, TOKEN_LIMIT)
    if 300 <= response.status_code < 400:
        raise BadTokenResponse("The token endpoint answered with a redirect.")
    if response.status_code == 429:
        raise TokenServerDown("The token endpoint answered 429 (too many requests).")
    response._content = body  # requests has no public way to hand back a body that was read from a stream
    return response

"""The launch from first to last: the link from the chart, the sign-in, the live session and its FHIR client."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog

from smart_launch.authorize import Authorizer, Proofs, form_of, safe_code
from smart_launch.calls import Heard, unheard
from smart_launch.client import FhirClient
from smart_launch.discovery import Clock, Discovery
from smart_launch.ehrs import Ehr, Ehrs
from smart_launch.errors import AccessRefused, AuthorizeFailed, BadLaunch, SmartError, UntrustedEndpoint
from smart_launch.identity import signed_in
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch, context_from, tokens_from
from smart_launch.renewal import LaunchAuthorization
from smart_launch.scopes import withheld
from smart_launch.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, Pending, Sessions
from smart_launch.vault import Vault

log = structlog.get_logger()
# Beyond this a URL is at risk in proxies and older servers; Epic's launch value may be a JWT of several kilobytes.
LONG_URL = 2000


def seconds_now() -> int:
    """Seconds since 1970."""
    return int(time.time())


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where to send the browser: a redirect, or the same request as form `fields` when it is too long for a URL."""

    ehr: Ehr
    url: str
    fields: tuple[tuple[str, str], ...]
    cookie: str


class Launcher:
    """Signs people in from any registered EHR. `base_url` is the app's own address; /callback lies below it."""

    def __init__(
        self,
        ehrs: Ehrs,
        keys: KeyRing,
        vault: Vault,
        base_url: str,
        *,
        clock: Clock = seconds_now,
        idle: int = IDLE_LIMIT,
    ) -> None:
        self.ehrs, self.keys, self._clock = ehrs, keys, clock
        self.sessions = Sessions(vault, keys, clock, idle=idle)
        self.discovery = Discovery(clock)
        self._authorizer = Authorizer(keys, f"{base_url.rstrip('/')}/callback", clock)

    def begin(self, iss: str, launch: str, cookie: str | None) -> SignIn:
        """The authorization request for a launch link; an unknown iss is refused before anything is fetched."""
        if not iss or not launch:
            raise BadLaunch
        ehr = self.ehrs.by_iss(iss)
        endpoints = self.discovery.endpoints(ehr)
        nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        state, cookie = self.sessions.begin(ehr.name, nonce, verifier, cookie)
        url = self._authorizer.request(ehr, endpoints, launch, Proofs(state, nonce, verifier))
        log.info("launch.begun", ehr=ehr.name)
        if len(url) > LONG_URL and endpoints.takes_post:
            return SignIn(ehr, endpoints.authorize, tuple(form_of(url, endpoints.authorize)), cookie)
        return SignIn(ehr, url, (), cookie)

    def finish(self, answer: Mapping[str, str], cookie: str | None) -> tuple[Launch, str]:
        """The live launch for a callback's parameters, and the new cookie value.

        The state comes first: nothing else of the callback is believed without it.
        """
        pending = self.sessions.resume(answer.get("state", ""), cookie)
        ehr = self.ehrs.named(pending.ehr)
        self._check_answer(ehr, answer)
        tokens = self._authorizer.exchange(ehr, self.discovery.endpoints(ehr), answer["code"], pending.verifier)
        launch = self._launch(ehr, tokens, pending)
        value = self.sessions.start(launch, tokens_from(tokens).refresh, cookie or "")
        log.info("launch.opened", ehr=ehr.name, launch=launch.id)
        return launch, value

    def authorization(self, launch: Launch) -> LaunchAuthorization:
        """What a FhirClient needs to read as this launch; renewed tokens are kept for it."""
        ehr = self.ehrs.named(launch.ehr)

        def refresh(token: str, last_use: int) -> Mapping[str, Any]:
            return self._authorizer.refresh(ehr, self.discovery.endpoints(ehr), token, last_use)

        return LaunchAuthorization(launch, self.sessions, refresh)

    def client(self, launch: Launch, heard: Heard = unheard) -> FhirClient:
        """A FHIR client of this launch; `heard` is told of each of its requests. Close it after use."""
        ehr = self.ehrs.named(launch.ehr)
        return FhirClient(ehr.base, self.authorization(launch), heard=heard, inside=ehr.may_be_inside)

    def end(self, launch: Launch) -> None:
        """Sign out: forget the launch and give its token back to the EHR where that is offered."""
        ehr = self.ehrs.named(launch.ehr)
        token = self.sessions.end(launch.id)
        log.info("launch.ended", ehr=ehr.name, launch=launch.id)
        if token:
            try:
                self._authorizer.revoke(ehr, self.discovery.endpoints(ehr), token)
            except SmartError:  # no discovery now: the token runs out by itself
                log.info("launch.not_revoked", ehr=ehr.name, launch=launch.id)

    def _check_answer(self, ehr: Ehr, answer: Mapping[str, str]) -> None:
        """An error, or another server's answer (RFC 9207: `iss` in the callback), ends the sign-in."""
        error = answer.get("error")
        if error == "access_denied":
            raise AccessRefused
        if error or not answer.get("code"):
            raise AuthorizeFailed(
                f"The EHR answered {safe_code(error) if error else 'no code'}. {AuthorizeFailed.hint}"
            )
        known = ehr.issuer or self.discovery.endpoints(ehr).issuer
        if known and answer.get("iss", known) != known:
            raise UntrustedEndpoint("The callback came from another issuer than the one asked (RFC 9207).")

    def _launch(self, ehr: Ehr, answer: Mapping[str, Any], pending: Pending) -> Launch:
        now = self._clock()
        tokens, context = tokens_from(answer), context_from(answer)
        user = signed_in(answer.get("id_token"), ehr, self.discovery, pending.nonce, self._clock)
        asked = tuple(ehr.scopes.split())
        granted = tokens.scopes or asked
        return Launch(
            id=secrets.token_urlsafe(24),
            ehr=ehr.name,
            iss=ehr.iss,
            patient=context.patient,
            encounter=context.encounter,
            user=user,
            need_patient_banner=context.need_patient_banner,
            intent=context.intent,
            scopes=granted,
            not_granted=withheld(asked, granted),
            started=now,
            expires_at=now + ABSOLUTE_LIMIT,
            access=tokens.access,
            idle=tokens.idle,
        )


def origin_of(url: str) -> str:
    """scheme://host[:port] of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

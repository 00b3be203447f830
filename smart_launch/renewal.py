"""The authorization of one launch: its bearer header, renewed by the refresh token when the EHR no longer takes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from smart_launch.errors import (
    BadTokenResponse,
    LaunchExpired,
    PatientChanged,
    SignInExpired,
    TokenRefused,
    TokenServerDown,
    TokenServerSilent,
)
from smart_launch.launch import Launch, tokens_from
from smart_launch.sessions import Sessions

# refresh token, time of last use -> token response
Refresh = Callable[[str, int], Mapping[str, Any]]
PATIENCE = 20
PAUSE = 0.05


class LaunchAuthorization:
    """Gives the header, and renews it for all threads and processes of the launch at once.

    A refresh token is never used twice: whoever takes the baton uses it, the others wait for what comes of it.
    """

    def __init__(
        self, launch: Launch, sessions: Sessions, refresh: Refresh, *, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._launch, self._sessions, self._refresh, self._wait = launch, sessions, refresh, wait
        # The launch in hand may be older than its last renewal.
        self._access = sessions.access(launch.id) or launch.access

    def header(self) -> str:
        """The Authorization header to send."""
        return f"Bearer {self._access}"

    def renew(self) -> None:
        """Get a token that the EHR takes again, and keep it for the launch.

        Raises SignInExpired when there is no way, PatientChanged (the launch is over), TokenServerDown, LaunchExpired.
        """
        for _ in range(int(PATIENCE / PAUSE)):
            if self._adopted():
                return
            refresh = self._sessions.refresh_token(self._launch.id)
            if refresh is None:
                raise SignInExpired
            if self._sessions.take_baton(self._launch.id):
                self._use(refresh)
                return
            self._wait(PAUSE)
        raise SignInExpired

    def _adopted(self) -> bool:
        """Whether somebody else has renewed the token meanwhile."""
        kept = self._sessions.access(self._launch.id)
        if kept is None:
            raise LaunchExpired
        changed, self._access = kept != self._access, kept
        return changed

    def _use(self, refresh: str) -> None:
        if self._adopted():  # between our look and our taking the baton
            self._sessions.return_baton(self._launch)
            return
        try:
            answer = self._refresh(refresh, self._sessions.last_use(self._launch.id))
            self._check_patient(answer)
            tokens = tokens_from(answer)
        except TokenServerDown:
            self._sessions.return_baton(self._launch)  # it was not used
            raise
        except (TokenRefused, TokenServerSilent, BadTokenResponse) as problem:
            self._sessions.spend_refresh(self._launch.id)
            raise SignInExpired(problem.hint) from None
        self._adopted()  # raises if the launch was ended meanwhile: then nothing is kept
        self._sessions.keep_tokens(self._launch, tokens.access, tokens.refresh)
        self._access = tokens.access

    def _check_patient(self, answer: Mapping[str, Any]) -> None:
        """The context stays that of the launch; an answer that says nothing of the patient keeps it."""
        if answer.get("patient") not in (None, "", self._launch.patient):
            self._sessions.end(self._launch.id)
            raise PatientChanged

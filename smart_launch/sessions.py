"""Sign-ins under way and live launches, kept sealed on the server: nothing but an id is ever in a URL or a cookie.

In the vault: `pending` (state -> sign-in), `launch` (id -> facts), `access` and `refresh` (id -> token), `baton` (the
right to use the refresh token), `seen` (id -> last use), `browser`. Each is sealed; a launch's tokens are apart from
its facts, so that renewing the ones never rewrites the others.

The tokens are sealed once more with a key of their launch that is kept in `seen` only. `seen` goes when the launch has
been idle for too long, and what then remains of the tokens until the absolute limit nobody can read.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any

from cryptography.fernet import Fernet

from smart_launch.browsers import SIGN_IN_LIMIT, Browser, Browsers
from smart_launch.discovery import Clock
from smart_launch.errors import LaunchExpired, LostCookie, StateUnknown, WrongBrowser
from smart_launch.identity import User
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.sealed import SealedVault
from smart_launch.vault import MemoryVault, Vault, shelf

__all__ = ["MemoryVault", "Pending", "Sessions", "Vault"]

IDLE_LIMIT = 15 * 60
ABSOLUTE_LIMIT = 8 * 3600


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in between /launch and /callback."""

    ehr: str
    nonce: str
    verifier: str
    began: int
    browser: str


class Sessions:
    """Keeps sign-ins for ten minutes and launches for `idle` seconds without use (fewer where their EHR says so), eight
    hours at most.

    A launch id alone opens nothing: the browser cookie it was made with has to come too, and no other person may have
    signed in with it since.
    """

    def __init__(self, vault: Vault, keys: KeyRing, clock: Clock, *, idle: int = IDLE_LIMIT) -> None:
        self._kept, self._clock, self._idle = SealedVault(vault, keys), clock, idle
        self._browsers = Browsers(self._kept, clock)

    def begin(self, ehr: str, nonce: str, verifier: str, cookie: str | None) -> tuple[str, str]:
        """Keep a new sign-in; its state (192 random bits) and the cookie value to set."""
        browser, value = self._browsers.greet(cookie)
        state, now = secrets.token_urlsafe(24), self._clock()
        self._kept.put(
            "pending", shelf(state), asdict(Pending(ehr, nonce, verifier, now, browser.id)), now + SIGN_IN_LIMIT
        )
        return state, value

    def resume(self, state: str, cookie: str | None) -> Pending:
        """The sign-in of this state, once. Raises StateUnknown, LostCookie or WrongBrowser; it is spent then too."""
        kept = self._kept.take("pending", shelf(state))
        if kept is None:
            raise StateUnknown
        try:
            pending = Pending(**kept)
        except TypeError:  # begun before an upgrade changed the record
            raise StateUnknown from None
        if self._clock() >= pending.began + SIGN_IN_LIMIT:
            raise StateUnknown
        if not self._recognised(cookie).owns(pending.browser, 0):
            raise WrongBrowser
        return pending

    def start(self, launch: Launch, refresh: str | None, cookie: str) -> str:
        """Keep a new launch and bind it to the browser; the new cookie value, which the old one gives way to.

        The launches that another person left open in this browser are ended.
        """
        person = shelf(f"{launch.user.iss} {launch.user.sub}")
        before = self._browsers.recognise(cookie)
        browser, value = self._browsers.renew(before, cookie, person, launch.id)
        for left in before.left_by(person):
            self.end(left)
        facts = asdict(launch) | {"access": "", "browser": browser.id, "turn": browser.turn, "person": person}
        self._kept.put("launch", launch.id, facts, launch.expires_at)
        self._see(launch, Fernet.generate_key().decode())
        self.keep_tokens(launch, launch.access, refresh)
        return value

    def open(self, launch_id: str, browser: str | None, *, touch: bool = True) -> Launch:
        """The live launch of this id, for the browser whose cookie value is `browser`.

        `touch=False` for polling: it does not count as use. Raises LostCookie, WrongBrowser or LaunchExpired.
        """
        visitor = self._browsers.recognise(browser)
        kept = self._kept.get("launch", launch_id)
        if kept is None:
            raise LaunchExpired
        try:
            browser_id, turn, person = (kept.pop(name) for name in ("browser", "turn", "person"))
            launch = _launch(kept, self.access(launch_id) or "")
        except (KeyError, TypeError):  # opened before an upgrade changed the record
            raise LaunchExpired from None
        if not visitor.owns(browser_id, turn):
            raise WrongBrowser
        if not launch.access or self._clock() >= launch.expires_at or visitor.person != person:
            self.end(launch_id)
            raise LaunchExpired
        if touch:
            self._touch(launch)
        return launch

    def end(self, launch_id: str) -> str | None:
        """Forget the launch; the token that is best given back to the EHR (refresh, else access), if there is one."""
        token = self.refresh_token(launch_id) or self.access(launch_id)
        for kind in ("launch", "access", "refresh", "baton", "seen"):
            self._kept.delete(kind, launch_id)
        return token

    def access(self, launch_id: str) -> str | None:
        """The access token as last renewed; None when the launch is over or idle too long."""
        return self._token("access", launch_id)

    def refresh_token(self, launch_id: str) -> str | None:
        """The refresh token, if the EHR gave one that is not spent. Only the holder of the baton may use it."""
        return self._token("refresh", launch_id)

    def take_baton(self, launch_id: str) -> bool:
        """Whether the caller, and of all threads and processes only this one, may use the refresh token now."""
        return self._kept.take("baton", launch_id) is not None

    def return_baton(self, launch: Launch) -> None:
        """Let the refresh token be used again."""
        self._kept.put("baton", launch.id, {}, launch.expires_at)

    def spend_refresh(self, launch_id: str) -> None:
        """The refresh token may have been used: forget it."""
        self._kept.delete("refresh", launch_id)

    def keep_tokens(self, launch: Launch, access: str, refresh: str | None) -> None:
        """Keep the tokens of the first or a renewed grant, and let the next renewal begin; nothing of a launch that
        is over or idle too long."""
        key = self._key(launch.id)
        for kind, token in (("refresh", refresh), ("access", access)):
            if key and token:
                self._kept.put(kind, launch.id, key.encrypt(token.encode()).decode(), launch.expires_at)
        self.return_baton(launch)

    def last_use(self, launch_id: str) -> int:
        """When a person last used the launch, in seconds since 1970; 0 when it is gone."""
        kept = self._kept.get("seen", launch_id)
        return int(kept["at"]) if kept else 0

    def purge(self) -> int:
        """Remove what has expired; the number of records removed."""
        return self._kept.purge(self._clock())

    def _recognised(self, cookie: str | None) -> Browser:
        # The state is known, so somebody began here: a cookie we no longer know is as good as lost.
        try:
            return self._browsers.recognise(cookie)
        except LaunchExpired:
            raise LostCookie from None

    def _token(self, kind: str, launch_id: str) -> str | None:
        sealed, key = self._kept.get(kind, launch_id), self._key(launch_id)
        return key.decrypt(sealed).decode() if sealed and key else None

    def _key(self, launch_id: str) -> Fernet | None:
        """The key of a launch's tokens, while the launch is not idle too long."""
        seen = self._kept.get("seen", launch_id)
        return Fernet(seen["key"]) if seen and self._clock() < seen["at"] + seen.get("idle", self._idle) else None

    def _touch(self, launch: Launch) -> None:
        if seen := self._kept.get("seen", launch.id):
            self._see(launch, seen["key"])

    def _see(self, launch: Launch, key: str) -> None:
        now, idle = self._clock(), launch.closes_after(self._idle)
        self._kept.put("seen", launch.id, {"at": now, "key": key, "idle": idle}, min(now + idle, launch.expires_at))


def _launch(kept: dict[str, Any], access: str) -> Launch:
    facts = kept | {"user": User(**kept["user"]), "access": access}
    launch = Launch(**facts)
    return replace(launch, scopes=tuple(launch.scopes), not_granted=tuple(launch.not_granted))

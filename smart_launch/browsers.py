"""Which browser is asking: one cookie value, renewed with each launch, good for the launches made up to it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import asdict, dataclass

from smart_launch.discovery import Clock
from smart_launch.errors import LaunchExpired, LostCookie
from smart_launch.sealed import SealedVault
from smart_launch.vault import shelf

LIFETIME = 8 * 3600
OVERLAP = 600


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as the vault knows it. `turn` grows with every launch, so a cookie value from before a launch does not
    open it (session fixation), while a second tab that is just signing in with that value still can."""

    id: str
    turn: int
    ends: int

    def owns(self, browser: str, turn: int) -> bool:
        """Whether something bound to `browser` at `turn` may be opened."""
        return hmac.compare_digest(self.id, browser) and turn <= self.turn


class Browsers:
    """Gives out and recognises cookie values; only their hashes are stored."""

    def __init__(self, kept: SealedVault, clock: Clock) -> None:
        self._kept, self._clock = kept, clock

    def greet(self, cookie: str | None) -> tuple[Browser, str]:
        """The browser of this cookie value with the value; a new browser with a new value if we do not know it."""
        known = self._recall(cookie) if cookie else None
        if known and cookie:
            return known, cookie
        return self._remember(Browser(secrets.token_urlsafe(16), 0, self._clock() + LIFETIME))

    def recognise(self, cookie: str | None) -> Browser:
        """The browser of this cookie value; raises LostCookie without one, LaunchExpired for one that is too old."""
        if not cookie:
            raise LostCookie
        known = self._recall(cookie)
        if known is None:
            raise LaunchExpired
        return known

    def renew(self, browser: Browser, cookie: str) -> tuple[Browser, str]:
        """The same browser one turn on, with a new value. The old value runs out in ten minutes: requests of other
        tabs may still carry it."""
        self._store(cookie, Browser(browser.id, browser.turn, min(browser.ends, self._clock() + OVERLAP)))
        return self._remember(Browser(browser.id, browser.turn + 1, self._clock() + LIFETIME))

    def _remember(self, browser: Browser) -> tuple[Browser, str]:
        cookie = secrets.token_urlsafe(24)
        self._store(cookie, browser)
        return browser, cookie

    def _store(self, cookie: str, browser: Browser) -> None:
        self._kept.put("browser", shelf(cookie), asdict(browser), browser.ends)

    def _recall(self, cookie: str) -> Browser | None:
        facts = self._kept.get("browser", shelf(cookie))
        try:
            browser = Browser(**facts) if facts else None
        except TypeError:  # given out by another version
            return None
        return browser if browser and browser.ends > self._clock() else None

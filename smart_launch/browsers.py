"""Which browser is asking: one cookie value, renewed with each launch, good for the launches made up to it by the
person whose launch that was: at a shared workstation the next person's sign-in takes the browser over."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from smart_launch.discovery import Clock
from smart_launch.errors import LaunchExpired, LostCookie
from smart_launch.sealed import SealedVault
from smart_launch.vault import shelf

LIFETIME = 8 * 3600
SIGN_IN_LIMIT = 600  # a browser without a launch yet: anybody can make us keep one, so not for long
OVERLAP = 600
MOST_LAUNCHES = 200  # more than one person opens in the eight hours after which they are over anyway


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as the vault knows it. `turn` grows with every launch, so a cookie value from before a launch does not
    open it (session fixation), while a second tab that is just signing in with that value still can.

    `person` is who launched last ("" before the first launch), `launches` the ids of that person's launches here.
    """

    id: str
    turn: int
    ends: int
    person: str = ""
    launches: Sequence[str] = ()

    def owns(self, browser: str, turn: int) -> bool:
        """Whether something bound to `browser` at `turn` may be opened."""
        return hmac.compare_digest(self.id, browser) and turn <= self.turn

    def left_by(self, person: str) -> Sequence[str]:
        """The launches of somebody else than `person`."""
        return () if person == self.person else self.launches


class Browsers:
    """Gives out and recognises cookie values; only their hashes are stored."""

    def __init__(self, kept: SealedVault, clock: Clock) -> None:
        self._kept, self._clock = kept, clock

    def greet(self, cookie: str | None) -> tuple[Browser, str]:
        """The browser of this cookie value with the value; a new browser with a new value if we do not know it.

        Until its first launch a browser is known for as long as the sign-in that it has just begun.
        """
        known = self._recall(cookie) if cookie else None
        ends = self._clock() + SIGN_IN_LIMIT
        if not known or not cookie:
            return self._remember(Browser(secrets.token_urlsafe(16), 0, ends))
        if not known.person:
            self._store(cookie, replace(known, ends=ends))
        return known, cookie

    def recognise(self, cookie: str | None) -> Browser:
        """The browser of this cookie value; raises LostCookie without one, LaunchExpired for one that is too old."""
        if not cookie:
            raise LostCookie
        known = self._recall(cookie)
        if known is None:
            raise LaunchExpired
        return known

    def renew(self, browser: Browser, cookie: str, person: str, launch_id: str) -> tuple[Browser, str]:
        """The same browser one turn on, with this launch of `person`, and a new value. The old value runs out in ten
        minutes: requests of other tabs may still carry it."""
        before = () if browser.left_by(person) else browser.launches
        after = replace(browser, person=person, launches=(*before, launch_id)[-MOST_LAUNCHES:])
        now = self._clock()
        self._store(cookie, replace(after, ends=min(browser.ends, now + OVERLAP)))
        return self._remember(replace(after, turn=browser.turn + 1, ends=now + LIFETIME))

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

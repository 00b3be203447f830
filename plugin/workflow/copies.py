"""A page to print or a file to keep, behind a link that opens once, within a minute, while its launch is live.

Whoever opens it has no cookie: a tab opened from a frame does not get the partitioned cookie of the frame (CHIPS). So
the link proves by itself who asked, and what it opens is sealed as it stood when that person asked for it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from secrets import token_urlsafe

from plugin.errors import CopyGone
from plugin.workflow.practice import Practice
from plugin.workflow.trail import Trail
from smart_launch.launch import Launch
from smart_launch.sealed import SealedVault
from smart_launch.vault import shelf

KIND = "copy"
SECONDS = 60
OPENED = "/copy/<secret>"


@dataclass(frozen=True, slots=True)
class Copy:
    """What was asked for: `what` names it in the audit, `file` is the name to save it under, "" for a page to print."""

    what: str
    body: str
    content_type: str = "text/html; charset=utf-8"
    file: str = ""


class Copies:
    """Keeps copies sealed until they are opened, or a minute has passed."""

    def __init__(self, practice: Practice, trail: Trail) -> None:
        self._practice, self._trail = practice, trail
        self._kept = SealedVault(practice.vault, practice.keys)

    def offer(self, launch: Launch, encounter: str | None, copy: Copy) -> str:
        """Keep a copy for the person of this launch; the secret that opens it once."""
        secret, now = token_urlsafe(32), self._practice.clock()
        about = self._trail.event(launch, encounter, "view", OPENED)
        facts = {"copy": asdict(copy), "about": asdict(about), "until": now + SECONDS}
        self._kept.put(KIND, shelf(secret), facts, now + SECONDS)
        self._trail.add(launch, encounter, "copy", copy.what)
        return secret

    def open(self, secret: str) -> Copy:
        """The copy, which is gone with that. Raises CopyGone for any other secret, too late, or after signing out."""
        kept = self._kept.take(KIND, shelf(secret))
        if kept is None or self._practice.clock() >= kept["until"]:
            raise CopyGone
        if self._practice.launcher.sessions.access(kept["about"]["launch"]) is None:
            raise CopyGone
        self._trail.opened(kept["about"])
        return Copy(**kept["copy"])

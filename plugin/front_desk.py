"""What the pages are given: the verbs of a visit, and who is asking."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import g, request

from plugin.errors import NotAllowed
from plugin.workflow.copies import Copies, Copy
from plugin.workflow.practice import Practice
from plugin.workflow.visit import Visits
from smart_launch.cookie import browser_cookie
from smart_launch.launch import Launch

FORM = b"form "


class FrontDesk(Visits):
    """Implements plugin.views.desk.Desk. Everything about the request is looked at here and in plugin.gate."""

    def __init__(self, practice: Practice) -> None:
        super().__init__(practice)
        self.idle_seconds = practice.settings.idle_seconds
        self.copies = Copies(practice, self.trail)

    def opened(self, launch_id: str, *, touch: bool = True) -> Launch:
        """The live launch of this id, for the browser whose cookie came along; `touch=False` does not count as use.

        Raises LostCookie, WrongBrowser or LaunchExpired.
        """
        held = g.get("launch")
        if held is None or held.id != launch_id or touch:
            g.launch = self.practice.launcher.sessions.open(launch_id, browser_cookie(request), touch=touch)
            g.used = touch
        opened: Launch = g.launch
        return opened

    def may(self, launch: Launch, role: str) -> bool:
        """Whether the person of the launch has a role at this EHR."""
        return self.practice.clinic(launch).may(launch.fhir_user, role)

    def admit(self, launch: Launch, role: str) -> None:
        """Raises NotAllowed, and writes it into the audit, unless the person has the role."""
        if not self.may(launch, role):
            self.trail.add(launch, self.encounter(launch), "refused", role, NotAllowed.__name__)
            raise NotAllowed(role)

    def form_token(self, launch: Launch) -> str:
        """A token for the forms of a launch: sealed, so nobody else can make one, and good for this launch only.

        The launch itself opens only with the cookie of its browser, so the token is bound to that as well.
        """
        return self.practice.keys.seal(FORM + launch.id.encode()).decode()

    def is_form_token(self, token: str, launch_id: str) -> bool:
        """Whether the token was made for this launch."""
        return self.practice.keys.unseal(token.encode()) == FORM + launch_id.encode()

    def offer_copy(self, launch: Launch, copy: Copy) -> str:
        """Keep a copy for the person of the launch; the secret of the link that opens it once."""
        return self.copies.offer(launch, self.encounter(launch), copy)

    def open_copy(self, secret: str) -> Copy:
        """The copy behind a link, once. Raises CopyGone."""
        return self.copies.open(secret)

    def now(self) -> datetime:
        """The time of day."""
        return datetime.fromtimestamp(self.practice.clock(), UTC)

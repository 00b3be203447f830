"""What the pages need from the rest of the application; `plugin.app` provides it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from plugin.chart.visit import Visit
from plugin.engine.proof import Proof
from plugin.engine.rulebook import Rulebook
from plugin.engine.why_not import WhyNot
from plugin.engine.worth.worth import VisitWorth
from plugin.errors import EncounterNotChosen, NotAllowed
from smart_launch.launch import Launch

if TYPE_CHECKING:
    from plugin.workflow.arriving import Arriving
    from plugin.workflow.copies import Copy
    from plugin.workflow.visit import OpenVisit

FORM_TOKEN = "form_token"  # the name of the hidden field every form carries  # noqa: S105
CODER = "coder"


def opened_by_coder(desk: Desk, launch_id: str) -> Launch:
    """The live launch of a coder with a visit to look at. Raises NotAllowed or EncounterNotChosen."""
    launch = desk.opened(launch_id)
    if not desk.may(launch, CODER):
        raise NotAllowed(CODER)
    if desk.encounter(launch) is None:
        raise EncounterNotChosen
    return launch


class Desk(Protocol):
    """The verbs of a visit. Each may raise SmartError, which the application's error handler turns into a page."""

    @property
    def idle_seconds(self) -> int:
        """How long a launch may stay unused before it closes."""
        ...

    def opened(self, launch_id: str, *, touch: bool = True) -> Launch:
        """The live launch of this id for this browser; `touch=False` does not count as use."""
        ...

    def encounter(self, launch: Launch) -> str | None:
        """The encounter of the launch, or the one picked since; None while there is none."""
        ...

    def current(self, launch: Launch) -> OpenVisit | None:
        """The visit as last read in this launch, without asking the EHR."""
        ...

    def refresh(self, launch: Launch) -> OpenVisit:
        """Read the EHR and propose anew."""
        ...

    def opening(self, launch: Launch) -> OpenVisit | Arriving:
        """As `refresh`, but where the EHR takes long, what has come of the chart; the reading goes on."""
        ...

    def rest(self, launch: Launch) -> OpenVisit:
        """The whole of what `opening` showed a part of, from the same reading."""
        ...

    def answer(self, launch: Launch, kind: str, about: str, choice: str, value: str) -> OpenVisit:
        """Keep an answer and propose anew from the chart as last read. Raises AnswerRefused."""
        ...

    def visits_of_the_day(self, launch: Launch) -> Sequence[Visit]:
        """Today's visits of the patient, to pick from when the launch names none."""
        ...

    def choose_encounter(self, launch: Launch, encounter: str) -> None:
        """Go on with one of `visits_of_the_day`. Raises AnswerRefused when it is none of them."""
        ...

    def leave(self, launch: Launch) -> None:
        """Sign out: the launch, its tokens and what was read are gone."""
        ...

    def may(self, launch: Launch, role: str) -> bool:
        """Whether the person of the launch has a role of this EHR (coder, admin, manager)."""
        ...

    def rulebook(self, visit: OpenVisit) -> Rulebook:
        """The rules in force for a visit."""
        ...

    def why_not(self, visit: OpenVisit, code: str) -> WhyNot:
        """Why a code is not proposed for a visit as last read, or where it stands."""
        ...

    def proofs(self, visit: OpenVisit) -> Sequence[Proof]:
        """The proof of each drug charge of a visit as last read."""
        ...

    def worth(self, visit: OpenVisit) -> VisitWorth:
        """What the open questions of a visit as last read are worth: for coders and managers alone."""
        ...

    def form_token(self, launch: Launch) -> str:
        """The value of FORM_TOKEN for forms of this launch; the application checks it on every POST."""
        ...

    def offer_copy(self, launch: Launch, copy: Copy) -> str:
        """Keep a copy of a page or a file; the secret of the link that opens it once, within a minute."""
        ...

    def open_copy(self, secret: str) -> Copy:
        """The copy behind a link, once. Raises CopyGone."""
        ...

    def now(self) -> datetime:
        """The time of day, with an offset."""
        ...

"""The nurse's panel: the states of her page, written as a part when htmx asks for it and else as a whole page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.errors import AnswerRefused, EncounterNotChosen
from plugin.export import proposal_json
from plugin.views.arriving_page import arriving_page
from plugin.views.asked import in_place
from plugin.views.banner import visit_words
from plugin.views.copies import offered
from plugin.views.desk import CODER, FORM_TOKEN, Desk
from plugin.views.nurse_page import clock_of, left_of, left_words, page_of, page_to_print
from plugin.views.questions import key_of, questions_of
from plugin.views.typed import Typed
from plugin.workflow.arriving import Arriving
from plugin.workflow.copies import Copy
from smart_launch.fhir_errors import FhirError
from smart_launch.launch import Launch

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

WARN_BEFORE = 120  # seconds before the panel closes by itself
# How the status line looks: only announced where the page itself says the same to the eye, or shown in two colours.
QUIET, SAID, NOT_YET = "vh", "said", "said not-yet"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A refused answer: why, at which question, and what was typed, so that nothing has to be typed twice."""

    sentence: str
    key: str
    choice: str
    typed: str
    beside: str = ""


class Panel:
    """Writes the pages of one desk: as a part when htmx asks for it, else as a whole page."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def warn_after(self, launch: Launch) -> int:
        """Seconds without use until the person is told that the panel will close."""
        return max(launch.closes_after(self._desk.idle_seconds) - WARN_BEFORE, 1)

    def skeleton(self, launch: Launch) -> AnyResponse:
        """The page before anything was read."""
        return make_response(self._render("nurse/waiting.html", launch))

    def as_json(self, launch: Launch) -> AnyResponse:
        """The proposal, from the chart as it is now."""
        if self._desk.encounter(launch) is None:
            body = '{"lines": [], "error": {"message": "Pick the visit on the page first; the EHR did not name one."}}'
            return Response(body, 409, content_type="application/json")
        return Response(proposal_json.dumps(self._desk.refresh(launch).proposal), content_type="application/json")

    def read(
        self,
        launch: Launch,
        reading: Callable[[Launch], OpenVisit | Arriving],
        looked_for: tuple[str | None, str | None] = (None, None),
    ) -> AnyResponse:
        """Read the EHR by one of the desk's verbs. If it does not answer, the last picture stays, with its time."""
        if self._desk.encounter(launch) is None:
            return self.pick(launch)
        try:
            visit = reading(launch)
        except FhirError as error:
            last = self._desk.current(launch)
            if last is None:
                raise
            return self.shown(launch, last, not_read=error)
        if isinstance(visit, Arriving):
            page = arriving_page(visit, self._desk.now())
            return make_response(self._render("nurse/arriving.html", launch, page=page))
        if looked_for[0]:
            return self._looked_for(launch, visit, *looked_for)
        status = f"Read from the chart. {left_of(visit)}"
        if request.method == "GET":
            return self.shown(launch, visit, status=status, tone=QUIET)
        return self.shown(launch, visit, status=status, focus="heading")

    def answer(self, launch: Launch, typed: Typed) -> AnyResponse:
        """Keep an answer and go to the next question; one that cannot be used comes back with the reason."""
        try:
            visit = self._desk.answer(launch, typed.kind, typed.about, typed.choice, typed.value)
        except AnswerRefused as refusal:
            last = self._desk.current(launch) or self._desk.refresh(launch)
            key = key_of(questions_of(last).cards, typed.kind, typed.about)
            wrong = Wrong(refusal.sentence, key, typed.choice, typed.as_typed, typed.beside)
            return self.shown(launch, last, wrong=wrong, http=422)
        if not in_place():
            return redirect(url_for("nurse.page", launch_id=launch.id, saved="1"), 303, Response)
        return self.shown(launch, visit, status=f"Saved. {left_of(visit)}", moved=True)

    def pick(self, launch: Launch, wrong: str = "", http: int = 200) -> AnyResponse:
        """The visits of the day, where the launch named none."""
        visits = [(v.id, visit_words(v)) for v in self._desk.visits_of_the_day(launch)]
        return make_response(self._render("nurse/pick.html", launch, visits=visits, wrong=wrong), http)

    def choose(self, launch: Launch, encounter: str) -> AnyResponse:
        """Go on with the visit that was picked."""
        try:
            self._desk.choose_encounter(launch, encounter)
        except AnswerRefused as refusal:
            return self.pick(launch, refusal.sentence, 422)
        return redirect(url_for("nurse.page", launch_id=launch.id), 303, Response)

    def warning(self, launch: Launch) -> AnyResponse:
        """Two minutes before the panel closes."""
        return make_response(self._render("nurse/still_there.html", launch))

    def kept_open(self, launch: Launch) -> AnyResponse:
        """The person goes on: the warning starts from the beginning."""
        if not in_place():
            return redirect(url_for("nurse.page", launch_id=launch.id), 303, Response)
        return make_response(self._render("nurse/idle.html", launch))

    def left(self, launch: Launch) -> AnyResponse:
        """Sign out, and say that the panel may be closed."""
        self._desk.leave(launch)
        return make_response(render_template("nurse/left.html"))

    def shown(
        self,
        launch: Launch,
        visit: OpenVisit,
        *,
        status: str = "",
        tone: str = SAID,
        moved: bool = False,
        focus: str = "",
        wrong: Wrong | None = None,
        not_read: FhirError | None = None,
        http: int = 200,
    ) -> AnyResponse:
        """The page of a visit as read. `moved` puts the focus on the next question, `focus` on the one of that key."""
        now = self._desk.now()
        page = page_of(visit, now, moved=moved, read_only=not_read is not None, focus=focus)
        told = status or (f"Saved. {left_words(page.questions)}" if moved else "")
        body = self._render(
            "nurse/visit.html",
            launch,
            page=page,
            status=told,
            tone=tone,
            wrong=wrong,
            down=_down_words(visit, not_read, now) if not_read else "",
        )
        return make_response(body, http)

    def copied(self, launch: Launch) -> AnyResponse:
        """The link to a copy of the page to print: nothing to press, nothing that needs the launch."""
        if self._desk.encounter(launch) is None:
            raise EncounterNotChosen
        visit = self._desk.current(launch) or self._desk.refresh(launch)
        page = page_to_print(visit, self._desk.now())
        body = self._render("nurse/visit.html", launch, page=page, to_print=True)
        copy = Copy("nurse", body)
        return offered(self._desk, launch, copy, url_for("nurse.page", launch_id=launch.id))

    def _looked_for(self, launch: Launch, visit: OpenVisit, kind: str | None, about: str | None) -> AnyResponse:
        """After "I have charted it": on to the next question, or back to this one while the chart does not say it."""
        if not any((p.kind, p.about) == (kind, about) for p in visit.proposal.prompts):
            return self.shown(launch, visit, status=f"Found in the chart. {left_of(visit)}", moved=True)
        at = clock_of(visit.chart, visit.read_at)
        status = f"Not in the chart at {at}. It may take a minute to arrive; check again."
        return self.shown(
            launch, visit, status=status, tone=NOT_YET, focus=key_of(questions_of(visit).cards, kind or "", about or "")
        )

    def _render(self, template: str, launch: Launch, **values: object) -> str:
        return render_template(
            template,
            launch_id=launch.id,
            token=self._desk.form_token(launch),
            token_name=FORM_TOKEN,
            in_place=in_place(),
            warn_after=self.warn_after(launch),
            may_review=self._desk.may(launch, CODER),
            **values,
        )


def _down_words(visit: OpenVisit, error: FhirError, now: datetime) -> str:
    at, read = clock_of(visit.chart, now), clock_of(visit.chart, visit.read_at)
    return f"{error.sentence} Tried at {at}. Below is the chart as read at {read}, until it can be read again."

"""What coders are asked, answered on their own page: POST /visit/<launch>/review/answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.errors import AnswerRefused
from plugin.views.desk import Desk, opened_by_coder
from plugin.views.panel import Wrong
from plugin.views.questions import Done, Question, key_of, questions_of_coders
from plugin.views.typed import Typed, typed_answer

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit


@dataclass(frozen=True, slots=True)
class ToAnswer:
    """What a coder may answer on the page, what was answered, and the answer that could not be used."""

    asked: tuple[Question, ...]
    done: tuple[Done, ...]
    wrong: Wrong | None = None

    @classmethod
    def of(cls, visit: OpenVisit, refused: Typed | None = None, sentence: str = "") -> ToAnswer:
        """Of a visit; `refused` is put back into its field, with the sentence that says why."""
        asked, done = questions_of_coders(visit)
        if refused is None:
            return cls(asked, done)
        cards = (*asked, *(item.change for item in done))
        key = key_of(cards, refused.kind, refused.about)
        return cls(asked, done, Wrong(sentence, key, refused.choice, refused.as_typed, refused.beside))


def answer_pages(desk: Desk, page: Callable[[OpenVisit, ToAnswer], str]) -> Blueprint:
    """The form of each question asked of coders; `page` writes the page again where an answer cannot be used."""
    pages = Blueprint("answers", __name__)

    @pages.post("/review/answer")
    def answer(launch_id: str) -> AnyResponse:
        launch = opened_by_coder(desk, launch_id)
        typed = typed_answer(request.form)
        try:
            desk.answer(launch, typed.kind, typed.about, typed.choice, typed.value)
        except AnswerRefused as refusal:
            visit = desk.current(launch) or desk.refresh(launch)
            return make_response(page(visit, ToAnswer.of(visit, typed, refusal.sentence)), 422)
        return redirect(url_for("coder.review", launch_id=launch.id, saved="1", _anchor="to-answer"), 303, Response)

    return pages

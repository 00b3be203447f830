"""The coder's page: every line with its rule, citation and evidence; what is not billed and why; what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.engine.why_not import code_in
from plugin.export import proposal_json
from plugin.export.lines_csv import lines_csv
from plugin.views.asked import wants_json
from plugin.views.assets import REVIEW_STYLE
from plugin.views.authorizations import authorization_sheets
from plugin.views.coder_answers import ToAnswer, answer_pages
from plugin.views.copies import offered
from plugin.views.desk import FORM_TOKEN, Desk, opened_by_coder
from plugin.views.proof import proof_pages
from plugin.views.review import quotations, review_of
from plugin.views.why import Asked, answered, not_a_code
from plugin.workflow.copies import Copy

if TYPE_CHECKING:
    from plugin.engine.worth.worth import VisitWorth
    from plugin.workflow.visit import OpenVisit


def coder_pages(desk: Desk) -> Blueprint:
    """GET /visit/<launch>/review, as a page or as JSON, and the proof of each drug line below it, for coders."""
    pages = Blueprint("coder", __name__, url_prefix="/visit/<launch_id>", template_folder="templates")

    @pages.get("/review")
    def review(launch_id: str) -> AnyResponse:
        launch = opened_by_coder(desk, launch_id)
        visit = desk.current(launch) or desk.refresh(launch)
        worth = desk.worth(visit)
        if wants_json():
            body = proposal_json.dumps(visit.proposal, worth=worth)
            return Response(body, content_type="application/json")
        asked = _asked(request.args.get("why_not", ""), visit, desk)
        return make_response(_page(desk, visit, worth, asked), 400 if asked.wrong else 200)

    @pages.post("/review/copy")
    def copy(launch_id: str) -> AnyResponse:
        launch = opened_by_coder(desk, launch_id)
        visit = desk.current(launch) or desk.refresh(launch)
        back = url_for("coder.review", launch_id=launch.id)
        if request.form.get("as") == "lines":
            lines = Copy("lines", lines_csv(visit.proposal), "text/csv; charset=utf-8", "chairside-lines.csv")
            return offered(desk, launch, lines, back)
        body = _page(desk, visit, desk.worth(visit), Asked(), to_print=True)
        return offered(desk, launch, Copy("review", body), back)

    def refused(visit: OpenVisit, to_answer: ToAnswer) -> str:
        return _page(desk, visit, desk.worth(visit), Asked(), to_answer)

    pages.register_blueprint(proof_pages(desk))
    pages.register_blueprint(answer_pages(desk, refused))
    return pages


def _page(
    desk: Desk,
    visit: OpenVisit,
    worth: VisitWorth,
    asked: Asked,
    to_answer: ToAnswer | None = None,
    *,
    to_print: bool = False,
) -> str:
    """The page of a visit; `to_print` leaves out whatever needs the launch."""
    book, launch = desk.rulebook(visit), visit.launch
    return render_template(
        "coder/review.html",
        launch_id=launch.id,
        review=review_of(visit, book, desk.now(), worth),
        authorizations_read=authorization_sheets(visit.proposal.lines, visit.chart, book.drugs),
        asked=asked,
        to_answer=to_answer or ToAnswer.of(visit),
        saved=request.args.get("saved") == "1",
        style_url=url_for("assets.asset", name=REVIEW_STYLE.name),
        token="" if to_print else desk.form_token(launch),
        token_name=FORM_TOKEN,
        to_print=to_print,
    )


def _asked(typed: str, visit: OpenVisit, desk: Desk) -> Asked:
    """The answer to ?why_not=CODE of the same page."""
    if not typed.strip():
        return Asked()
    code = code_in(typed)
    if not code:
        return not_a_code(typed)
    return answered(desk.why_not(visit, code), desk.rulebook(visit), quotations(visit.chart))

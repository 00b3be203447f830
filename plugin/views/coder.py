"""The coder's page: every line with its rule, citation and evidence; what is not billed and why; what is still open."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response as AnyResponse

from plugin.views.desk import CODER, Desk
from plugin.views.error_pages import error_page
from plugin.views.review import review_of

NOT_PERMITTED = "The review is for coders. Whoever looks after Chairside at your site can give you that role."


def coder_pages(desk: Desk) -> Blueprint:
    """GET /visit/<launch>/review, for people with the role coder."""
    pages = Blueprint("coder", __name__, url_prefix="/visit/<launch_id>", template_folder="templates")

    @pages.get("/review")
    def review(launch_id: str) -> AnyResponse | str:
        launch = desk.opened(launch_id)
        if not desk.may(launch, CODER):
            return error_page(NOT_PERMITTED, 403, hint="Add the person's fhirUser to roles.coder of this EHR.")
        if desk.encounter(launch) is None:
            return error_page(
                "The EHR did not name a visit; it has to be picked on the nurse's page first.", 409, again=True
            )
        visit = desk.current(launch) or desk.refresh(launch)
        shown = review_of(visit, desk.rulebook(visit.proposal.in_force), desk.now())
        return render_template("coder/review.html", launch_id=launch.id, review=shown)

    return pages

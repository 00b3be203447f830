"""The coder's page: every line with its rule, citation and evidence; what is not billed and why; what is still open."""

from __future__ import annotations

from flask import Blueprint, render_template

from plugin.errors import EncounterNotChosen, NotAllowed
from plugin.views.desk import CODER, FORM_TOKEN, Desk
from plugin.views.review import review_of


def coder_pages(desk: Desk) -> Blueprint:
    """GET /visit/<launch>/review, for people with the role coder."""
    pages = Blueprint("coder", __name__, url_prefix="/visit/<launch_id>", template_folder="templates")

    @pages.get("/review")
    def review(launch_id: str) -> str:
        launch = desk.opened(launch_id)
        if not desk.may(launch, CODER):
            raise NotAllowed(CODER)
        if desk.encounter(launch) is None:
            raise EncounterNotChosen
        visit = desk.current(launch) or desk.refresh(launch)
        shown = review_of(visit, desk.rulebook(visit), desk.now())
        token = desk.form_token(launch)
        return render_template(
            "coder/review.html", launch_id=launch.id, review=shown, token=token, token_name=FORM_TOKEN
        )

    return pages

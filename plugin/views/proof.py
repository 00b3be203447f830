"""The proof sheet of a drug line: /review/proof/<code>?date=YYYY-MM-DD&drug=KEY, as a page or as JSON."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.engine.why_not import code_in
from plugin.export import proof_json
from plugin.rules.schema import plain_day
from plugin.views.asked import wants_json
from plugin.views.assets import PROOF_STYLE
from plugin.views.desk import FORM_TOKEN, Desk, opened_by_coder
from plugin.views.error_pages import error_page
from plugin.views.proof_address import is_at
from plugin.views.proof_sheet import sheets_of

NO_DAY = "Write the day as date=2026-01-31, or leave it out."
NO_LINE = "This visit has no drug line of this code on this day. Go back to the lines of the visit."


def proof_pages(desk: Desk) -> Blueprint:
    """The sheets of one code, of all days or of the day `date`, of an unlisted code also of one `drug`.

    A part of the coder's pages, with their access.
    """
    pages = Blueprint("proof", __name__)

    @pages.get("/review/proof/<code>")
    def sheet(launch_id: str, code: str) -> AnyResponse:
        launch = opened_by_coder(desk, launch_id)
        typed = request.args.get("date", "")
        on = _day(typed)
        if typed and on is None:
            return error_page(NO_DAY, 400)
        visit = desk.current(launch) or desk.refresh(launch)
        drug = request.args.get("drug", "")
        found = [p for p in desk.proofs(visit) if p.code == code_in(code) and on in (None, p.on) and is_at(p, drug)]
        if not found:
            return error_page(NO_LINE, 404, heading="No drug line of this code", again=True)
        book = desk.rulebook(visit)
        if wants_json():
            return Response(proof_json.dumps(visit.proposal.id, tuple(found)), content_type="application/json")
        shown = sheets_of(found, visit, book, desk.now())
        token = desk.form_token(launch)
        page = render_template(
            "coder/proof.html",
            launch_id=launch.id,
            shown=shown,
            style_url=url_for("assets.asset", name=PROOF_STYLE.name),
            token=token,
            token_name=FORM_TOKEN,
        )
        return make_response(page)

    return pages


def _day(text: str) -> date | None:
    try:
        return plain_day(text)
    except ValueError:
        return None

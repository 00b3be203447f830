"""The nurse's page: served at once, its chart part read by a request of its own, every action a form."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from plugin.views.asked import wants_json
from plugin.views.desk import Desk
from plugin.views.panel import Panel
from plugin.views.typed import typed_answer


def nurse_pages(desk: Desk) -> Blueprint:
    """GET /visit/<launch> and its parts; POST read-again, answer, encounter, copy, leave and stay below it."""
    pages = Blueprint("nurse", __name__, url_prefix="/visit/<launch_id>", template_folder="templates")
    panel = Panel(desk)

    @pages.get("")
    def page(launch_id: str) -> AnyResponse:
        launch = desk.opened(launch_id)
        if wants_json():
            return panel.as_json(launch)
        if desk.encounter(launch) is None:
            return panel.pick(launch)
        visit = desk.current(launch)
        return panel.shown(launch, visit, moved=request.args.get("saved") == "1") if visit else panel.skeleton(launch)

    @pages.get("/chart")
    def chart(launch_id: str) -> AnyResponse:
        launch, rest = desk.opened(launch_id), request.args.get("whole") == "1"
        return panel.read(launch, desk.rest if rest else desk.opening)

    @pages.post("/read-again")
    def read_again(launch_id: str) -> AnyResponse:
        return panel.read(
            desk.opened(launch_id), desk.refresh, looked_for=(request.form.get("kind"), request.form.get("about"))
        )

    @pages.post("/answer")
    def answer(launch_id: str) -> AnyResponse:
        return panel.answer(desk.opened(launch_id), typed_answer(request.form))

    @pages.post("/encounter")
    def encounter(launch_id: str) -> AnyResponse:
        return panel.choose(desk.opened(launch_id), request.form.get("encounter", ""))

    @pages.post("/copy")
    def copy(launch_id: str) -> AnyResponse:
        return panel.copied(desk.opened(launch_id))

    @pages.post("/leave")
    def leave(launch_id: str) -> AnyResponse:
        return panel.left(desk.opened(launch_id, touch=False))

    pages.register_blueprint(_stay_pages(desk, panel))
    return pages


def _stay_pages(desk: Desk, panel: Panel) -> Blueprint:
    """GET /visit/<launch>/still-there, POST stay: a warning before the panel closes by itself, and a way to go on."""
    pages = Blueprint("stay", __name__)

    @pages.get("/still-there")
    def still_there(launch_id: str) -> AnyResponse:
        # Asked by the page, not by the person: it does not count as use.
        return panel.warning(desk.opened(launch_id, touch=False))

    @pages.post("/stay")
    def stay(launch_id: str) -> AnyResponse:
        return panel.kept_open(desk.opened(launch_id))

    return pages

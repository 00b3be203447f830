"""The page for IT: the connection check of the EHR the page was opened from. It shows nothing of a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.errors import NotAllowed
from plugin.views.admin_page import failures_shown, rules_line, shown
from plugin.views.assets import ADMIN_STYLE
from plugin.views.desk import FORM_TOKEN, Desk
from smart_launch.launch import Launch

if TYPE_CHECKING:
    from plugin.workflow.connection import Connections

ADMIN = "admin"


def admin_pages(desk: Desk, connections: Connections) -> Blueprint:
    """GET /visit/<launch>/admin, which shows what was found last; POST check below it, which looks anew."""
    pages = Blueprint("admin", __name__, url_prefix="/visit/<launch_id>/admin", template_folder="templates")

    def opened(launch_id: str) -> Launch:
        launch = desk.opened(launch_id)
        if not desk.may(launch, ADMIN):
            raise NotAllowed(ADMIN)
        return launch

    @pages.get("")
    def page(launch_id: str) -> str:
        launch = opened(launch_id)
        clinic, report, today = connections.clinic(launch), connections.last(launch), desk.now().date()
        return render_template(
            "admin/check.html",
            launch_id=launch.id,
            ehr=clinic.ehr,
            report=shown(report, ZoneInfo(clinic.site.timezone or "UTC")) if report else None,
            checked=request.args.get("checked") == "1",
            failures=failures_shown(connections.failures()),
            rules=rules_line(connections.rules(today), today),
            style_url=url_for("assets.asset", name=ADMIN_STYLE.name),
            token=desk.form_token(launch),
            token_name=FORM_TOKEN,
        )

    @pages.post("/check")
    def check(launch_id: str) -> AnyResponse:
        connections.run(opened(launch_id))
        return redirect(url_for("admin.page", launch_id=launch_id, checked="1"), 303, Response)

    return pages

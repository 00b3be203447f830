"""Runs before every page: no form from elsewhere, no page of a launch without its session, no page without its role;
and after it: whose chart was shown to whom.

Both hang on the route, not on the view, so that a new page cannot forget them.
"""

from __future__ import annotations

from flask import Flask, Response, g, request

from plugin.errors import ForeignForm, StaleForm
from plugin.front_desk import FrontDesk
from smart_launch.errors import StateUnknown
from smart_launch.launcher import origin_of

READING = ("GET", "HEAD", "OPTIONS")
ROLE_OF_PAGES = {"coder": "coder", "admin": "admin", "dashboard": "manager"}  # blueprint -> role
SIGN_IN = "smart_launch.callback"
WITH_CHART = (200, 422)  # 422: an answer came back with the reason, on the page of the chart
FORM_TOKEN = "form_token"  # noqa: S105  # the name of a form field


def add_gate(app: Flask, desk: FrontDesk) -> None:
    """Put the checks before the pages of `app`."""
    own = origin_of(desk.practice.settings.base_url)

    @app.before_request
    def check() -> None:
        if request.routing_exception is not None:  # no page of ours: 404, or 405 with what the page does take
            return
        launch_id = (request.view_args or {}).get("launch_id")
        if request.method not in READING:
            _check_sender(own)
            if not launch_id or not desk.is_form_token(request.form.get(FORM_TOKEN, ""), launch_id):
                raise StaleForm
        if launch_id:
            launch = desk.opened(launch_id, touch=False)
            for role in filter(None, map(ROLE_OF_PAGES.get, request.blueprints)):
                desk.admit(launch, role)

    @app.after_request
    def record(response: Response) -> Response:
        route, trouble = request.url_rule.rule if request.url_rule else "", g.get("trouble")
        if trouble is None and g.get("used") and response.status_code in WITH_CHART:
            desk.trail.add(g.launch, desk.encounter(g.launch), "view", route)
        elif trouble and request.endpoint == SIGN_IN and trouble != StateUnknown.__name__:
            # Without a state somebody was given, anybody could fill the audit, from which nothing is ever removed.
            desk.trail.sign_in_refused(route, trouble)
        return response


def _check_sender(own: str) -> None:
    """Go's and datasette's method: the browser itself says where a form comes from, and a page cannot forge it.

    Under our own no-referrer policy browsers send `Origin: null` with our own forms, so Sec-Fetch-Site decides first.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        raise ForeignForm
    if origin is not None and origin != own and not (origin == "null" and site == "same-origin"):
        raise ForeignForm

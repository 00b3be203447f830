"""Copies to print or to save: asked for by a form on a page, opened once by a link that needs no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from plugin.headers import copy_content
from plugin.views.desk import Desk
from plugin.views.error_pages import error_page
from smart_launch.launch import Launch

if TYPE_CHECKING:
    from plugin.workflow.copies import Copy

NOT_A_VISIT = "A copy opens when a person follows the link, not before."


def offered(desk: Desk, launch: Launch, copy: Copy, back: str) -> AnyResponse:
    """The page that holds the link to a copy, and the way back to the page it is of."""
    address = url_for("copies.opened", secret=desk.offer_copy(launch, copy), _external=False)
    return make_response(render_template("copy/offered.html", address=address, file=copy.file, back=back))


def copies(desk: Desk) -> Blueprint:
    """GET /copy/<secret>, once. It takes no cookie and tells nothing of who asked."""
    pages = Blueprint("copies", __name__, template_folder="templates")

    @pages.get("/copy/<secret>")
    def opened(secret: str) -> AnyResponse:
        # A browser that fetches ahead, or a program that only looks, must not use the link up.
        if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
            return error_page(NOT_A_VISIT, 425)
        copy = desk.open_copy(secret)
        response = Response(copy.body, content_type=copy.content_type)
        if copy.file:
            response.headers["Content-Disposition"] = f'attachment; filename="{copy.file}"'
        response.headers["Content-Security-Policy"] = copy_content()
        return response

    return pages

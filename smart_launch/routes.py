"""The three public pages of a launch: /launch, /callback and the public keys."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from smart_launch.cookie import browser_cookie, give_cookie
from smart_launch.errors import BadLaunch
from smart_launch.launch import Launch
from smart_launch.launcher import Launcher, SignIn, origin_of

JWKS_SECONDS = 3600


def launch_pages(launcher: Launcher, landing: Callable[[Launch], str]) -> Blueprint:
    """GET /launch, /callback and /.well-known/jwks.json. After the sign-in the browser goes to `landing(launch)`.

    Raises SmartError for the app's error handler; renders nothing of its own but the form that carries a long launch.
    """
    pages = Blueprint(
        "smart_launch", __name__, static_folder="static", static_url_path="/sign-in", template_folder="templates"
    )

    @pages.get("/launch")
    def launch() -> AnyResponse:
        sign_in = launcher.begin(_only("iss"), _only("launch"), browser_cookie(request))
        response = _form(sign_in) if sign_in.fields else redirect(sign_in.url, 303, Response)
        give_cookie(response, sign_in.cookie)
        return response

    @pages.get("/callback")
    def callback() -> AnyResponse:
        opened, cookie = launcher.finish(request.args, browser_cookie(request))
        response = redirect(landing(opened), 303, Response)
        give_cookie(response, cookie)
        return response

    @pages.get("/.well-known/jwks.json")
    def jwks() -> AnyResponse:
        response = jsonify(launcher.keys.public_jwks())
        response.headers["Cache-Control"] = f"public, max-age={JWKS_SECONDS}"
        return response

    pages.after_request(_leave_no_trace)
    return pages


def _only(name: str) -> str:
    values = request.args.getlist(name)
    if len(values) != 1 or not values[0]:
        raise BadLaunch
    return values[0]


def _form(sign_in: SignIn) -> Response:
    """A page that posts itself, for a request too long for a URL (SMART: authorize-post)."""
    response = make_response(render_template("smart_launch/authorize.html", url=sign_in.url, fields=sign_in.fields))
    # Chromium holds redirects after the post to form-action too: the way back to our own callback needs 'self'.
    ehr = sign_in.ehr
    targets = sorted({origin_of(sign_in.url), origin_of(ehr.iss), *(f"https://{host}" for host in ehr.hosts)})
    ancestors = " ".join(("'self'", *ehr.frame_ancestors))
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; base-uri 'none'; "
        f"form-action 'self' {' '.join(targets)}; frame-ancestors {ancestors}"
    )
    return response


def _leave_no_trace(response: Response) -> Response:
    """Launch values, codes and state stay out of caches and Referer headers."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    return response

"""Security headers of every answer: strict by default, and framed only by the EHR that opened the page."""

from __future__ import annotations

from flask import Flask, Response, g, request

from plugin.settings import Settings
from smart_launch.errors import UnknownEhr

CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors "
)
FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
YEAR = 365 * 24 * 3600


def copy_content() -> str:
    """The policy of a copy to print: in a tab of its own, framed by nobody, and nothing to send."""
    return CONTENT.replace("form-action 'self'", "form-action 'none'") + "'none'"


def add_headers(app: Flask, settings: Settings) -> None:
    """Add the headers a view did not set itself. X-Frame-Options is left out: it cannot name an EHR."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT + (" ".join(_ancestors(settings)) or "'none'"))
        headers.setdefault("Cache-Control", _caching())
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", ", ".join(f"{feature}=()" for feature in FEATURES))
        if settings.base_url.startswith("https:"):
            headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
        return response


def _ancestors(settings: Settings) -> list[str]:
    """The pages that may frame this one: those of the launch's EHR; for a page without patient data those of any, so
    that a nurse sees in the panel why it did not open."""
    launch = g.get("launch")
    if launch is not None:
        clinic = settings.clinics.get(launch.ehr)
        return list(clinic.ehr.frame_ancestors) if clinic else []
    try:
        return list(settings.ehrs.by_iss(request.args.get("iss", "")).frame_ancestors)
    except UnknownEhr:
        return sorted({origin for clinic in settings.clinics.values() for origin in clinic.ehr.frame_ancestors})


def _caching() -> str:
    """Style and script may be kept for an hour; a page with patient data never."""
    static = (request.endpoint or "").rpartition(".")[2] == "static"
    return "public, max-age=3600" if static else "no-store"

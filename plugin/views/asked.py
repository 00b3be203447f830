"""How an answer is wanted: as JSON, as a part for htmx to put in place, or as a whole page."""

from __future__ import annotations

from flask import request


def in_place() -> bool:
    """Whether htmx asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def wants_json() -> bool:
    """Whether JSON was asked for before HTML; a browser, and a client that names neither, gets HTML."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return best == "application/json"

"""The one cookie: it says which browser this is, and nothing else."""

from __future__ import annotations

from flask import Request
from werkzeug.wrappers import Response

# __Host-: only this host over a secure connection can set it, for the whole host. SameSite=None and Partitioned because
# the app lives in the EHR's frame (CHIPS).
NAME = "__Host-chairside"


def browser_cookie(request: Request) -> str | None:
    """The browser's cookie value, or None when it brought none."""
    return request.cookies.get(NAME) or None


def give_cookie(response: Response, value: str) -> None:
    """Set the browser's cookie value; it goes when the browser closes."""
    response.set_cookie(NAME, value, path="/", secure=True, httponly=True, samesite="None", partitioned=True)

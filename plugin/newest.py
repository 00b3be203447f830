"""Which launch a browser opened last, for pages whose address names none."""

from __future__ import annotations

from flask import Flask, Response, g
from werkzeug.http import parse_cookie

from smart_launch.cookie import NAME
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.sealed import SealedVault
from smart_launch.vault import Vault, shelf

KIND = "newest"


class NewestLaunches:
    """Remembers the newest launch under the hash of the cookie value that its sign-in gave out."""

    def __init__(self, vault: Vault, keys: KeyRing) -> None:
        self._kept = SealedVault(vault, keys)

    def watch(self, app: Flask) -> None:
        """Remember each launch that `landed` was called for, once the response has its new cookie."""

        @app.after_request
        def remember(response: Response) -> Response:
            launch = g.pop("landed", None)
            for header in response.headers.getlist("Set-Cookie") if launch else ():
                value = parse_cookie(header.partition(";")[0]).get(NAME)
                if value:
                    self._kept.put(KIND, shelf(value), launch.id, launch.expires_at)
            return response

    def landed(self, launch: Launch) -> None:
        """A sign-in has just ended with this launch."""
        g.landed = launch

    def of(self, cookie: str | None) -> str | None:
        """The id of the newest launch of the browser with this cookie value. Opening it is checked as always."""
        launch_id: str | None = self._kept.get(KIND, shelf(cookie)) if cookie else None
        return launch_id

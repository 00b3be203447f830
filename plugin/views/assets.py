"""The style sheet and the script of all pages: one request each, named by their content so that browsers keep them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, request, url_for

STATIC = Path(__file__).parent / "static"
HTMX = STATIC / "htmx-2.0.11.min.js"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent. `packed` is the same, gzipped."""

    name: str
    kind: str
    body: bytes
    packed: bytes

    @classmethod
    def of(cls, stem: str, ending: str, kind: str, *parts: Path) -> Asset:
        """Several files as one, named by a digest of what is in it."""
        body = b"\n".join(part.read_bytes() for part in parts)
        return cls(f"{stem}-{sha256(body).hexdigest()[:12]}.{ending}", kind, body, gzip.compress(body, mtime=0))


STYLE = Asset.of("chairside", "css", "text/css; charset=utf-8", STATIC / "chairside.css")
MANUAL_STYLE = Asset.of("manual", "css", "text/css; charset=utf-8", STATIC / "chairside.css", STATIC / "manual.css")
REVIEW_STYLE = Asset.of("review", "css", "text/css; charset=utf-8", STATIC / "chairside.css", STATIC / "review.css")
PROOF_STYLE = Asset.of("proof", "css", "text/css; charset=utf-8", STATIC / "chairside.css", STATIC / "proof.css")
ADMIN_STYLE = Asset.of("admin", "css", "text/css; charset=utf-8", STATIC / "chairside.css", STATIC / "admin.css")
SCRIPT = Asset.of("chairside", "js", "text/javascript; charset=utf-8", HTMX, STATIC / "panel.js")
ICON = Asset.of("chairside", "svg", "image/svg+xml", STATIC / "icon.svg")


def assets() -> Blueprint:
    """GET /panel/<name>; gives every template `style_url`, `script_url` and `icon_url`."""
    pages = Blueprint("assets", __name__, url_prefix="/panel")
    by_name = {
        asset.name: asset for asset in (STYLE, MANUAL_STYLE, REVIEW_STYLE, PROOF_STYLE, ADMIN_STYLE, SCRIPT, ICON)
    }

    @pages.get("/<name>")
    def asset(name: str) -> Response:
        found = by_name.get(name)
        return _sent(found) if found else Response("This file is of another version of Chairside.", 404)

    @pages.app_context_processor
    def urls() -> dict[str, str]:
        return {
            "style_url": url_for("assets.asset", name=STYLE.name),
            "icon_url": url_for("assets.asset", name=ICON.name),
            "script_url": url_for("assets.asset", name=SCRIPT.name),
        }

    return pages


def _sent(asset: Asset) -> Response:
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if packed else asset.body, content_type=asset.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response

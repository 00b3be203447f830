"""The manual of the rules as a page: GET /rules, and the same page as one file that needs nothing else.

It holds no patient data and nothing of the site, so it needs no session: a coder reads it, prints it and keeps its
address without opening a chart, and a link to a rule works in a window that has no cookie of the launch.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request, url_for
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from plugin.rules.headings import STANDINGS
from plugin.rules.manual import Handbook, Manual
from plugin.rules.schema import plain_day
from plugin.rules.sentences import example_codes, example_told
from plugin.views.assets import ICON, MANUAL_STYLE
from plugin.views.error_pages import error_page
from plugin.views.formats import day

PAGES_KEPT = 8
YEARS = range(2000, 2100)
MARKED = re.compile(r"`(?P<code>[^`]+)`|(?P<id>\b(?:R-[A-Z]{2,3}|W)-\d{2}\b)")
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.globals.update(told=example_told, codes=example_codes)


def rules_pages(handbook: Handbook, now: Callable[[], datetime]) -> Blueprint:
    """GET /rules, for the day `on` or today."""
    pages = Blueprint("rules", __name__)

    @lru_cache(maxsize=PAGES_KEPT)
    def page(on: date, style_url: str, icon_url: str) -> tuple[bytes, bytes]:
        plain = _written(handbook.on(on), style_url, icon_url).encode()
        return plain, gzip.compress(plain, mtime=0)

    @pages.get("/rules")
    def manual() -> Response:
        on = _day(request.args.get("on", now().date().isoformat()))
        if on is None:
            return error_page("Write the day as 2026-01-31, from 2000 to 2099.", 400)
        plain, packed = page(on, *(url_for("assets.asset", name=asset.name) for asset in (MANUAL_STYLE, ICON)))
        response = Response(plain, content_type="text/html; charset=utf-8")
        if request.accept_encodings.quality("gzip") > 0:
            response.data = packed
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    return pages


def manual_file(manual: Manual) -> str:
    """The manual as one HTML page with its style in it, without scripts and without anything to fetch."""
    return _written(manual, "", "")


def _written(manual: Manual, style_url: str, icon_url: str) -> str:
    return TEMPLATES.get_template("rules/manual.html").render(
        manual=manual,
        style_url=style_url,
        icon_url=icon_url,
        style=Markup(MANUAL_STYLE.body.decode()),  # noqa: S704  # our own file
        linked=_linker(manual),
        day=day,
        standings=STANDINGS,
    )


def _linker(manual: Manual) -> Callable[[str], Markup]:
    """Writes a text with links to the rules and claims it names, where the manual has them, and code as code."""
    known = {entry.id for entry in manual.entries} | {each.belief.id for each in manual.misread}

    def linked(text: str) -> Markup:
        parts, end = [], 0
        for found in MARKED.finditer(text):
            parts += [escape(text[end : found.start()]), _marked(found, known)]
            end = found.end()
        return Markup("").join([*parts, escape(text[end:])])

    return linked


def _marked(found: re.Match[str], known: set[str]) -> Markup:
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    name = found["id"]
    return Markup('<a href="#{0}">{0}</a>').format(name) if name in known else escape(name)


def _day(text: str) -> date | None:
    try:
        on = plain_day(text)
    except ValueError:
        return None
    return on if on.year in YEARS else None

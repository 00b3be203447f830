"""The application: the one place where its parts meet."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from plugin import log
from plugin.engine.propose import RULES_APPLIED
from plugin.errors import NoChartOpen
from plugin.front_desk import FrontDesk
from plugin.gate import add_gate
from plugin.headers import add_headers
from plugin.intake.units import ucum
from plugin.newest import NewestLaunches
from plugin.rules.library import load_library
from plugin.rules.manual import Handbook
from plugin.settings import Settings, read_settings
from plugin.store.store import Store
from plugin.troubles import add_troubles
from plugin.views.admin import admin_pages
from plugin.views.assets import assets
from plugin.views.coder import coder_pages
from plugin.views.copies import copies
from plugin.views.manual import rules_pages
from plugin.views.nurse import nurse_pages
from plugin.workflow.connection import Connections
from plugin.workflow.practice import Practice
from smart_launch.cookie import browser_cookie
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.launcher import Launcher, seconds_now
from smart_launch.routes import launch_pages
from smart_launch.vault import Vault

CONFIGURATION = "CHAIRSIDE_CONFIG"
LARGEST_FORM = 64_000


def from_environment() -> Flask:
    """The application of the file that CHAIRSIDE_CONFIG names (default chairside.toml), for gunicorn."""
    os.umask(0o077)  # what it writes holds patient data: for this user alone
    return create_app(read_settings(Path(os.environ.get(CONFIGURATION, "chairside.toml")), os.environ))


def create_app(settings: Settings, *, vault: Vault | None = None, clock: Callable[[], int] = seconds_now) -> Flask:
    """The application of these settings, its database brought up to date and its keys made if they are missing.

    `vault` keeps launches elsewhere than in the database, `clock` gives seconds since 1970. Raises SettingsError,
    StoreError (StoreExposed for a file that others can read), RulesError, KeysExposed.
    """
    log.configure()
    practice = _practice(settings, vault, clock)
    desk, newest = FrontDesk(practice), NewestLaunches(practice.vault, practice.keys)
    app = Flask("plugin", static_folder=None)
    app.url_map.merge_slashes = False  # "//x" would be answered with a redirect to whatever host the request names
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.extensions["chairside"] = practice
    add_headers(app, settings)
    add_troubles(app)
    add_gate(app, desk)
    newest.watch(app)

    def landing(launch: Launch) -> str:
        newest.landed(launch)
        desk.trail.add(launch, desk.encounter(launch), "sign_in", "/callback")
        practice.launcher.sessions.purge()
        return f"/visit/{launch.id}"

    app.register_blueprint(launch_pages(practice.launcher, landing))
    app.register_blueprint(assets())
    app.register_blueprint(nurse_pages(desk))
    app.register_blueprint(coder_pages(desk))
    app.register_blueprint(copies(desk))
    app.register_blueprint(admin_pages(desk, Connections(practice)))
    app.register_blueprint(rules_pages(Handbook(practice.library), desk.now))
    _add_plain_pages(app, desk, newest)
    return app


def _practice(settings: Settings, vault: Vault | None, clock: Callable[[], int]) -> Practice:
    keys = KeyRing.open(settings.keys_dir)
    store = Store.open(settings.database_url, keys)
    kept = vault or store.vault
    launcher = Launcher(settings.ehrs, keys, kept, settings.base_url, clock=clock, idle=settings.idle_seconds)
    library = load_library(applied=RULES_APPLIED, official=store.references, watch=True)
    ucum("mg/h")  # reads the grammar of units, a second's work that the first visit should not wait for
    return Practice(settings, launcher, keys, kept, store, library, clock)


def _add_plain_pages(app: Flask, desk: FrontDesk, newest: NewestLaunches) -> None:
    @app.get("/health")
    def health() -> Response:
        """Whether the application can work; no patient data. What has expired goes now, also when nobody signs in."""
        desk.practice.store.database.check()
        desk.practice.launcher.sessions.purge()
        return jsonify({"status": "ok", "rules": desk.practice.library.digest})

    @app.get("/review")
    def review() -> AnyResponse:
        """The coder's page of the chart this browser opened last."""
        return to_newest("review", "coder")

    @app.get("/admin")
    def admin() -> AnyResponse:
        """The connection check of the EHR from which this browser opened a chart last."""
        return to_newest("admin", "admin")

    def to_newest(page: str, role: str) -> AnyResponse:
        launch_id = newest.of(browser_cookie(request))
        if launch_id is None:
            raise NoChartOpen
        desk.admit(desk.opened(launch_id), role)
        return redirect(f"/visit/{launch_id}/{page}", 303, Response)

"""The training EHR and Chairside on two https sites, as in a hospital: https://ehr.test and https://app.test."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from fixtures.ehr.app import create_ehr, ehr_of
from fixtures.ehr.settings import CLIENT_ID, SCOPES, training_settings
from fixtures.ehr.training_ehr import TrainingEhr
from plugin.app import create_app
from plugin.settings import settings_from
from tests.smart_launch.certificates import DAY, Authority
from tests.smart_launch.recording_ehr import Door, served

CONFIGURATION = """
[app]
base_url = "{app}"
[[ehr]]
name = "training"
iss = "{ehr}/fhir"
issuer = "{ehr}/oauth2"
client_id = "{client_id}"
scopes = "{scopes}"
setting = "facility"
timezone = "America/Chicago"
frame_ancestors = ["{ehr}"]
private_addresses = true
"""


class Clock:
    """The time of both sites, which a test can turn ahead."""

    ahead = 0

    def __call__(self) -> int:
        return int(time.time()) + self.ahead


@dataclass
class Sites:
    """The three addresses, the EHR, and what a test turns: the clock, and whether cookies come back.

    `asked` are the paths that the app was asked for.
    """

    ehr_url: str
    app_url: str
    other_url: str
    ehr: TrainingEhr
    clock: Clock
    asked: list[str] = field(default_factory=list)
    cookies_lost: bool = False

    def chart(self, story: str) -> str:
        """The address of the chart of a story's visit, which has the app in its frame."""
        visit = next(each for each in self.ehr.chart.visits() if each.story.name == story)
        return f"{self.ehr_url}/chart/{visit.encounter}"

    def restored(self) -> None:
        """As at the beginning."""
        self.clock.ahead, self.cookies_lost = 0, False
        self.asked.clear()
        self.ehr.faults.clear()


@contextmanager
def two_sites(folder: Path) -> Iterator[Sites]:
    """Both sites, and a third one that frames whatever it is told, while the block runs."""
    authority = Authority(folder)
    certificate = authority.certificate(lasts=DAY, host="ehr.test", also=("app.test", "other.test"))
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
        resolve = socket.getaddrinfo
        patch.setattr(socket, "getaddrinfo", lambda host, *rest, **how: resolve(_here(host), *rest, **how))
        doors, clock = [Door(), Door()], Clock()
        ehr_url, app_url, other_url = (
            stack.enter_context(served(app, name, certificate))
            for app, name in zip([*doors, _framing()], ["ehr.test", "app.test", "other.test"], strict=True)
        )
        told = CONFIGURATION.format(ehr=ehr_url, app=app_url, client_id=CLIENT_ID, scopes=SCOPES)
        doors[0].app = ehr = create_ehr(training_settings(ehr_url, app_url), clock=clock)
        app = create_app(settings_from(told, {}, folder / "chairside.toml"), clock=clock)
        sites = Sites(ehr_url, app_url, other_url, ehr_of(ehr), clock)
        doors[1].app = _watched(app, sites)
        yield sites
        app.extensions["chairside"].store.close()


def _watched(app: Flask, sites: Sites) -> Any:
    def watched(environ: Any, start_response: Any) -> Any:
        sites.asked.append(environ["PATH_INFO"])
        if sites.cookies_lost:
            environ.pop("HTTP_COOKIE", None)
        return app(environ, start_response)

    return watched


def _framing() -> Flask:
    app = Flask("framing")

    @app.get("/")
    def page() -> str:
        return f'<!doctype html><title>Elsewhere</title><iframe src="{request.args["framed"]}"></iframe>'

    return app


def _here(host: Any) -> Any:
    return "127.0.0.1" if isinstance(host, str) and host.endswith(".test") else host

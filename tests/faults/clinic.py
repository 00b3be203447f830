"""The app, the fault proxy, the training EHR for sign-in, and sekmet for the records where it is installed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from fixtures.ehr.app import create_ehr, ehr_of
from fixtures.ehr.serving import serve_in_thread
from fixtures.ehr.settings import CLIENT_ID, SCOPES, SITES, EhrSettings, training_settings
from plugin.app import create_app
from plugin.demo import CLINIC, Demo
from plugin.settings import settings_from
from tests import sekmet
from tests.app.browser import Browser
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.visits.stories import STORIES

FACILITY = [path for path in STORIES if '"facility"' in path.read_text("utf-8")]


@dataclass(frozen=True, slots=True)
class FaultyClinic:
    """A running demo whose EHR is reached through the proxy alone."""

    demo: Demo
    proxy: FaultProxy

    def browser(self) -> Browser:
        """Somebody who has not signed in yet."""
        return Browser(self.demo)


@contextmanager
def faulty_clinic(folder: Path, stories: list[Path] = FACILITY) -> Iterator[FaultyClinic]:
    """The clinic while the block runs, its files in `folder`; sekmet holds the records of these stories."""
    with ExitStack() as stack:
        proxy = stack.enter_context(fault_proxy())
        app_port = _free_port()
        app_url = f"http://127.0.0.1:{app_port}"
        ehr = _ehr(stack, folder, training_settings(proxy.url, app_url), stories)
        proxy.upstream = f"http://localhost:{stack.enter_context(serve_in_thread(ehr, 'localhost', 0))}"
        app = create_app(settings_from(_configuration(proxy.url, app_url), {}, folder / "chairside.toml"))
        stack.enter_context(serve_in_thread(app, "127.0.0.1", app_port))
        yield FaultyClinic(Demo(proxy.url, app_url, ehr_of(ehr), app.extensions["chairside"]), proxy)


def _ehr(stack: ExitStack, folder: Path, settings: EhrSettings, stories: list[Path]) -> Flask:
    if sekmet.SEKMET is None:
        return create_ehr(settings)
    address = stack.enter_context(sekmet.server(folder, settings.fhir_base("facility")))
    sekmet.seed(address, stories)
    return sekmet.ehr_in_front_of(address, settings)


def _configuration(ehr_url: str, app_url: str) -> str:
    facts = {"ehr": ehr_url, "client_id": CLIENT_ID, "scopes": SCOPES, "setting": "facility"}
    return f'[app]\nbase_url = "{app_url}"\n' + CLINIC.format(path=SITES["facility"], **facts)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

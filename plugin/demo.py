"""The demo: a training EHR with invented patients and Chairside beside it, both on loopback, nothing left behind."""

from __future__ import annotations

import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click

from fixtures.ehr.app import create_ehr, ehr_of
from fixtures.ehr.serving import serve_in_thread
from fixtures.ehr.settings import CLIENT_ID, SCOPES, SITES, training_settings
from fixtures.ehr.training_ehr import TrainingEhr
from plugin.app import create_app
from plugin.demo_walk import Walker
from plugin.errors import ChairsideError
from plugin.settings import settings_from
from plugin.workflow.practice import Practice

CLINIC = """
[[ehr]]
name = "training-{setting}"
iss = "{ehr}{path}"
issuer = "{ehr}/oauth2"
client_id = "{client_id}"
scopes = "{scopes}"
setting = "{setting}"
timezone = "America/Chicago"
frame_ancestors = ["{ehr}"]
[ehr.roles]
coder = ["Practitioner/coder-cole"]
admin = ["Practitioner/it-1"]
"""
FAILED = 1


@dataclass(frozen=True, slots=True)
class Demo:
    """The addresses of a running demo, the EHR behind the first, and the parts of the app behind the second."""

    ehr_url: str
    app_url: str
    ehr: TrainingEhr
    practice: Practice


def serve(ehr_port: int, port: int) -> int:
    """Run the demo until Ctrl-C. A port that is taken gives way to a free one."""
    with running(ehr_port, port) as demo:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended from outside, it leaves nothing behind either
        click.echo(f"Open {demo.ehr_url}/")
        click.echo("A training EHR with invented patients; Chairside opens beside each chart. Ctrl-C ends it.")
        try:
            Event().wait()
        except KeyboardInterrupt:
            click.echo("Ended. Nothing was kept.")
    return 0


def check(ehr_port: int, port: int) -> int:
    """Launch every story as a browser would, print one line for each; 0 only if all were proposed."""
    failed = 0
    with running(ehr_port, port) as demo:
        for visit in demo.ehr.chart.visits():
            try:
                walker = Walker(demo.app_url)
                proposal = walker.proposal(walker.launch(demo.ehr.launch_url(visit.encounter)))
            except ChairsideError as error:
                failed += 1
                click.echo(f"FAILED  {visit.story.title}: {error.sentence}")
                continue
            lines, questions = _counted(proposal["lines"], "line"), _counted(proposal["prompts"], "open question")
            click.echo(f"{visit.story.title}: {lines}, {questions}")
    return FAILED if failed else 0


def _counted(found: list[object], name: str) -> str:
    return f"{len(found)} {name}{'' if len(found) == 1 else 's'}"


@contextmanager
def running(ehr_port: int, port: int) -> Iterator[Demo]:
    """Both applications while the block runs. The EHR is on localhost, the app on 127.0.0.1: two sites to a browser."""
    ehr_port, port = _free("localhost", ehr_port), _free("127.0.0.1", port)
    ehr_url, app_url = f"http://localhost:{ehr_port}", f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="chairside-demo-") as folder:
        ehr = create_ehr(training_settings(ehr_url, app_url))
        app = create_app(settings_from(_configuration(ehr_url, app_url), {}, Path(folder, "chairside.toml")))
        with serve_in_thread(ehr, "localhost", ehr_port), serve_in_thread(app, "127.0.0.1", port):
            yield Demo(ehr_url, app_url, ehr_of(ehr), app.extensions["chairside"])


def _configuration(ehr_url: str, app_url: str) -> str:
    facts = {"ehr": ehr_url, "client_id": CLIENT_ID, "scopes": SCOPES}
    clinics = [CLINIC.format(setting=setting, path=path, **facts) for setting, path in SITES.items()]
    return f'[app]\nbase_url = "{app_url}"\n' + "".join(clinics)


def _free(host: str, wanted: int) -> int:
    """The wanted port, or a free one if it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            free: int = probe.getsockname()[1]
            return free
    raise OSError("No port of this machine is free.")

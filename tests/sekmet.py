"""sekmet, a FHIR server nobody of this project wrote: alone, or in the place of the training EHR's FHIR endpoints."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from flask import Flask, Response, request

from fixtures.ehr.app import create_ehr, ehr_of
from fixtures.ehr.settings import EhrSettings

SEKMET = shutil.which("sekmet", path=str(Path(sys.executable).parent))
INSIDE = {"Authorization": "Bearer inside"}


@contextmanager
def server(folder: Path, public_base: str = "") -> Iterator[str]:
    """A running sekmet, by the address it listens on; it believes it is reached at `public_base` where one is given."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "settings.yaml").write_text(
        f"base_url: {public_base or f'http://127.0.0.1:{port}/fhir'}\n"
        f"host: 127.0.0.1\nport: {port}\ndata_dir: {folder}/data\n"
        "simulator: {enabled: false}\nserver_auth: {types: [bearer], tokens: [inside]}\n"
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([str(SEKMET), "serve", "-c", "settings.yaml"], cwd=folder, **quiet) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def seed(address: str, stories: list[Path]) -> None:
    """Put the resources of some stories in, shared ones once."""
    resources = {
        f"{r['resourceType']}/{r['id']}": r
        for path in stories
        for r in (entry["resource"] for entry in json.loads(path.read_text("utf-8"))["entry"])
    }
    entries = [{"resource": r, "request": {"method": "PUT", "url": url}} for url, r in resources.items()]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    requests.post(f"{address}/fhir", json=bundle, headers=INSIDE, timeout=60).raise_for_status()


def ehr_in_front_of(address: str, settings: EhrSettings) -> Flask:
    """The training EHR, whose facility FHIR base asks for its own tokens and then passes the request on to sekmet."""
    app = create_ehr(settings)

    @app.before_request
    def pass_on() -> Response | None:
        if not request.path.startswith("/fhir/") or request.path.startswith("/fhir/.well-known"):
            return None
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if ehr_of(app).grants.of_access(token) is None:
            return Response(status=401)
        url = f"{address}{request.full_path.rstrip('?')}"
        answer = requests.get(url, headers=INSIDE | {"Accept": "application/fhir+json"}, timeout=30)
        return Response(answer.content, answer.status_code, content_type=answer.headers.get("Content-Type"))

    return app


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("sekmet did not start")

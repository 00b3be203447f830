"""oidc-provider, an authorization server nobody here wrote, in front of sekmet, a FHIR server nobody here wrote either.

The app beside it is the whole product, registered as a client of each of the four kinds.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests
from html5lib import parse

from fixtures.ehr.settings import SCOPES
from plugin.app import create_app
from plugin.demo_walk import Walker
from plugin.settings import settings_from
from plugin.workflow.practice import Practice
from tests import sekmet
from tests.smart_launch.recording_ehr import Door, served
from tests.visits.stories import STORIES

HERE = Path(__file__).parent
NODE = shutil.which("node")
NODE_AT_LEAST = 20  # oidc-provider is written for it
INSTALLED = (HERE / "node_modules" / "oidc-provider").is_dir()
SECRET = "s3cret-of_this-site"
TOLD = "antibiotic-without-stop"
OTHER = "iron-with-flush"
LONG = "launch-" + "x" * 4000  # Epic's may be a JWT of some kilobytes
ASKED = SCOPES.replace(" online_access", "")
# What is registered with the server for each, and the same in the app's configuration.
KINDS: dict[str, tuple[dict[str, str], str]] = {
    "public": ({"token_endpoint_auth_method": "none"}, 'client_auth = "none"'),
    "basic": (
        {"token_endpoint_auth_method": "client_secret_basic", "client_secret": SECRET},
        'client_auth = "client_secret_basic"\nclient_secret_env = "SECRET"',
    ),
    "RS384": (
        {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "RS384"},
        'signing_alg = "RS384"',
    ),
    "ES384": (
        {"token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "ES384"},
        'signing_alg = "ES384"',
    ),
}
CONFIGURATION = """
[[ehr]]
name = "{name}"
iss = "{issuer}/{client}/fhir{end}"
client_id = "{client}"
scopes = "{scopes}"
setting = "facility"
timezone = "America/Chicago"
nonce = "required"
{auth}
"""


@dataclass
class Clocks:
    """The time of the app and of the server, which are turned together."""

    address: str = ""
    ahead: int = 0

    def __call__(self) -> int:
        return int(time.time()) + self.ahead

    def turn(self, seconds: int) -> None:
        """Let `seconds` pass, for both."""
        self.ahead += seconds
        requests.post(f"{self.address}/peer/clock?ahead={self.ahead}", timeout=5).raise_for_status()


@dataclass(frozen=True)
class Peer:
    """The server's address, the app's, and the parts of the app; `clocks` lets time pass for both."""

    address: str
    app_url: str
    practice: Practice
    clocks: Clocks

    def link(self, kind: str, launch: str = TOLD) -> str:
        """The launch link for the client of a kind."""
        asked = {"iss": f"{self.address}/{kind}/fhir", "launch": launch}
        return str(requests.Request("GET", f"{self.app_url}/launch", params=asked).prepare().url)


class Person(Walker):
    """A browser that keeps the cookies of the sign-in server as well."""

    def __init__(self, app_url: str) -> None:
        super().__init__(app_url)
        self._elsewhere = requests.Session()

    def _one(self, url: str, accept: str) -> requests.Response:
        if url.startswith(f"{self.app_url}/"):
            return super()._one(url, accept)
        return self._elsewhere.get(url, headers={"Accept": accept}, timeout=30, allow_redirects=False)

    def allowed(self, request: str) -> str:
        """Follow an authorization request through the server's sign-in; the callback address it ends with, unopened."""
        url = request
        while not url.startswith(f"{self.app_url}/callback"):
            url = urljoin(url, self._one(url, "text/html").headers["Location"])
        return url

    def send(self, form: requests.Response) -> str:
        """Send the form on a page of the app to the server, as its script does; the callback address, unopened."""
        page = parse(form.text, namespaceHTMLElements=False)
        fields = {field.get("name"): field.get("value") for field in page.iter("input")}
        target = page.find(".//form").get("action")
        answer = self._elsewhere.post(target, data=fields, timeout=30, allow_redirects=False)
        return self.allowed(urljoin(target, answer.headers["Location"]))


def lacking() -> str:
    """What it takes to run the peer and is not here; "" when all of it is."""
    if NODE is None:
        return "node is not installed (Debian: apt install nodejs npm)"
    version = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.removeprefix("v").partition(".")[0]) < NODE_AT_LEAST:
        return f"node is {version.strip()}, and oidc-provider needs {NODE_AT_LEAST} or newer"
    if not INSTALLED:
        return "oidc-provider is not installed (npm ci --prefix tests/oidc)"
    return "" if sekmet.SEKMET else "sekmet-fhir is not installed"


@contextmanager
def running(folder: Path) -> Iterator[Peer]:
    """Both servers and the app while the block runs."""
    with ExitStack() as stack:
        door = Door()
        app_url = stack.enter_context(served(door))
        fhir = stack.enter_context(sekmet.server(folder))
        sekmet.seed(fhir, [path for path in STORIES if path.parent.name in (TOLD, OTHER)])
        address = stack.enter_context(_server(app_url, f"{fhir}/fhir"))
        clocks = Clocks(address)
        door.app = app = create_app(_settings(address, app_url, folder), clock=clocks)
        yield Peer(address, app_url, app.extensions["chairside"], clocks)
        app.extensions["chairside"].store.close()


def _settings(issuer: str, app_url: str, folder: Path) -> Any:
    rows = [(kind, kind, "", auth) for kind, (_, auth) in KINDS.items()]
    rows.append(("written with a slash too many", "public", "/", KINDS["public"][1]))
    fields = ("name", "client", "end", "auth")
    clinics = [CONFIGURATION.format(issuer=issuer, scopes=ASKED, **dict(zip(fields, row, strict=True))) for row in rows]
    return settings_from(
        f'[app]\nbase_url = "{app_url}"\n' + "".join(clinics), {"SECRET": SECRET}, folder / "chairside.toml"
    )


@contextmanager
def _server(app_url: str, upstream: str) -> Iterator[str]:
    keys = {"jwks_uri": f"{app_url}/.well-known/jwks.json"}
    both = {
        "redirect_uris": [f"{app_url}/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    }
    told = {
        "clients": {
            kind: both | registered | (keys if "384" in kind else {}) for kind, (registered, _) in KINDS.items()
        },
        "launches": _launches(),
        "upstream": upstream,
        "upstreamToken": sekmet.INSIDE["Authorization"].removeprefix("Bearer "),
        "scopes": ASKED.split(),
    }
    command = [str(NODE), "server.mjs", json.dumps(told)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            address = next((line.strip() for line in process.stdout if line.startswith("http")), "")
            assert address, "the authorization server did not start"
            yield address
        finally:
            process.terminate()


def _context(story: str) -> dict[str, Any]:
    bundle = json.loads(next(path for path in STORIES if path.parent.name == story).read_text("utf-8"))
    ids = {entry["resource"]["resourceType"]: entry["resource"]["id"] for entry in bundle["entry"]}
    return {"patient": ids["Patient"], "encounter": ids["Encounter"], "need_patient_banner": True}


def _launches() -> dict[str, dict[str, Any]]:
    visit, other = _context(TOLD), _context(OTHER)
    signed_in = {"account": "Practitioner/nurse-lin", "refreshed": {}}
    return {
        TOLD: signed_in | {"context": visit},
        OTHER: signed_in | {"context": other},
        LONG: signed_in | {"context": visit},
        "changes-patient": signed_in | {"context": visit, "refreshed": {"patient": other["patient"]}},
        "refused": signed_in | {"context": visit, "refuses": True},
    }

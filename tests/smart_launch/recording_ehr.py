"""A permissive EHR that records what it is asked, like the server of Inferno's client suite; checks come afterwards.

It answers almost anything; a test changes one thing (`configuration`, `token`, `claims`, ...) and looks at what we do.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from markupsafe import escape
from werkzeug.serving import WSGIRequestHandler, make_server

SIGNING = RSAKey.generate_key(2048, {"kid": "ehr-1", "alg": "RS256", "use": "sig"})
CLIENT_ID = "chairside-test"


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    status: int


@dataclass
class RecordingEhr:
    """What it answers can be changed while it runs; a value None in an override removes the member."""

    root: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)
    openid: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] = field(default_factory=dict)
    refreshed: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    callback: dict[str, Any] = field(default_factory=dict)
    id_token: Any = None  # a function of the claims, in place of the EHR's own signing
    keys: list[dict[str, Any]] = field(default_factory=lambda: [dict(SIGNING.as_dict(private=False))])
    failures: dict[str, list[Response]] = field(default_factory=dict)  # path -> answers to give first
    resources: dict[str, Any] = field(default_factory=dict)  # path and query below the base -> resource
    accepted: set[str] = field(default_factory=set)  # access tokens it takes
    recorded: list[Recorded] = field(default_factory=list)
    nonces: dict[str, str | None] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"{self.root}/fhir"

    @property
    def token_url(self) -> str:
        return f"{self.root}/oauth2/token"

    def asked(self, path: str) -> list[Recorded]:
        """The recorded requests to a path."""
        return [each for each in self.recorded if each.path == path]

    def issued(self) -> str:
        """A new access token, accepted from now on."""
        token = f"access-{secrets.token_urlsafe(12)}"
        self.accepted.add(token)
        return token


@contextmanager
def recording_ehr(name: str = "127.0.0.1", certificate: tuple[str, str] | None = None) -> Iterator[RecordingEhr]:
    """The EHR on a free loopback port, under the host name `name`."""
    ehr = RecordingEhr()
    with served(_pages(ehr), name, certificate) as ehr.root:
        yield ehr


@contextmanager
def served(app: Any, name: str = "127.0.0.1", certificate: tuple[str, str] | None = None) -> Iterator[str]:
    """A WSGI app on a free loopback port, in a thread; its address. `certificate` (file, key file) makes it https."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet, ssl_context=certificate)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://{name}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Door:
    """Stands at an app's address before the app does: an app has to know its address when it is made."""

    app: Any

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


def answer(status: int, body: Any = "", **headers: str) -> Response:
    """An answer to queue in `failures`; a dict becomes JSON."""
    text = json.dumps(body) if isinstance(body, dict) else body
    kind = "application/fhir+json" if isinstance(body, dict) else "text/html"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(text, status, {"Content-Type": kind, **named})


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


def _pages(ehr: RecordingEhr) -> Flask:
    app = Flask("recording_ehr")

    @app.before_request
    def fail_first() -> Response | None:
        queued = ehr.failures.get(request.path)
        return queued.pop(0) if queued else None

    @app.after_request
    def record(response: Response) -> Response:
        ehr.recorded.append(
            Recorded(
                request.method,
                request.path,
                request.args.to_dict(),
                request.form.to_dict(),
                dict(request.headers),
                response.status_code,
            )
        )
        return response

    _chart_page(app, ehr)
    _sign_in_pages(app, ehr)
    _fhir_pages(app, ehr)
    return app


def _chart_page(app: Flask, ehr: RecordingEhr) -> None:
    @app.get("/chart")
    def chart() -> str:
        """The chart of one patient with the app in its side panel; `app` is the launch link."""
        sandbox = request.args.get("sandbox")
        limits = f' sandbox="{escape(sandbox)}"' if sandbox else ""
        source = escape(request.args["app"])
        return f'<!doctype html><title>Chart</title><iframe name="panel"{limits} src="{source}"></iframe>'


def _sign_in_pages(app: Flask, ehr: RecordingEhr) -> None:
    @app.get("/fhir/.well-known/smart-configuration")
    def configuration() -> Any:
        return _with(
            {
                "issuer": ehr.root,
                "authorization_endpoint": f"{ehr.root}/oauth2/authorize",
                "token_endpoint": ehr.token_url,
                "jwks_uri": f"{ehr.root}/oauth2/jwks",
                "code_challenge_methods_supported": ["S256"],
                "capabilities": ["launch-ehr", "client-confidential-asymmetric"],
            },
            ehr.configuration,
        )

    @app.get("/.well-known/openid-configuration")
    @app.get("/fhir/.well-known/openid-configuration")
    def openid() -> Any:
        return _with({"issuer": ehr.root, "jwks_uri": f"{ehr.root}/oauth2/jwks"}, ehr.openid)

    @app.get("/oauth2/jwks")
    def jwks() -> Any:
        return {"keys": ehr.keys}

    @app.route("/oauth2/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        asked = request.form if request.method == "POST" else request.args
        code = f"code-{secrets.token_urlsafe(12)}"
        ehr.nonces[code] = asked.get("nonce")
        back = _with({"code": code, "state": asked["state"]}, ehr.callback)
        return redirect(f"{asked['redirect_uri']}?{urlencode(back)}")

    @app.post("/oauth2/token")
    def token() -> Any:
        return _refreshed(ehr) if request.form.get("grant_type") == "refresh_token" else _first_grant(ehr)

    @app.post("/oauth2/revoke")
    def revoke() -> Any:
        return {}


def _first_grant(ehr: RecordingEhr) -> dict[str, Any]:
    claims = {
        "iss": ehr.root,
        "sub": "user-1",
        "aud": CLIENT_ID,
        "iat": int(time.time()),
        "exp": int(time.time()) + 300,
        "nonce": ehr.nonces.get(request.form.get("code", "")),
        "fhirUser": f"{ehr.base}/Practitioner/nurse-1",
    }
    sign = ehr.id_token or signed
    return _with(
        {
            "access_token": ehr.issued(),
            "token_type": "bearer",
            "expires_in": 300,
            "scope": "launch openid fhirUser patient/Encounter.rs",
            "patient": "p1",
            "encounter": "e1",
            "id_token": sign(_with(claims, ehr.claims)),
        },
        ehr.token,
    )


def _refreshed(ehr: RecordingEhr) -> dict[str, Any]:
    return _with({"access_token": ehr.issued(), "token_type": "Bearer", "expires_in": 300}, ehr.refreshed)


def _fhir_pages(app: Flask, ehr: RecordingEhr) -> None:
    @app.get("/fhir/<path:path>")
    def fhir(path: str) -> Any:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if bearer not in ehr.accepted:
            return answer(401, {"resourceType": "OperationOutcome"}, WWW_Authenticate="Bearer")
        query = urlencode(parse_qsl(request.query_string.decode(), keep_blank_values=True))
        found = ehr.resources.get(f"{path}?{query}" if query else path)
        return (
            found
            if isinstance(found, Response)
            else answer(200, found)
            if found
            else answer(404, {"resourceType": "OperationOutcome"})
        )


def signed(claims: dict[str, Any], key: RSAKey | ECKey = SIGNING, alg: str = "RS256", **header: Any) -> str:
    """An id_token as the EHR signs it, or as a test wants it signed."""
    return jwt.encode({"alg": alg, "kid": "ehr-1", **header}, claims, key, algorithms=[alg])


def _with(members: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**members, **changes}.items() if value is not None}

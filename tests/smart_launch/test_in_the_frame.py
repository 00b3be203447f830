"""Chromium opens the app in the EHR's frame: the cookie comes back on loopback and on two https sites."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask, request
from playwright.sync_api import Browser, Page, sync_playwright

from smart_launch.cookie import browser_cookie
from smart_launch.keys import KeyRing
from smart_launch.vault import MemoryVault
from tests.smart_launch.clinic import Clinic
from tests.smart_launch.recording_ehr import recording_ehr, served

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs /usr/bin/chromium")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--host-resolver-rules=MAP *.test 127.0.0.1"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(ignore_https_errors=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def loopback(keys: KeyRing) -> Iterator[Clinic]:
    """The EHR on http://localhost, the app on http://127.0.0.1: two sites to a browser."""
    with _opened(keys, "localhost", "127.0.0.1", None) as clinic:
        yield clinic


@pytest.fixture
def two_sites(keys: KeyRing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clinic]:
    """The EHR on https://ehr.test, the app on https://app.test."""
    certificate = _self_signed(tmp_path, "ehr.test", "app.test")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certificate[0])
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **named: resolve(_loopback(host), *rest, **named))
    with _opened(keys, "ehr.test", "app.test", certificate) as clinic:
        yield clinic


@pytest.mark.parametrize("sites", ["loopback", "two_sites"])
def test_a_launch_in_the_frame_opens_the_visit(sites: str, page: Page, request: pytest.FixtureRequest) -> None:
    clinic: Clinic = request.getfixturevalue(sites)
    assert _panel_text(page, clinic) == "p1"


@contextmanager
def _opened(keys: KeyRing, ehr_name: str, app_name: str, certificate: tuple[str, str] | None) -> Iterator[Clinic]:
    with ExitStack() as stack:
        ehr = stack.enter_context(recording_ehr(ehr_name, certificate))
        door = _Door()
        clinic = Clinic(ehr, keys, MemoryVault(), stack.enter_context(served(door, app_name, certificate)))
        door.app = clinic.app
        _visit_page(clinic)
        yield clinic


class _Door:
    """Stands at the app's address before the app does: the app has to know its address when it is made."""

    app: Flask

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


def _visit_page(clinic: Clinic) -> None:
    @clinic.app.get("/visit/<launch_id>")
    def visit(launch_id: str) -> str:
        return clinic.launcher.sessions.open(launch_id, browser_cookie(request)).patient


def _panel_text(page: Page, clinic: Clinic) -> str:
    link = f"{clinic.base_url}/launch?" + urlencode({"iss": clinic.ehr.base, "launch": "chart-1"})
    page.goto(f"{clinic.ehr.root}/chart?" + urlencode({"app": link}))
    page.wait_for_load_state("networkidle")
    panel = page.frame("panel")
    assert panel is not None
    return panel.locator("body").inner_text()


def _loopback(host: Any) -> Any:
    return "127.0.0.1" if isinstance(host, str) and host.endswith(".test") else host


def _self_signed(folder: Path, *names: str) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain, form = serialization.NoEncryption(), serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return str(folder / "cert.pem"), str(folder / "key.pem")

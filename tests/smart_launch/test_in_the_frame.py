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
from playwright.sync_api import Browser, Frame, Page

from smart_launch.keys import KeyRing
from smart_launch.vault import MemoryVault
from tests.smart_launch.clinic import Clinic
from tests.smart_launch.recording_ehr import Door, recording_ehr, served


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


SITES = pytest.mark.parametrize("sites", ["loopback", "two_sites"])


@pytest.fixture
def clinic(sites: str, request: pytest.FixtureRequest) -> Clinic:
    return request.getfixturevalue(sites)  # type: ignore[no-any-return]


@SITES
def test_a_launch_in_the_frame_opens_the_visit(clinic: Clinic, page: Page) -> None:
    assert _panel_text(page, clinic) == "p1"


@SITES
def test_the_cookie_is_partitioned_by_the_ehrs_site(clinic: Clinic, page: Page) -> None:
    _panel_text(page, clinic)
    kept = page.context.cookies()
    assert [(each["name"], each["secure"], each["httpOnly"], each["sameSite"]) for each in kept] == [
        ("__Host-chairside", True, True, "None")
    ]
    assert kept[0].get("partitionKey") == clinic.ehr.root.rpartition(":")[0]


@SITES
def test_a_long_launch_is_posted_by_the_page_itself(clinic: Clinic, page: Page) -> None:
    clinic.ehr.configuration["capabilities"] = ["authorize-post"]
    clinic.registered(frame_ancestors=(clinic.ehr.root,))
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    assert _panel_text(page, clinic, "chart-1" + "x" * 4000) == "p1"
    assert [each.method for each in clinic.ehr.asked("/oauth2/authorize")] == ["POST"]
    assert [each for each in complaints if "Content Security Policy" in each] == []


@SITES
def test_a_second_chart_in_a_second_tab_leaves_the_first_one_open(clinic: Clinic, page: Page) -> None:
    _panel_text(page, clinic)
    clinic.ehr.token = {"patient": "p2"}
    second = page.context.new_page()
    assert _panel_text(second, clinic) == "p2"
    assert _text_after_reload(page) == "p1"


@SITES
@pytest.mark.parametrize("sandbox", ["allow-scripts allow-forms allow-same-origin", "allow-scripts allow-forms"])
def test_an_athena_like_sandbox_without_top_navigation_is_enough(clinic: Clinic, page: Page, sandbox: str) -> None:
    assert _panel_text(page, clinic, sandbox=sandbox) == "p1"


@contextmanager
def _opened(keys: KeyRing, ehr_name: str, app_name: str, certificate: tuple[str, str] | None) -> Iterator[Clinic]:
    with ExitStack() as stack:
        ehr = stack.enter_context(recording_ehr(ehr_name, certificate))
        door = Door()
        clinic = Clinic(ehr, keys, MemoryVault(), stack.enter_context(served(door, app_name, certificate)))
        clinic.registered(private_addresses=True)  # both names lead to this machine
        door.app = lambda *asked: clinic.app(*asked)  # noqa: PLW0108  (it is another app once registered anew)
        yield clinic


def _panel_text(page: Page, clinic: Clinic, launch: str = "chart-1", sandbox: str | None = None) -> str:
    link = f"{clinic.base_url}/launch?" + urlencode({"iss": clinic.ehr.base, "launch": launch})
    chart = {"app": link} | ({"sandbox": sandbox} if sandbox else {})
    page.goto(f"{clinic.ehr.root}/chart?" + urlencode(chart))
    page.wait_for_load_state("networkidle")
    return _panel(page).locator("body").inner_text()


def _text_after_reload(page: Page) -> str:
    _panel(page).evaluate("location.reload()")
    page.wait_for_load_state("networkidle")
    return _panel(page).locator("body").inner_text()


def _panel(page: Page) -> Frame:
    panel = page.frame("panel")
    assert panel is not None
    return panel


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

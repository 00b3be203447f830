"""An EHR's name that leads inside is knocked at only where its entry says so."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from smart_launch.checks_reading import Reader
from smart_launch.discovery import Discovery
from smart_launch.ehrs import Ehr
from smart_launch.errors import DiscoveryFailed, PrivateAddress
from smart_launch.inner_network import is_public
from smart_launch.outbound import confined, get_document, new_session

EHR = Ehr(name="general", iss="https://ehr.example/fhir", client_id="c", scopes="launch openid", client_auth="none")
Answers = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def knocks() -> Iterator[tuple[int, list[str]]]:
    """A machine of the site: its port on loopback, and who knocked."""
    heard: list[str] = []

    class Inner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Inner)
    Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True).start()
    yield server.server_address[1], heard
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.1.2.3", False),
        ("172.16.0.9", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # an address looked at, not one listened on
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("not an address", False),
    ],
)
def test_special_ranges_are_inside(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(knocks: tuple[int, list[str]]) -> None:
    port, heard = knocks
    with new_session() as session, pytest.raises(PrivateAddress):
        session.get(f"http://localhost:{port}/metadata", timeout=5)
    assert heard == []


def test_one_inner_address_among_several_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("8.8.8.8", "10.0.0.5")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with new_session() as session, pytest.raises(PrivateAddress):
        session.get("https://ehr.example/fhir", timeout=5)


def test_a_name_answered_anew_between_looking_and_knocking_gets_nothing(
    knocks: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, heard = knocks
    real, asked = socket.getaddrinfo, []

    def changing(host: str, *arguments: Any, **options: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        if len(asked) == 1:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", port))]
        return list(real("127.0.0.1", *arguments, **options))

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with new_session() as session, pytest.raises(PrivateAddress):
        session.get(f"http://rebinding.example:{port}/", timeout=5)
    assert len(asked) == 2
    assert heard == []


def test_an_entry_that_says_so_reaches_its_own_network(knocks: tuple[int, list[str]]) -> None:
    port, heard = knocks
    with confined(requests.Session(), inside=True) as session:
        assert session.get(f"http://localhost:{port}/fhir", timeout=5).status_code == 200
    assert heard == ["/fhir"]


def test_discovery_of_an_ehr_that_leads_inside_ends_with_its_own_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.20.30.40", port))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    with pytest.raises(PrivateAddress) as refused:
        Discovery(lambda: 0).endpoints(EHR)
    assert "private_addresses = true" in refused.value.hint


def test_the_connection_check_says_which_setting_would_allow_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(host: str, port: int, *_: Any, **__: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.20.30.40", port))]

    monkeypatch.setattr(socket, "getaddrinfo", inside)
    trouble = Reader(EHR, "https://chairside.example").get("https://ehr.example/fhir/metadata").trouble
    assert trouble is not None
    assert "private address" in trouble.found
    assert "private_addresses = true" in trouble.fix


def test_a_training_ehr_on_this_machine_needs_no_entry() -> None:
    local = replace(EHR, iss="http://localhost:8080/fhir")
    assert (EHR.may_be_inside, local.may_be_inside) == (False, True)
    assert replace(EHR, private_addresses=True).may_be_inside


def test_an_unknown_name_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DiscoveryFailed) as failed:
        get_document("https://nobody.example/.well-known/smart-configuration")
    assert "ConnectionError" in failed.value.hint

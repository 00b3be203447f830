"""How the app reaches an EHR: TLS 1.2 or newer, and through the site's proxy where there is one."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from time import time

import pytest

from smart_launch.discovery import Discovery
from smart_launch.ehrs import Ehr
from smart_launch.errors import DiscoveryFailed
from tests.smart_launch.certificates import DAY, Authority

# Old versions are refused by default on both sides; the server and the eavesdropper's client are told to allow them.
LENIENT = "DEFAULT:@SECLEVEL=0"
REFUSED = {ssl.TLSVersion.TLSv1: False, ssl.TLSVersion.TLSv1_1: False}
TAKEN = {ssl.TLSVersion.TLSv1_2: True, ssl.TLSVersion.TLSv1_3: True}


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.file))
    return made


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize(("version", "taken"), [*REFUSED.items(), *TAKEN.items()], ids=str)
def test_e40_a_server_that_speaks_an_older_tls_than_1_2_hears_nothing(
    authority: Authority, version: ssl.TLSVersion, taken: bool
) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.set_ciphers(LENIENT)
    server.load_cert_chain(*authority.certificate(lasts=DAY))
    server.minimum_version = server.maximum_version = version
    with listening(server) as (port, heard):
        assert speaks(port, version), "the test's own client gets no answer either"
        with pytest.raises(DiscoveryFailed):  # nothing of what it answers is a configuration
            Discovery(lambda: int(time())).endpoints(ehr(f"https://127.0.0.1:{port}/fhir"))
        assert [line for line in heard if line.startswith("GET /fhir/")] == (
            ["GET /fhir/.well-known/smart-configuration HTTP/1.1"] if taken else []
        )


def test_e40_an_ehr_is_asked_through_the_proxy_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(None) as (port, heard):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(DiscoveryFailed):
            Discovery(lambda: int(time())).endpoints(ehr("https://ehr.example/fhir"))
        assert heard[0].startswith("CONNECT ehr.example:443 HTTP/1.")


def ehr(iss: str) -> Ehr:
    return Ehr(name="transport", iss=iss, client_id="c", scopes="launch openid")


def speaks(port: int, version: ssl.TLSVersion) -> bool:
    """Whether a client that allows this version, and nothing else, is answered."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.set_ciphers(LENIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.minimum_version = client.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", port), timeout=5) as plain,
        client.wrap_socket(plain) as spoken,
    ):
        spoken.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return spoken.recv(100).startswith(b"HTTP/1.0 404")


class listening:  # noqa: N801  (used as a with statement)
    """A port that answers 404 to everything: its number, and the first line of each request that was understood."""

    def __init__(self, tls: ssl.SSLContext | None) -> None:
        self._tls, self._heard = tls, list[str]()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._answer, daemon=True)

    def __enter__(self) -> tuple[int, list[str]]:
        self._thread.start()
        return int(self._socket.getsockname()[1]), self._heard

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _answer(self) -> None:
        for plain in self._callers():
            try:
                plain.settimeout(5)
                with self._tls.wrap_socket(plain, server_side=True) if self._tls else plain as spoken:
                    self._heard.append(spoken.recv(4096).decode(errors="replace").partition("\r\n")[0])
                    spoken.sendall(b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                continue

    def _callers(self) -> Iterator[socket.socket]:
        while True:
            try:
                yield self._socket.accept()[0]
            except OSError:
                return

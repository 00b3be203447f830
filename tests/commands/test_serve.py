"""chairside serve starts from its configuration file alone, and its server logs no address with a query."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.terminal import chairside

CONFIG = """
[app]
base_url = "http://127.0.0.1:{port}"
[[ehr]]
name = "north"
iss = "https://north.example/fhir"
client_id = "c"
scopes = "launch openid"
"""
ATTEMPTS = 600


@dataclass
class Served:
    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        response = connection.getresponse()
        answer = response.status, response.read().decode()
        connection.close()
        return answer

    def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        _, told = self.process.communicate(timeout=30)
        return told.decode()


@pytest.fixture(autouse=True)
def _umask_of_the_tests() -> Iterator[None]:
    """The commands narrow the umask of their process, which here is that of all tests."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = folder / "chairside.toml"
    config.write_text(CONFIG.format(port=port))
    command = [sys.executable, "-c", "from plugin.commands import main; main()", "serve", "--config", str(config)]
    options = ["--port", str(port), "--workers", "1"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        running = Served(port, folder, process)
        _wait_until_it_answers(running)
        yield running
        process.kill()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("site")) as running:
        yield running


def test_it_answers_on_the_port_asked_for(served: Served) -> None:
    status, answer = served.get("/health")
    assert (status, '"ok"' in answer) == (200, True)


def test_keys_and_database_are_made_beside_the_configuration(served: Served) -> None:
    assert (served.folder / "chairside.db").exists()
    for key in (served.folder / "keys").iterdir():
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_the_database_and_the_files_beside_it_are_for_their_owner_alone(served: Served) -> None:
    assert {stat.S_IMODE(file.stat().st_mode) for file in served.folder.glob("chairside.db*")} == {0o600}


def test_a_launch_value_of_several_kilobytes_reaches_the_application(served: Served) -> None:
    status, answer = served.get(f"/launch?iss=https://unknown.example&launch={'x' * 6000}")
    assert (status, "not registered with Chairside" in answer) == (400, True)


def test_the_public_keys_are_those_of_the_file(served: Served) -> None:
    assert served.get("/.well-known/jwks.json")[0] == 200


def test_codes_and_launch_values_of_good_and_broken_requests_are_not_logged(tmp_path: Path) -> None:
    with serving(tmp_path) as alone:
        alone.get("/callback?code=secret-code&state=secret-state")
        alone.get("/launch?iss=secret-iss&launch=secret-launch")
        broken = (b"GET /callback?code=secret HTTP/9.9\r\n\r\n", b"GET /callback?code=secret\x00 nonsense\r\n\r\n")
        for request in broken:
            with socket.create_connection(("127.0.0.1", alone.port), timeout=10) as connection:
                connection.sendall(request)
                connection.recv(4096)
        told = alone.stop()
    assert "request.failed" in told
    assert "secret" not in told


def test_a_configuration_that_is_wrong_is_one_sentence_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG.format(port=8701).replace("client_id", "client"))
    result = chairside("serve", "--config", str(tmp_path / "c.toml"))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "client_id is missing" in result.stderr


def test_release_makes_ready_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG.format(port=8701))
    result = chairside("release", "--config", str(tmp_path / "c.toml"))
    assert (result.returncode, result.stdout.startswith(b"Ready: 1 EHR,")) == (0, True)
    assert (tmp_path / "chairside.db").exists()


def test_a_database_that_others_can_read_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG.format(port=8701))
    (tmp_path / "chairside.db").touch()
    (tmp_path / "chairside.db").chmod(0o644)
    result = chairside("serve", "--config", str(tmp_path / "c.toml"))
    assert (result.returncode, b"read by other users" in result.stderr.encode()) == (2, True)


def _wait_until_it_answers(running: Served) -> None:
    for _ in range(ATTEMPTS):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", running.port)) == 0:
                return
        if running.process.poll() is not None:
            pytest.fail(running.process.stderr.read().decode() if running.process.stderr else "it ended")
        signal.sigtimedwait([], 0.05)
    pytest.fail("it does not answer")

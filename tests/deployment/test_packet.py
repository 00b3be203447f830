"""The drills and the promises of the IT packet, carried out."""

import re
import shutil
import socket
import subprocess
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from plugin.app import create_app
from plugin.commands import COMMANDS
from plugin.commands_serve import serve_command
from plugin.settings import IDLE_MINUTES, Settings
from plugin.store.store import Store
from smart_launch.browsers import SIGN_IN_LIMIT
from smart_launch.cookie import NAME
from smart_launch.errors import DiscoveryFailed, UnknownEhr
from smart_launch.identity import User
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.outbound import get_document
from smart_launch.sessions import ABSOLUTE_LIMIT
from tests.deployment.guides import FOLDER, GUIDES, PAGES, Page, quoted

PACKET = PAGES[3]
ROOT = FOLDER.parent
EPIC, _, ORACLE = GUIDES
NOW = 1_772_632_800


@pytest.fixture(scope="module")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of full strength, which take a while to make."""
    folder = tmp_path_factory.mktemp("made") / "keys"
    KeyRing.open(folder)
    return folder


@pytest.fixture
def folder(keys_folder: Path, tmp_path: Path) -> Path:
    """The folder of an installation, with a copy of the keys in it."""
    shutil.copytree(keys_folder, tmp_path / "keys")
    (tmp_path / "backup").mkdir()
    return tmp_path


@pytest.fixture
def installation(folder: Path) -> Settings:
    """Epic and Oracle in one installation."""
    clinics = {**EPIC.settings.clinics, **ORACLE.settings.clinics}
    return replace(
        EPIC.settings, database_url=f"sqlite:///{folder}/chairside.db", keys_dir=folder / "keys", clinics=clinics
    )


def drill(number: int, said: str) -> str:
    """A block of shell of a section of the packet, the one that has these words in it."""
    section = PACKET.text.split(f"\n## {number}. ")[1].split("\n## ")[0]
    (block,) = [found for found in re.findall(r"```sh\n(.*?)```", section, re.DOTALL) if said in found]
    return block


def run(script: str, folder: Path) -> None:
    subprocess.run(["sh", "-eu", "-c", script], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_a_key_changed_as_the_packet_says_is_published_before_it_signs_and_the_old_one_after(folder: Path) -> None:
    before = KeyRing.open(folder / "keys")
    old = {alg: before.signing(alg).kid for alg in ("RS384", "ES384")}

    run(drill(6, "openssl"), folder)
    published = KeyRing.open(folder / "keys")  # refuses keys that others can read
    kids = {key["kid"] for key in published.public_jwks()["keys"]}
    assert len(kids) == 4
    assert {alg: published.signing(alg).kid for alg in old} == old

    run(drill(6, "mv keys/"), folder)
    changed = KeyRing.open(folder / "keys")
    assert {key["kid"] for key in changed.public_jwks()["keys"]} == kids
    assert {changed.signing(alg).kid for alg in old} == kids - set(old.values())
    assert {alg: changed.signing(alg).as_dict()["alg"] for alg in old} == {alg: alg for alg in old}

    (removed,) = re.findall(r"`(rm keys/[^`]+)`", PACKET.text)
    run(removed, folder)
    assert {key["kid"] for key in KeyRing.open(folder / "keys").public_jwks()["keys"]} == kids - set(old.values())


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the sqlite3 shell is not installed")
def test_a_backup_made_while_it_runs_and_its_keys_give_back_what_was_kept_and_neither_does_alone(folder: Path) -> None:
    running = Store.open(f"sqlite:///{folder}/chairside.db", KeyRing.open(folder / "keys"))
    running.proposals.keep("epic-tst", "Encounter/e1", "chart", "what was proposed", NOW)
    run(drill(5, "VACUUM"), folder)
    running.close()

    copy = folder / "backup" / "chairside.db"
    assert copy.stat().st_mode & 0o777 == 0o600
    restored = Store.open(f"sqlite:///{copy}", KeyRing.open(folder / "keys"))
    kept = restored.proposals.newest("epic-tst", "Encounter/e1")
    restored.close()
    assert kept is not None
    assert kept.proposal == "what was proposed"

    (folder / "keys" / "seal.key").unlink()
    alone = Store.open(f"sqlite:///{copy}", KeyRing.open(folder / "keys"))
    lost = alone.proposals.newest("epic-tst", "Encounter/e1")
    alone.close()
    assert lost is not None
    assert lost.proposal is None


def test_an_ehr_taken_out_of_the_file_launches_no_more_and_its_open_charts_end(installation: Settings) -> None:
    epic, oracle = (_chart_opened(installation, guide) for guide in (EPIC, ORACLE))
    without = replace(installation, clinics=ORACLE.settings.clinics)
    browser = create_app(without, clock=lambda: NOW).test_client(use_cookies=False)
    link = browser.get("/launch", query_string={"iss": EPIC.clinic.ehr.iss, "launch": "x"})
    charts = [browser.get(address, headers={"Cookie": f"{NAME}={value}"}) for address, value in (epic, oracle)]
    assert [answer.status_code for answer in (link, *charts)] == [400, 400, 200]
    for refused in (link, charts[0]):
        assert UnknownEhr.sentence in refused.text
    assert f'"{UnknownEhr.sentence}"' in PACKET.text


def _chart_opened(settings: Settings, guide: Page) -> tuple[str, str]:
    """The address of a live launch, and the cookie value of its browser."""
    practice = create_app(settings, clock=lambda: NOW).extensions["chairside"]
    ehr = guide.clinic.ehr
    launch = Launch(
        id=f"launch-{ehr.name}", ehr=ehr.name, iss=ehr.iss, patient="p1", encounter="e1",
        user=User(ehr.iss, "u1", "Practitioner/p"), need_patient_banner=True, intent=None, scopes=(), not_granted=(),
        started=NOW, expires_at=NOW + ABSOLUTE_LIMIT, access="token",
    )  # fmt: skip
    _, cookie = practice.launcher.sessions.begin(ehr.name, "nonce", "verifier", None)
    return f"/visit/{launch.id}", practice.launcher.sessions.start(launch, None, cookie)


def test_how_long_things_are_kept_is_as_the_packet_says() -> None:
    said = {cells[0]: cells[2] for cells in PACKET.table("what")[:8]}
    assert said["a sign-in under way"] == f"{SIGN_IN_LIMIT // 60} minutes"
    launch = said["launch: patient and visit ids, who signed in"]
    assert f"`idle_minutes`, {IDLE_MINUTES} where nothing is set" in launch
    assert f"{ABSOLUTE_LIMIT // 3600} hours at most" in launch


def test_what_is_installed_on_a_server_is_what_make_builds_and_pins() -> None:
    block = drill(10, "pip install")
    assert all((ROOT / name).is_file() for name in re.findall(r"-r (\S+)", block))
    assert set(re.findall(r"bin/chairside (\w+)", block)) <= set(COMMANDS)
    (host, port) = (
        option.default for name in ("host", "port") for option in serve_command.params if option.name == name
    )
    assert f"listens on {host}:{port}" in PACKET.text


def test_an_outbound_request_goes_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        for other in ("https_proxy", "NO_PROXY", "no_proxy"):
            monkeypatch.delenv(other, raising=False)
        heard: list[bytes] = []
        listening = Thread(target=_hear, args=(proxy, heard))
        listening.start()
        with pytest.raises(DiscoveryFailed):
            get_document("https://ehr.example/fhir/.well-known/smart-configuration")
        listening.join(timeout=10)
    assert heard[0].startswith(b"CONNECT ehr.example:443 ")


def _hear(proxy: socket.socket, heard: list[bytes]) -> None:
    connection, _ = proxy.accept()
    with connection:
        heard.append(connection.recv(1000))


def test_each_item_of_the_form_has_somebody_who_fills_it_in_or_needs_nobody() -> None:
    for item, test, production, who in PACKET.table("item"):
        assert who or (test.startswith("none") and production.startswith("none")), item


def test_it_has_a_row_for_each_thing_a_configuration_names() -> None:
    form = " ".join(quoted(" ".join(" ".join(cells) for cells in PACKET.table("item"))))
    for name in ("iss", "issuer", "base_url", "frame_ancestors", "timezone", "setting", "campus", "database_url_env",
                 "keys_dir", "[ehr.mar_actions]", "[ehr.paths]"):  # fmt: skip
        assert name in form

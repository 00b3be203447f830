"""What the connection check says of our own side: address, keys, what is published of them, the secret, the frame."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from smart_launch import discovery
from smart_launch.checks import judged
from smart_launch.checks_finding import Standing, plain
from smart_launch.checks_words import as_members, as_text, from_members
from smart_launch.discovery import Discovery
from smart_launch.errors import LaunchError
from smart_launch.keys import KeyRing
from tests.smart_launch.checking import Checking, by_name, capability
from tests.smart_launch.recording_ehr import RecordingEhr, served


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    KeyRing.open(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Keys of the test's own: an RSA key takes its time to make."""
    return Path(shutil.copytree(made, tmp_path / "keys"))


@pytest.fixture
def checking(ehr: RecordingEhr, folder: Path) -> Checking:
    return Checking(ehr, "http://127.0.0.1:1", folder)


def _published(body: Any, status: int = 200) -> Flask:
    app = Flask("ours")
    app.add_url_rule("/.well-known/jwks.json", view_func=lambda: (body, status))
    return app


def test_an_address_of_this_machine_alone_is_told_as_that(checking: Checking) -> None:
    assert checking.finding("Our address").found.endswith("plain http, which serves on this machine only, for a test")


def test_the_addresses_to_register_are_told(checking: Checking) -> None:
    checking.base_url = "https://chairside.hospital.example.invalid"
    found = checking.finding("Our address").found
    assert found == f"launch URL {checking.base_url}/launch, redirect URI {checking.base_url}/callback"


def test_keys_that_were_never_made_are_a_warning_and_none_are_made(checking: Checking, tmp_path: Path) -> None:
    checking.keys_dir = tmp_path / "none"
    found = by_name(checking.report())
    assert found["Our keys"].standing is Standing.WARNING
    assert found["Our key is published"].found == "not checked: there is no usable key in keys_dir"
    assert not checking.keys_dir.exists()


def test_a_key_others_can_read_fails_with_its_mode(checking: Checking, folder: Path) -> None:
    (folder / "es384.pem").chmod(0o640)
    found = checking.finding("Our keys")
    assert (found.standing, "has mode 0640 and must have 0600" in found.found) == (Standing.FAILED, True)


def test_a_key_that_is_none_fails(checking: Checking, folder: Path) -> None:
    (folder / "es384.pem").write_text("no key")
    found = checking.finding("Our keys")
    assert (found.standing, found.found.startswith("A file of keys_dir cannot be read as a key")) == (
        Standing.FAILED, True,
    )  # fmt: skip
    assert stat.S_IMODE((folder / "es384.pem").stat().st_mode) == 0o600


def test_an_address_that_does_not_answer_is_a_warning_for_it_may_answer_the_ehr(checking: Checking) -> None:
    found = checking.finding("Our key is published")
    assert (found.standing, found.found) == (
        Standing.WARNING,
        "No connection to 127.0.0.1:1 came about. Asked from this server; the EHR may still see it.",
    )


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"keys": []}, 200, "The key set at our address has 0 keys and not the one that signs"),
        ({"keys": [{"kid": "other"}, 7]}, 200, "The key set at our address has 1 keys and not the one that signs"),
        ({"error": "x"}, 200, "of our address answers 200 and no key set."),
        ("<html>", 404, "of our address answers 404 and no key set."),
    ],
)
def test_another_key_set_than_ours_fails(checking: Checking, body: Any, status: int, told: str) -> None:
    with served(_published(body, status)) as checking.base_url:
        found = checking.finding("Our key is published")
    assert (found.standing, told in found.found) == (Standing.FAILED, True), found.found


def test_a_key_set_with_our_key_is_in_order(checking: Checking, folder: Path) -> None:
    keys = KeyRing.open(folder)
    with served(_published(keys.public_jwks())) as checking.base_url:
        found = checking.finding("Our key is published")
    assert found.found == f"{checking.base_url}/.well-known/jwks.json, kid {keys.signing('ES384').kid}, matches"


def test_a_secret_needs_no_published_key(checking: Checking) -> None:
    checking.registered = {"client_auth": "client_secret_basic", "client_secret": "abc-123"}
    found = by_name(checking.report())
    assert [found[name].found for name in ("Our key is published", "Client secret")] == [
        "not needed: signs in with client_secret_basic", "set",
    ]  # fmt: skip


def test_a_secret_that_servers_read_in_two_ways_is_a_warning(checking: Checking) -> None:
    checking.registered = {"client_auth": "client_secret_basic", "client_secret": "a+b/c="}
    assert checking.finding("Client secret").standing is Standing.WARNING


def test_a_variable_that_is_not_set_is_named(checking: Checking) -> None:
    checking.registered = {"client_auth": "client_secret_basic", "client_secret": "\0stand-in"}
    checking.told = {"secret_variable": "NORTH_SECRET"}
    assert checking.finding("Client secret").found == (
        "The variable NORTH_SECRET, which client_secret_env names, is not set."
    )


@pytest.mark.parametrize(
    ("origins", "told"),
    [
        ((), "frame_ancestors is empty."),
        (("http://ehr.hospital.example",), "http://ehr.hospital.example is not https."),
        (("http://localhost:8700",), "our pages may be shown inside http://localhost:8700"),
    ],
)
def test_who_may_frame_us(checking: Checking, origins: tuple[str, ...], told: str) -> None:
    checking.registered = {"frame_ancestors": origins}
    assert checking.finding("Frame").found == told


def test_a_report_says_nothing_secret_in_text_or_json(checking: Checking) -> None:
    secret = "planted-secret+"
    checking.registered = {"client_auth": "client_secret_basic", "client_secret": secret}
    checking.token = Response('{"access_token": "planted-token"}', 200, {"Content-Type": "application/json"})
    report = checking.report()
    told = f"{as_text(report)}{as_members(report)}"
    assert [word for word in (secret, "planted") if word in told] == []


def test_a_report_comes_back_from_json_as_it_was(checking: Checking) -> None:
    report = checking.report()
    assert from_members(as_members(report)) == report


def test_a_step_that_is_not_in_order_has_its_effect_and_fix_below_it_in_the_text(checking: Checking) -> None:
    checking.metadata = capability(fhirVersion="1.0.2")
    lines = as_text(checking.report()).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  x  FHIR version"))
    assert lines[at + 1] == "       Effect: Chairside reads FHIR R4; of another version it may misread a record."
    assert lines[at + 2] == "       Fix, by you: Register the R4 address of this EHR as iss."


def test_what_an_ehr_writes_cannot_steer_a_terminal_or_fill_a_page(checking: Checking) -> None:
    checking.metadata = capability(fhirVersion="\x1b[2J\n" + "9" * 10_000)
    found = checking.finding("FHIR version").found
    assert ("\x1b" in found, "\n" in found, len(found) < 200) == (False, False, True)
    assert plain("café\tx") == "caf x"


ODD = [None, "", 7, True, [], {}, [7], ["S256"], "http://[", "S256", [[]], {"a": []}, "\x00", "//"]


@pytest.mark.parametrize("name", [
    "authorization_endpoint", "token_endpoint", "issuer", "jwks_uri", "capabilities", "revocation_endpoint",
    "code_challenge_methods_supported", "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
])  # fmt: skip
def test_whatever_a_configuration_says_is_judged_and_what_a_launch_would_refuse_fails(
    checking: Checking, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = checking.facts()
    for value in ODD:
        document = {**(facts.configuration.document or {}), name: value}
        changed = replace(facts, configuration=replace(facts.configuration, document=document))
        findings = judged(changed)
        assert [f.found for f in findings if "could not be judged" in f.found] == []
        monkeypatch.setattr(discovery, "get_document", lambda *_, document=document, **__: document)
        try:
            Discovery(lambda: 0).endpoints(facts.ehr)
        except LaunchError:
            assert Standing.FAILED in [f.standing for f in findings], value


@pytest.mark.parametrize("rest", [None, 7, {}, [7], [{"resource": 7}], [{"resource": [7, {"type": []}]}]])
def test_a_capability_statement_without_shape_is_judged(checking: Checking, rest: Any) -> None:
    checking.metadata = capability(rest=rest)
    found = by_name(checking.report())
    assert found["MedicationAdministration"].found == ("MedicationAdministration is not in the CapabilityStatement.")

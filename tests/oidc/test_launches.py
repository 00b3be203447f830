"""From the chart to the page against an authorization server nobody here wrote, as each kind of client."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from joserfc.jwk import ECKey

from smart_launch.errors import PatientChanged, TokenRefused
from smart_launch.keys import KeyRing
from tests.oidc.peer import KINDS, LONG, OTHER, TOLD, Peer, Person
from tests.oidc.sign_ins import SignIn
from tests.visits.stories import STORIES

HOUR = 3600
SIGNING = "es384.pem"
TOKEN_IS_OVER = 320  # the server's five minutes, and the fifteen seconds by which its clients' clocks may differ


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_launch_ends_on_the_page_of_its_patient(peer: Peer, person: Person, kind: str) -> None:
    page = person.launch(peer.link(kind))
    assert "HADDAD" in _shown(person, page)


def test_what_is_proposed_is_what_the_story_is_charged_with(peer: Peer, person: Person, kind: str) -> None:
    got = person.proposal(person.launch(peer.link(kind)))
    told = next(path for path in STORIES if path.parent.name == TOLD)
    expected = json.loads(told.with_name("expected.json").read_text("utf-8"))
    assert (_charged(got), _asked(got)) == (_charged(expected), _asked(expected))
    assert got["unread"] == []


def test_a_launch_too_long_for_an_address_is_posted(peer: Peer, person: Person, kind: str) -> None:
    form = person.get(peer.link(kind, LONG))
    page = person.launch(person.send(form))
    assert "HADDAD" in _shown(person, page)


def test_a_token_that_ran_out_is_renewed_and_patient_and_visit_stay(peer: Peer, person: Person, kind: str) -> None:
    page = person.launch(peer.link(kind))
    before = person.proposal(page)
    sessions, launch = peer.practice.launcher.sessions, page.rpartition("/")[2]
    used = [sessions.refresh_token(launch)]
    for _ in range(2):
        peer.clocks.turn(TOKEN_IS_OVER)
        assert person.proposal(page) == before
        used.append(sessions.refresh_token(launch))
    assert None not in used
    assert len(set(used)) == 3


def test_a_renewal_that_names_another_patient_ends_the_launch(peer: Peer, person: Person, kind: str) -> None:
    page = person.launch(peer.link(kind, "changes-patient"))
    peer.clocks.turn(TOKEN_IS_OVER)
    changed = person.get(page, "application/json")
    assert (changed.status_code, changed.json()["error"]["message"]) == (403, PatientChanged.sentence)
    assert person.get(page).status_code == 410


def test_signing_out_gives_the_tokens_back(peer: Peer, person: Person, kind: str) -> None:
    page = person.launch(peer.link(kind))
    launch = page.rpartition("/")[2]
    sessions = peer.practice.launcher.sessions
    access = sessions.access(launch)
    assert _status(peer, kind, access) == 200
    peer.practice.launcher.end(sessions.open(launch, person.cookie))
    assert _status(peer, kind, access) == 401


def test_the_key_set_is_found_where_openid_connect_says(peer: Peer, person: Person, kind: str) -> None:
    launcher = peer.practice.launcher
    launch = launcher.sessions.open(person.launch(peer.link(kind)).rpartition("/")[2], person.cookie)
    assert launcher.discovery.endpoints(launcher.ehrs.named(kind)).jwks is None
    assert (launch.user.iss, launch.fhir_user) == (peer.address, "Practitioner/nurse-lin")


def test_two_charts_of_one_person_stay_apart(peer: Peer, person: Person) -> None:
    first, second = person.launch(peer.link("ES384", TOLD)), person.launch(peer.link("ES384", OTHER))
    assert ["HADDAD" in _shown(person, page) for page in (first, second)] == [True, False]


def test_a_key_changed_as_the_drill_says_is_never_refused(
    peer: Peer, person: Person, keys_after: Path, tmp_path: Path
) -> None:
    """Published first, signing when every copy of the key set has run out, and the old one gone with that."""
    new = keys_after / "es384-next.pem"
    new.touch(0o600)
    new.write_bytes(ECKey.generate_key("P-384").as_pem(private=True))
    _restart(peer)
    assert _launches(peer, person)
    peer.clocks.turn(30 * HOUR)
    _read_our_keys_anew(peer, tmp_path)
    assert _launches(peer, person)
    os.replace(new, keys_after / SIGNING)
    _restart(peer)
    assert _launches(peer, person)


def test_a_key_that_signs_before_it_was_published_is_refused(
    peer: Peer, person: Person, keys_after: Path, tmp_path: Path
) -> None:
    """What the drill is for: the server keeps its copy of our key set as long as we say it may."""
    _read_our_keys_anew(peer, tmp_path)
    (keys_after / SIGNING).write_bytes(ECKey.generate_key("P-384").as_pem(private=True))
    _restart(peer)
    assert not _launches(peer, person)
    peer.clocks.turn(HOUR + 1)
    assert _launches(peer, person)


@pytest.fixture
def keys_after(peer: Peer) -> Iterator[Path]:
    """The folder of the app's keys, which are put back afterwards, when nobody has a copy of others any more."""
    folder = peer.practice.settings.keys_dir
    before = (folder / SIGNING).read_bytes()
    yield folder
    (folder / SIGNING).write_bytes(before)
    _restart(peer)
    peer.clocks.turn(HOUR + 1)


def _restart(peer: Peer) -> None:
    """What a restart changes: the keys are those that lie in the folder now."""
    peer.practice.keys._keys = KeyRing.open(peer.practice.settings.keys_dir)._keys


def _read_our_keys_anew(peer: Peer, folder: Path) -> None:
    """Make the server read our key set: a stranger's signature is none it knows, and its copy has run out."""
    stranger = SignIn.of(peer, "ES384", keys=KeyRing.open(folder))
    with pytest.raises(TokenRefused):
        stranger.exchange(stranger.code())


def _launches(peer: Peer, person: Person) -> bool:
    return person.get(peer.link("ES384")).status_code == 200


def _shown(person: Person, page: str) -> str:
    """The page of a visit, once all of it has been read."""
    person.proposal(page)
    return person.get(page).text


def _status(peer: Peer, kind: str, token: str | None) -> int:
    sent = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{peer.address}/{kind}/fhir/metadata", headers=sent, timeout=30).status_code


def _charged(proposal: dict[str, Any]) -> Counter[tuple[str, ...]]:
    units: Counter[tuple[str, ...]] = Counter()
    for line in proposal["lines"]:
        units[line["code"], *line["modifiers"], line["state"]] += line["units"]
    return units


def _asked(proposal: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((prompt["kind"], prompt["about"]) for prompt in proposal["prompts"])

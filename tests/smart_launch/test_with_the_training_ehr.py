"""Against the training EHR, which refuses what a real one refuses: authentication, paging, renewal, faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from fixtures.ehr.app import TrainingEhr, create_ehr, ehr_of
from fixtures.ehr.clients import Registration
from fixtures.ehr.settings import CLIENT_ID, SCOPES, EhrSettings
from fixtures.ehr.staff import CODER, NURSE, REFUSER, Person
from smart_launch.ehrs import Ehr, Ehrs
from smart_launch.errors import SmartError
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.launcher import Launcher
from smart_launch.routes import launch_pages
from smart_launch.vault import MemoryVault
from tests.smart_launch.recording_ehr import served

SECRET = "s3cret-of_this-site"
WAYS: dict[str, dict[str, Any]] = {
    "ES384": {"client_auth": "private_key_jwt", "signing_alg": "ES384"},
    "RS384": {"client_auth": "private_key_jwt", "signing_alg": "RS384"},
    "symmetric": {"client_auth": "client_secret_basic", "client_secret": SECRET},
    "public": {"client_auth": "none"},
}


@dataclass
class Town:
    """The training EHR and Chairside, each at its address."""

    ehr: TrainingEhr
    launcher: Launcher
    app: Flask
    opened: list[Launch]

    def open_chart(self, encounter: str = "e-ann", person: Person = NURSE) -> Launch:
        """A launch from a chart; raises the SmartError it ends with."""
        return self.follow(self.ehr.launch_url(encounter, person))

    def follow(self, link: str) -> Launch:
        """What the browser does with a launch link."""
        browser: FlaskClient = self.app.test_client()
        begun = browser.get("/launch?" + link.partition("?")[2])
        sent_back = requests.get(begun.location, allow_redirects=False, timeout=5).headers["Location"]
        browser.get("/callback?" + sent_back.partition("?")[2])
        return self.opened[-1]


@contextmanager
def _town(folder: Path, keys: KeyRing, way: dict[str, Any], scopes: str = SCOPES) -> Iterator[Town]:
    with ExitStack() as stack:
        doors = _Door(), _Door()
        ehr_url, app_url = (stack.enter_context(served(door)) for door in doors)
        registration = Registration(
            client_id=CLIENT_ID,
            redirect_uris=(f"{app_url}/callback",),
            scopes=SCOPES,
            auth=way["client_auth"],
            jwks_url=f"{app_url}/.well-known/jwks.json",
            secret=way.get("client_secret", ""),
        )
        doors[0].app = create_ehr(EhrSettings(ehr_url, (registration,), f"{app_url}/launch", stories=folder))
        row = Ehr(name="training", iss=f"{ehr_url}/fhir", client_id=CLIENT_ID, scopes=scopes, nonce="required", **way)
        launcher, opened = Launcher(Ehrs([row]), keys, MemoryVault(), app_url), list[Launch]()
        doors[1].app = _app(launcher, opened)
        yield Town(ehr_of(doors[0].app), launcher, doors[1].app, opened)


def _app(launcher: Launcher, opened: list[Launch]) -> Flask:
    def landing(launch: Launch) -> str:
        opened.append(launch)
        return f"/visit/{launch.id}"

    app = Flask("chairside")
    app.testing = True  # a SmartError comes out as it is
    app.register_blueprint(launch_pages(launcher, landing))
    return app


class _Door:
    """Stands at an address before the app does: both apps have to know both addresses when they are made."""

    app: Flask

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two invented patients: Ann with 45 administrations, Bo with one."""
    folder = tmp_path_factory.mktemp("stories")
    for name, doses in (("ann", 45), ("bo", 1)):
        (folder / name).mkdir()
        (folder / name / "story.md").write_text(f"# {name}\nInvented.\n")
        (folder / name / "bundle.json").write_text(json.dumps(_story(name, doses)))
    return folder


@pytest.fixture
def town(charts: Path, keys: KeyRing) -> Iterator[Town]:
    with _town(charts, keys, WAYS["ES384"]) as town:
        yield town


@pytest.mark.parametrize("way", WAYS)
def test_a_launch_reads_the_chart_before_and_after_its_token_ran_out(charts: Path, keys: KeyRing, way: str) -> None:
    with _town(charts, keys, WAYS[way]) as town:
        launch = town.open_chart()
        with town.launcher.client(launch) as client:
            first = client.read("Encounter/e-ann")
            town.ehr.grants.expire_access()
            assert client.read("Encounter/e-ann") == first


def test_the_launch_knows_chart_and_person(town: Town) -> None:
    launch = town.open_chart(person=CODER)
    assert (launch.patient, launch.encounter, launch.fhir_user) == ("p-ann", "e-ann", "Practitioner/coder-cole")


def test_a_token_may_run_out_again_and_again(town: Town) -> None:
    launch = town.open_chart()
    for _ in range(3):
        town.ehr.grants.expire_access()
        with town.launcher.client(launch) as client:
            client.read("Patient/p-ann")


def test_eight_reads_with_an_expired_token_make_one_refresh(town: Town) -> None:
    launch = town.open_chart()
    town.ehr.grants.expire_access()
    with town.launcher.client(launch) as client:
        answers = client.gather([lambda: client.read("Patient/p-ann")] * 8)
    assert [each for each in answers if isinstance(each, SmartError)] == []
    assert [each.form.get("grant_type") for each in town.ehr.recorded if each.path == "/oauth2/token"] == [
        "authorization_code",
        "refresh_token",
    ]


def test_all_pages_of_a_search_are_read(town: Town) -> None:
    with town.launcher.client(town.open_chart()) as client:
        answer = client.search("MedicationAdministration", {"patient": "p-ann"})
    assert (len(answer.resources), answer.pages > 1) == (45, True)


def test_a_parameter_the_ehr_does_not_know_is_told_apart_from_the_resources(town: Town) -> None:
    with town.launcher.client(town.open_chart()) as client:
        answer = client.search("Encounter", {"patient": "p-ann", "made-up": "x"})
    assert ([each["id"] for each in answer.resources], len(answer.outcomes)) == (["e-ann"], 1)


def test_another_patients_chart_stays_closed(town: Town) -> None:
    with town.launcher.client(town.open_chart()) as client:
        answers = client.gather([lambda: client.read("Encounter/e-bo")])
    assert [each.name for each in answers if isinstance(each, SmartError)] in (["NotFound"], ["Forbidden"])


def test_two_charts_open_at_once_each_read_their_own(town: Town) -> None:
    launches = [town.open_chart("e-ann"), town.open_chart("e-bo")]
    found = []
    for launch in launches:
        with town.launcher.client(launch) as client:
            found.append(client.read(f"Patient/{launch.patient}")["id"])
    assert found == ["p-ann", "p-bo"]


def test_a_person_who_refuses_access_is_told_so(town: Town) -> None:
    assert _refusal(town, town.ehr.launch_url("e-ann", REFUSER)) == "AccessRefused"


def test_a_launch_link_used_twice_is_refused_by_the_ehr(town: Town) -> None:
    link = town.ehr.launch_url("e-ann")
    town.follow(link)
    assert _refusal(town, link) == "AuthorizeFailed"


def test_a_scope_the_ehr_does_not_grant_is_named(charts: Path, keys: KeyRing) -> None:
    with _town(charts, keys, WAYS["ES384"], SCOPES + " patient/Claim.rs") as town:
        launch = town.open_chart()
    assert launch.not_granted == ("Claim",)


def test_after_signing_out_the_ehr_no_longer_takes_the_token(town: Town) -> None:
    launch = town.open_chart()
    town.launcher.end(launch)
    base = town.launcher.ehrs.named(launch.ehr).base
    read = requests.get(f"{base}/Patient/p-ann", headers={"Authorization": f"Bearer {launch.access}"}, timeout=5)
    assert read.status_code == 401


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("403", "Forbidden"),
        ("403 empty", "NotGranted"),
        ("404", "NotFound"),
        ("html404", "NotOffered"),
        ("500", "EhrDown"),
        ("not json", "Damaged"),
    ],
)
def test_a_search_that_fails_leaves_the_others_whole(town: Town, fault: str, error: str) -> None:
    launch = town.open_chart()
    town.ehr.faults["Coverage"] = fault
    with town.launcher.client(launch) as client:
        answers = client.gather(
            [
                lambda: client.search("Coverage", {"patient": "p-ann"}),
                lambda: client.search("Encounter", {"patient": "p-ann"}),
            ]
        )
    assert [each.name if isinstance(each, SmartError) else len(each.resources) for each in answers] == [error, 1]


def test_one_429_is_waited_out(town: Town) -> None:
    launch = town.open_chart()
    town.ehr.faults["Coverage"] = "429 once"
    with town.launcher.client(launch) as client:
        assert client.search("Coverage", {"patient": "p-ann"}).pages == 1


def test_a_withheld_part_is_seen_in_the_outcome(town: Town) -> None:
    launch = town.open_chart()
    town.ehr.faults["Condition"] = "withheld"
    with town.launcher.client(launch) as client:
        answer = client.search("Condition", {"patient": "p-ann"})
    assert answer.outcomes[0]["issue"][0]["details"]["coding"][0]["code"] == "59204"


def _refusal(town: Town, link: str) -> str:
    with pytest.raises(SmartError) as refusal:
        town.follow(link)
    return refusal.value.name


def _story(name: str, doses: int) -> dict[str, Any]:
    owner = {"reference": f"Patient/p-{name}"}
    visit = {"reference": f"Encounter/e-{name}"}
    resources: list[dict[str, Any]] = [
        {"resourceType": "Patient", "id": f"p-{name}", "birthDate": "1970-01-01", "name": [{"family": name}]},
        {
            "resourceType": "Encounter",
            "id": f"e-{name}",
            "status": "in-progress",
            "class": {"code": "AMB"},
            "subject": owner,
            "period": {"start": "2026-03-04T08:00:00-06:00"},
        },
    ]
    for number in range(doses):
        resources.append(
            {
                "resourceType": "MedicationAdministration",
                "id": f"m-{name}-{number}",
                "status": "completed",
                "subject": owner,
                "context": visit,
                "medicationCodeableConcept": {"text": "sodium chloride"},
                "effectiveDateTime": "2026-03-04T09:00:00-06:00",
            }
        )
    tag = {"system": "https://chairside.example/fhir/CodeSystem/setting", "code": "facility"}
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "meta": {"tag": [tag]},
        "entry": [{"resource": each} for each in resources],
    }

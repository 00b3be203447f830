"""Against sekmet, a FHIR R4 server nobody of this project wrote: paging, references, refusals."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from smart_launch.client import FhirClient
from smart_launch.errors import SignInExpired, SmartError
from tests import sekmet

pytestmark = pytest.mark.skipif(sekmet.SEKMET is None, reason="needs sekmet-fhir")


class Badge:
    """An authorization with a fixed token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def header(self) -> str:
        return f"Bearer {self._token}"

    def renew(self) -> None:
        raise SignInExpired


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running server with one patient and 25 observations; its FHIR base."""
    with sekmet.server(tmp_path_factory.mktemp("sekmet")) as address:
        _seed(f"{address}/fhir")
        yield f"{address}/fhir"


@pytest.fixture
def client(base: str) -> Iterator[FhirClient]:
    with FhirClient(base, Badge("inside")) as client:
        yield client


def test_all_pages_of_a_search_come_together(client: FhirClient) -> None:
    answer = client.search("Observation", {"patient": "p1", "_count": "10"})
    assert (len(answer.resources), answer.pages) == (25, 3)


def test_every_resource_comes_once(client: FhirClient) -> None:
    answer = client.search("Observation", {"patient": "p1", "_count": "7"})
    assert {each["id"] for each in answer.resources} == {f"o{number}" for number in range(25)}


def test_a_reference_of_the_server_can_be_followed(client: FhirClient) -> None:
    subject = client.read("Observation/o1")["subject"]["reference"]
    assert client.read(subject)["id"] == "p1"


def test_what_is_not_there_is_not_found(client: FhirClient) -> None:
    answers = client.gather([lambda: client.read("Observation/none")])
    assert [each.name for each in answers if isinstance(each, SmartError)] == ["NotFound"]


def test_a_token_the_server_does_not_know_ends_in_an_expired_sign_in(base: str) -> None:
    with FhirClient(base, Badge("tok-9")) as client, pytest.raises(SignInExpired):
        client.read("Patient/p1")


def _seed(base: str) -> None:
    patient = {"resourceType": "Patient", "id": "p1"}
    observations = [
        {
            "resourceType": "Observation",
            "id": f"o{number}",
            "status": "final",
            "code": {"text": "weight"},
            "subject": {"reference": "Patient/p1"},
        }
        for number in range(25)
    ]
    entries = [
        {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
        for each in (patient, *observations)
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    requests.post(base, json=bundle, headers=sekmet.INSIDE, timeout=30).raise_for_status()

"""While one visit is read: what has come so far is known, and no resource is asked for twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from plugin.workflow.listening import Listening
from smart_launch.answers import Answer
from smart_launch.client import FhirClient
from smart_launch.fhir_errors import ForeignAddress, NotFound

PERSON = {"resourceType": "Practitioner", "id": "dr1"}


class Anybody:
    def header(self) -> str:
        return "Bearer x"

    def renew(self) -> None:
        """Nothing to renew."""


@dataclass
class Ehr(FhirClient):
    """A client without a server: it has one practitioner and no coverage."""

    reads: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__("https://ehr.example/fhir", Anybody())

    def read(self, reference: str) -> dict[str, Any]:
        self.reads.append(reference)
        if "dr1" not in reference:
            raise NotFound(reference)
        return PERSON

    def search(self, resource_type: str, parameters: Any) -> Answer:
        return Answer((), (), 1, ("",))


def test_a_person_who_signed_in_and_ordered_is_read_once() -> None:
    client = Ehr()
    listening = Listening(client)
    by_both = [listening.read(name) for name in ("https://ehr.example/fhir/Practitioner/dr1", "Practitioner/dr1")]
    assert (by_both, len(client.reads)) == ([PERSON, PERSON], 1)


def test_what_is_not_there_is_not_asked_for_a_second_time_either() -> None:
    client = Ehr()
    listening = Listening(client)
    for _ in range(2):
        with pytest.raises(NotFound):
            listening.read("Practitioner/none")
    assert client.reads == ["Practitioner/none"]


def test_a_reference_to_another_server_is_not_asked_for_at_all() -> None:
    client = Ehr()
    with pytest.raises(ForeignAddress):
        Listening(client).read("https://elsewhere.example/Practitioner/dr1")
    assert client.reads == []


def test_what_has_come_is_known_by_what_was_asked_for_with_failures() -> None:
    listening = Listening(Ehr())
    listening.read("Practitioner/dr1")
    listening.search("Coverage", {})
    with pytest.raises(NotFound):
        listening.read("Patient/p1")
    assert [about for about, _ in listening.came] == ["Practitioner/dr1", "Coverage", "Patient/p1"]

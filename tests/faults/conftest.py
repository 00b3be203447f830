"""One clinic behind the fault proxy for all tests of this folder, and a fresh sign-in for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugin.workflow import visit
from smart_launch.client import FhirClient
from tests.faults.clinic import FaultyClinic, faulty_clinic

PATIENCE = (
    3,
    4,
)  # seconds to connect and for an answer: shorter than in a clinic, so that a test does not wait so long


@pytest.fixture(scope="session")
def _running_clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyClinic]:
    with faulty_clinic(tmp_path_factory.mktemp("clinic")) as clinic:
        yield clinic


@pytest.fixture
def clinic(_running_clinic: FaultyClinic, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyClinic]:
    monkeypatch.setitem(FhirClient.__init__.__kwdefaults__, "timeout", PATIENCE)
    monkeypatch.setattr(visit, "FIRST_LOOK", 60)  # the whole page or nothing
    yield _running_clinic
    _running_clinic.proxy.clear()

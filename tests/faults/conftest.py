"""One clinic behind the fault proxy for all tests of this folder, and a fresh sign-in for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugin.workflow import visit
from smart_launch.client import FhirClient
from tests.faults.clinic import FaultyClinic, faulty_clinic

# Seconds to connect and for an answer: long on a busy machine, short where no answer is what a test is about.
PATIENT, IMPATIENT = (3, 30), (3, 6)
SILENT = "no answer"


@pytest.fixture(scope="session")
def _running_clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyClinic]:
    with faulty_clinic(tmp_path_factory.mktemp("clinic")) as clinic:
        yield clinic


@pytest.fixture
def clinic(
    _running_clinic: FaultyClinic, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FaultyClinic]:
    patience = IMPATIENT if SILENT in request.node.name else PATIENT
    monkeypatch.setitem(FhirClient.__init__.__kwdefaults__, "timeout", patience)
    monkeypatch.setattr(visit, "FIRST_LOOK", 60)  # the whole page or nothing
    yield _running_clinic
    _running_clinic.proxy.clear()

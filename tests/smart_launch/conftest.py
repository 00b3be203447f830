"""The EHR that records, our keys, and a person who opens Chairside from its chart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smart_launch.keys import KeyRing
from smart_launch.vault import MemoryVault
from tests.smart_launch.clinic import Clinic
from tests.smart_launch.recording_ehr import RecordingEhr, recording_ehr


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    """Keys made once: an RSA key takes its time."""
    return KeyRing.open(Path(tmp_path_factory.mktemp("keys")))


@pytest.fixture
def ehr() -> Iterator[RecordingEhr]:
    with recording_ehr() as running:
        yield running


@pytest.fixture
def clinic(ehr: RecordingEhr, keys: KeyRing) -> Clinic:
    return Clinic(ehr, keys, MemoryVault())

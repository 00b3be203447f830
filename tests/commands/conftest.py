"""A data folder of its own for every command, and a configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.configured import CONFIGURED


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user data"))
    return tmp_path / "user data" / "chairside"


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "chairside.toml"
    path.write_text(CONFIGURED)
    return str(path)

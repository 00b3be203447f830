"""Where the command line keeps and finds official files: the database of --config, else one in the user's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from plugin.settings import read_settings

if TYPE_CHECKING:
    from plugin.store.references import References


def database_url(config: Path | None) -> str:
    """The database that official files are in. Raises SettingsError."""
    if config is not None:
        return read_settings(config, os.environ).database_url
    return f"sqlite:///{_users_database()}"


def _users_database() -> Path:
    return users_folder() / "chairside.db"


def users_folder() -> Path:
    """The data folder of Chairside for this user; it need not be there."""
    return platformdirs.user_data_path("chairside", appauthor=False)


@contextmanager
def official_files(config: Path | None) -> Iterator[References | None]:
    """The official files that are loaded, None where there are none. Raises SettingsError, StoreError."""
    url = database_url(config)
    if config is None and not _users_database().exists():
        yield None
        return
    from plugin.store.loaded_references import loaded_references  # SQLAlchemy takes half a second: only where needed

    with loaded_references(url) as references:
        yield references


@contextmanager
def open_references(config: Path | None) -> Iterator[References]:
    """The database of official files to load into, made and brought up to date. Raises SettingsError, StoreError."""
    from plugin.store.database import Database
    from plugin.store.references import References

    if config is None:
        users_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(database_url(config))
    try:
        database.bring_up_to_date()
        yield References(database)
    finally:
        database.close()

"""A database is opened with its tables up to date, by whoever comes first, and says when it cannot be used."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from plugin.errors import StoreError, StoreExposed, StoreTooNew
from plugin.store.audit import Event
from plugin.store.database import Database, migrations
from plugin.store.store import Store
from plugin.store.tables import METADATA
from smart_launch.keys import KeyRing


def test_the_migrations_make_exactly_the_tables_the_code_uses(store: Store) -> None:
    with store.database.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_opening_again_keeps_what_is_there(database_url: str, store: Store, keys: KeyRing) -> None:
    store.vault.put("launch", "a", b"one", 100)
    again = Store.open(database_url, keys)
    assert again.vault.get("launch", "a") == b"one"
    again.close()


def test_audit_rows_of_the_first_version_stay_as_they_were_written(database_url: str, keys: KeyRing) -> None:
    database = Database(database_url)
    config = migrations()
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = (
            "INSERT INTO audit (at, launch, \"user\", action, what, count) VALUES (10, 'l1', 'iss|sub', 'view', '/', 1)"
        )
        connection.execute(text(row))
    database.close()
    opened = Store.open(database_url, keys)
    assert opened.audit.of_launch("l1") == (Event(10, "l1", "iss|sub", "view", "/", 1, outcome=""),)
    opened.close()


def test_processes_that_start_at_once_migrate_once(database_url: str, keys: KeyRing) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(database_url, keys), range(4)))
    for store in stores:
        store.database.check()
        store.close()


def test_tables_of_a_newer_version_are_left_alone(database_url: str, store: Store) -> None:
    with store.database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database = Database(database_url)
    with pytest.raises(StoreTooNew):
        database.bring_up_to_date()
    database.close()


def test_a_database_that_cannot_be_opened_is_an_error_with_a_sentence(tmp_path: Path, keys: KeyRing) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        Store.open(f"sqlite:///{tmp_path / 'no such folder' / 'x.db'}", keys)


def test_the_error_of_a_failed_statement_does_not_quote_its_values(store: Store) -> None:
    add = text("INSERT INTO vault (kind, key, sealed, expires) VALUES (:kind, 'k', NULL, 1)")
    with pytest.raises(IntegrityError) as refused, store.database.begin() as connection:
        connection.execute(add, {"kind": "OKAFOR"})
    assert "parameters hidden" in str(refused.value)


def test_a_new_database_file_and_those_beside_it_are_for_their_owner_alone(tmp_path: Path, keys: KeyRing) -> None:
    before = os.umask(0)
    try:
        opened = Store.open(f"sqlite:///{tmp_path / 'x.db'}", keys)
    finally:
        os.umask(before)
    assert {f.name: stat.S_IMODE(f.stat().st_mode) for f in tmp_path.iterdir()} == dict.fromkeys(
        ("x.db", "x.db-wal", "x.db-shm"), 0o600
    )
    opened.close()


@pytest.mark.parametrize(("name", "mode"), [("x.db", 0o604), ("x.db", 0o640), ("x.db-wal", 0o604)])
def test_a_database_file_that_others_can_read_stops_the_start(
    tmp_path: Path, keys: KeyRing, name: str, mode: int
) -> None:
    exposed = tmp_path / name
    exposed.touch()
    exposed.chmod(mode)
    with pytest.raises(StoreExposed, match="other users of this machine"):
        Store.open(f"sqlite:///{tmp_path / 'x.db'}", keys)

"""The vault of smart_launch.sessions in the database: sealed bytes that several processes share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from plugin.store.database import Database
from plugin.store.tables import VAULT

INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SqlVault:
    """Implements smart_launch.vault.Vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kind: str, key: str, sealed: bytes, expires: int) -> None:
        """Store or replace."""
        with self._database.begin() as connection:
            row = INSERT[connection.dialect.name](VAULT).values(kind=kind, key=key, sealed=sealed, expires=expires)
            changed = {"sealed": row.excluded.sealed, "expires": row.excluded.expires}
            connection.execute(row.on_conflict_do_update(index_elements=[VAULT.c.kind, VAULT.c.key], set_=changed))

    def get(self, kind: str, key: str) -> bytes | None:
        """Read, or None."""
        if "\0" in key:  # from an address; PostgreSQL raises where nothing can ever have been stored
            return None
        with self._database.read() as connection:
            return connection.scalar(select(VAULT.c.sealed).where(VAULT.c.kind == kind, VAULT.c.key == key))

    def take(self, kind: str, key: str) -> bytes | None:
        """Read and remove in one statement: of many callers, in any process, exactly one gets the record."""
        gone = delete(VAULT).where(VAULT.c.kind == kind, VAULT.c.key == key).returning(VAULT.c.sealed)
        with self._database.begin() as connection:
            return connection.scalar(gone)

    def delete(self, kind: str, key: str) -> None:
        """Remove if there."""
        with self._database.begin() as connection:
            connection.execute(delete(VAULT).where(VAULT.c.kind == kind, VAULT.c.key == key))

    def purge(self, now: int) -> int:
        """Remove what expired at or before `now`; the number removed. Where nothing did, no writer is waited for."""
        expired = VAULT.c.expires <= now
        with self._database.read() as connection:
            if connection.scalar(select(VAULT.c.key).where(expired).limit(1)) is None:
                return 0
        with self._database.begin() as connection:
            return connection.execute(delete(VAULT).where(expired)).rowcount

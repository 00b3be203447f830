"""The official files of a database that may not be there: looked for without making or changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from plugin.errors import StoreError
from plugin.store.database import Database
from plugin.store.own_tables import OWN_LIST
from plugin.store.reference_tables import REFERENCE_FILE
from plugin.store.references import References

UNREADABLE = "The official files that are loaded cannot be read: {where} cannot be opened as a database of Chairside."


@contextmanager
def loaded_references(url: str) -> Iterator[References | None]:
    """The official files in the database of `url`; None where it is not there or holds none.

    Raises StoreError with a sentence that names the file, StoreExposed.
    """
    where = _file(url)
    if where is not None and not where.exists():
        yield None
        return
    database = Database(url)
    try:
        yield _with_files(database, where)
    finally:
        database.close()


def _file(url: str) -> Path | None:
    """The file of an SQLite database; None for a server."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError from None
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _with_files(database: Database, where: Path | None) -> References | None:
    try:
        with database.read() as connection:
            looked_at = inspect(connection)
            if not looked_at.has_table(REFERENCE_FILE.name):
                return None
            own = looked_at.has_table(OWN_LIST.name)
        references = References(database, own=own)
        return references if references.files() or references.own_lists() else None
    except (DBAPIError, StoreError):
        raise StoreError(UNREADABLE.format(where=where or "database_url")) from None

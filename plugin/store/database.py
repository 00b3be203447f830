"""One database, SQLite or PostgreSQL: opened, brought up to date, and its errors turned into ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from plugin.errors import StoreError, StoreTooNew
from plugin.store.files import make_private

BUSY_MILLISECONDS = 5000
MIGRATION_LOCK = 6_024_117  # any number, as long as all processes of the application take the same


class Database:
    """Gives connections, each one transaction. Raises StoreError when the database cannot be used, and StoreExposed
    when it is a file that other users of the machine can read."""

    def __init__(self, url: str) -> None:
        try:
            self._engine = _engine(url)
            self._reading = self._engine.execution_options(reading=True)
        except (ArgumentError, ImportError):
            raise StoreError from None

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection in a transaction, committed at the end of the block unless it raises."""
        with self._transaction(self._engine) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads, and so waits for no writer."""
        with self._transaction(self._reading) as connection:
            yield connection

    def bring_up_to_date(self) -> None:
        """Apply the migrations that are missing, once, whoever of several processes comes first.

        Raises StoreTooNew for tables of a newer version.
        """
        config = migrations()
        head = ScriptDirectory.from_config(config).get_current_head()
        with self.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            if MigrationContext.configure(connection).get_current_revision() == head:
                return
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError:
                raise StoreTooNew from None

    def check(self) -> None:
        """Raises StoreError unless the database answers."""
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except DBAPIError as problem:
            if problem.connection_invalidated or problem.__class__.__name__ in ("OperationalError", "InterfaceError"):
                raise StoreError from None  # no cause: a driver's message may quote the values of the statement
            raise


def migrations() -> Config:
    """Where Alembic finds the steps from one version of the tables to the next."""
    config = Config()
    config.set_main_option("script_location", str(files("plugin.store") / "migrations"))
    return config


def _engine(url: str) -> Engine:
    # hide_parameters: the values of a failed statement must not reach a log or an error text.
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        make_private(Path(engine.url.database or ""))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: SqliteConnection, _: object) -> None:
    """Readers beside one writer, patience with a busy writer, and foreign keys as declared."""
    connection.isolation_level = None  # the driver would begin late, after the first read; see _begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Take the write lock first: a transaction that reads, then writes, would fail as busy without waiting."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

"""Many rows into one table as fast as the database takes them: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection, Date, Table, insert

from plugin.errors import StoreError

Plain = Callable[[Any], Any]


class Bulk:
    """Inserts tuples of `columns` within the transaction of a connection."""

    def __init__(self, connection: Connection, table: Table, columns: Sequence[str]) -> None:
        self._connection, self._columns = connection, columns
        self._plain = [_plain(connection, table, name) for name in columns]
        if connection.dialect.name == "postgresql":
            quote = connection.dialect.identifier_preparer.quote
            self._statement = f"COPY {quote(table.name)} ({', '.join(map(quote, columns))}) FROM STDIN"
            self._place = list(range(len(columns)))
        else:
            compiled = insert(table).compile(dialect=connection.dialect, column_keys=columns)
            self._statement = str(compiled)
            self._place = [columns.index(name) for name in compiled.positiontup or ()]

    def write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert the rows."""
        plain = [tuple(None if row[at] is None else self._plain[at](row[at]) for at in self._place) for row in rows]
        if not plain:
            return
        if self._connection.dialect.name == "postgresql":
            self._copy(plain)
        else:
            self._connection.exec_driver_sql(self._statement, plain)

    def _copy(self, rows: list[tuple[Any, ...]]) -> None:
        cursor: Any = self._connection.connection.cursor()
        try:
            with cursor, cursor.copy(self._statement) as copy:
                for row in rows:
                    copy.write_row(row)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            raise StoreError from None  # what runs beside SQLAlchemy it does not translate


def _plain(connection: Connection, table: Table, name: str) -> Plain:
    """How a value of a column is handed to the driver."""
    kind = table.c[name].type
    if isinstance(kind, Date):
        return lambda day: day.isoformat()
    return kind.dialect_impl(connection.dialect).bind_processor(connection.dialect) or _unchanged


def _unchanged(value: Any) -> Any:  # noqa: ANN401
    return value

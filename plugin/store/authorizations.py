"""The authorizations of a site's own list: what they say is sealed, and they are found by marks of their numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection, delete, func, insert, select, text

from plugin.reference.authorization_list import AUTHORIZATIONS, AuthorizationRow, authorization_of
from plugin.reference.cells import tidy
from plugin.store.database import Database
from plugin.store.own_tables import AUTHORIZATION, OWN_LIST
from plugin.store.sealed_text import Seal, SealedText

BATCH = 500


class Marking(Seal, Protocol):
    """Keys that also make marks; smart_launch.keys.KeyRing does."""

    def marks(self, plain: bytes) -> tuple[str, ...]:
        """A mark by each key, the newest first: the same text has the same mark, and nobody without the key its own."""


@dataclass(frozen=True, slots=True)
class ListLoaded:
    """What a load did: `fresh` unless this very list was the last one loaded, rows kept, and rows they replaced."""

    fresh: bool
    kept: int
    replaced: int
    in_all: int


class ListedAuthorizations:
    """The authorizations of the lists of all EHRs."""

    def __init__(self, database: Database, keys: Marking) -> None:
        self._database, self._keys, self._texts = database, keys, SealedText(keys)

    def load(self, ehr: str, digest: str, rows: Sequence[AuthorizationRow], at: int) -> ListLoaded:
        """Keep the rows of a list in one transaction, in place of all that had one of their numbers.

        `digest` is of the list's text; the list that was loaded last changes nothing when it comes again.
        """
        marked = self._marks("list", ehr, digest)
        with self._database.begin() as connection:
            if connection.dialect.name == "postgresql":  # of two loads at once the second sees what the first did
                connection.execute(text("LOCK TABLE own_list IN SHARE ROW EXCLUSIVE MODE"))
            c = OWN_LIST.c
            own = (c.kind == AUTHORIZATIONS.name, c.about == ehr)
            if connection.scalar(select(c.sha256).where(*own)) in marked:
                return ListLoaded(False, 0, 0, self._count(connection, ehr))
            replaced = self._forget(connection, ehr, rows)
            self._insert(connection, ehr, rows)
            in_all = self._count(connection, ehr)
            connection.execute(delete(OWN_LIST).where(*own))
            facts = {"kind": AUTHORIZATIONS.name, "about": ehr, "sha256": marked[0], "name": "", "rows": in_all}
            connection.execute(insert(OWN_LIST).values(loaded_at=at, **facts))
        return ListLoaded(True, len(rows), replaced, in_all)

    def of_patient(self, ehr: str, mrn: str) -> tuple[AuthorizationRow, ...]:
        """The authorizations of the patient with this medical record number, in the order they were loaded.

        What was sealed with keys that are gone, or for another patient, is not among them.
        """
        c, mrn = AUTHORIZATION.c, tidy(mrn)
        found = self._marks("patient", ehr, mrn)
        wanted = select(c.patient, c.sealed).where(c.ehr == ehr, c.patient.in_(found)).order_by(c.id)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        opened = (self._texts.opened(ehr, patient, sealed) for patient, sealed in rows)
        known = (authorization_of(said) for said in opened if said is not None)
        return tuple(row for row in known if row.mrn == mrn)

    def _forget(self, connection: Connection, ehr: str, rows: Sequence[AuthorizationRow]) -> int:
        """Remove all that has a number of the rows; how many there were."""
        c = AUTHORIZATION.c
        marks = sorted({mark for row in rows for mark in self._number(ehr, row)})
        gone = 0
        for start in range(0, len(marks), BATCH):
            old = delete(AUTHORIZATION).where(c.ehr == ehr, c.number.in_(marks[start : start + BATCH]))
            gone += connection.execute(old).rowcount
        return gone

    def _insert(self, connection: Connection, ehr: str, rows: Sequence[AuthorizationRow]) -> None:
        for start in range(0, len(rows), BATCH):
            connection.execute(insert(AUTHORIZATION), [self._sealed(ehr, row) for row in rows[start : start + BATCH]])

    def _sealed(self, ehr: str, row: AuthorizationRow) -> dict[str, str]:
        patient = self._marks("patient", ehr, row.mrn)[0]
        sealed = self._texts.sealed(ehr, patient, row.said)
        return {"ehr": ehr, "patient": patient, "number": self._number(ehr, row)[0], "sealed": sealed}

    def _number(self, ehr: str, row: AuthorizationRow) -> tuple[str, ...]:
        return self._marks("number", ehr, row.number.casefold())

    def _marks(self, *parts: str) -> tuple[str, ...]:
        return self._keys.marks(json.dumps(parts).encode())

    def _count(self, connection: Connection, ehr: str) -> int:
        wanted = select(func.count()).select_from(AUTHORIZATION).where(AUTHORIZATION.c.ehr == ehr)
        return connection.scalar(wanted) or 0

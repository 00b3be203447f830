"""Every proposal that was made, in the order it was made; none is ever overwritten."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from plugin.store.database import Database
from plugin.store.sealed_text import SealedText
from plugin.store.tables import PROPOSALS

ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a visit's proposal. `chart` is the digest of the chart it was made from, `made_at` seconds since
    1970, `proposal` its JSON text, None where the key it was sealed with is lost."""

    version: int
    made_at: int
    chart: str
    proposal: str | None


class Proposals:
    """The proposals of all visits, each sealed."""

    def __init__(self, database: Database, texts: SealedText) -> None:
        self._database, self._texts = database, texts

    def keep(self, ehr: str, encounter: str, chart: str, proposal: str, made_at: int) -> int:
        """Add a version unless it is what the newest one says already; the number of the newest version."""
        for _ in range(ATTEMPTS):
            newest = self.newest(ehr, encounter)
            if newest and (newest.chart, newest.proposal) == (chart, proposal):
                return newest.version
            version = newest.version + 1 if newest else 1
            sealed = self._texts.sealed(ehr, encounter, proposal)
            row = {"version": version, "made_at": made_at, "chart": chart, "proposal": sealed}
            try:
                with self._database.begin() as connection:
                    connection.execute(insert(PROPOSALS).values(ehr=ehr, encounter=encounter, **row))
            except IntegrityError:
                continue  # another process kept a version in between: look again
            return version
        raise RuntimeError("A visit's proposals change faster than they can be kept.")

    def newest(self, ehr: str, encounter: str) -> Kept | None:
        """The newest version, if the visit has any."""
        found = self.all(ehr, encounter, most=1)
        return found[0] if found else None

    def all(self, ehr: str, encounter: str, most: int = 1000) -> tuple[Kept, ...]:
        """The versions of a visit, newest first."""
        table = PROPOSALS.c
        of_visit = select(table.version, table.made_at, table.chart, table.proposal).where(
            table.ehr == ehr, table.encounter == encounter
        )
        with self._database.read() as connection:
            rows = connection.execute(of_visit.order_by(table.version.desc()).limit(most)).all()
        opened = self._texts.opened
        return tuple(Kept(version, at, chart, opened(ehr, encounter, sealed)) for version, at, chart, sealed in rows)

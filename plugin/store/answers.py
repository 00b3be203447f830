"""What people answered here, kept word for word; a later answer stands beside an earlier one, never over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import insert, select

from plugin.store.database import Database
from plugin.store.tables import ANSWERS, CHOICES


class Standing(StrEnum):
    """What an answer means beside the chart of the moment; worked out anew each time, never stored."""

    RECORDED = "recorded"  # it carries no fact: still running, cannot tell, other
    APPLIED = "applied"  # the proposal rests on it, until the chart says it
    SUPERSEDED = "superseded"  # the chart says it now


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to the question (`kind`, `about`). `choice` is an option word, `value` what was typed with it.

    `by` is shown to people, `user` is the key of the person signed in (issuer and subject).
    """

    kind: str
    about: str
    choice: str
    value: str
    by: str
    user: str
    at: datetime
    standing: Standing = Standing.RECORDED


class Answers:
    """The answers and choices of all visits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, ehr: str, encounter: str, answer: Answer) -> None:
        """Add an answer."""
        facts = {name: getattr(answer, name) for name in ("kind", "about", "choice", "value", "by", "user")}
        row = insert(ANSWERS).values(ehr=ehr, encounter=encounter, at=int(answer.at.timestamp()), **facts)
        with self._database.begin() as connection:
            connection.execute(row)

    def of_visit(self, ehr: str, encounter: str) -> tuple[Answer, ...]:
        """Every answer given for a visit, in the order given."""
        c = ANSWERS.c
        wanted = select(c.kind, c.about, c.choice, c.value, c.by, c.user, c.at)
        with self._database.read() as connection:
            rows = connection.execute(wanted.where(c.ehr == ehr, c.encounter == encounter).order_by(c.id)).all()
        return tuple(Answer(*row[:-1], datetime.fromtimestamp(row[-1], UTC)) for row in rows)

    def choose(self, launch: str, encounter: str, user: str, at: int) -> None:
        """Keep that a person picked the visit of a launch."""
        with self._database.begin() as connection:
            connection.execute(insert(CHOICES).values(launch=launch, encounter=encounter, user=user, at=at))

    def chosen(self, launch: str) -> str | None:
        """The visit picked last for a launch."""
        newest = select(CHOICES.c.encounter).where(CHOICES.c.launch == launch).order_by(CHOICES.c.id.desc()).limit(1)
        with self._database.read() as connection:
            return connection.scalar(newest)

"""What people answered here, kept word for word; a later answer stands beside an earlier one, never over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import insert, select

from plugin.store.database import Database
from plugin.store.sealed_text import SealedText
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
    """The answers and choices of all visits; what was typed is sealed."""

    def __init__(self, database: Database, texts: SealedText) -> None:
        self._database, self._texts = database, texts

    def keep(self, ehr: str, encounter: str, answer: Answer) -> None:
        """Add an answer."""
        facts = {name: getattr(answer, name) for name in ("kind", "about", "choice", "user")}
        facts |= {name: self._texts.sealed(ehr, encounter, getattr(answer, name)) for name in ("value", "by")}
        row = insert(ANSWERS).values(ehr=ehr, encounter=encounter, at=int(answer.at.timestamp()), **facts)
        with self._database.begin() as connection:
            connection.execute(row)

    def of_visit(self, ehr: str, encounter: str) -> tuple[Answer, ...]:
        """Every answer given for a visit, in the order given. One that cannot be unsealed was not given."""
        c = ANSWERS.c
        wanted = select(c.kind, c.about, c.choice, c.value, c.by, c.user, c.at)
        with self._database.read() as connection:
            rows = connection.execute(wanted.where(c.ehr == ehr, c.encounter == encounter).order_by(c.id)).all()
        given = []
        for kind, about, choice, sealed_value, sealed_by, user, at in rows:
            value, by = (self._texts.opened(ehr, encounter, sealed) for sealed in (sealed_value, sealed_by))
            if value is not None and by is not None:
                given.append(Answer(kind, about, choice, value, by, user, datetime.fromtimestamp(at, UTC)))
        return tuple(given)

    def choose(self, launch: str, encounter: str, user: str, at: int) -> None:
        """Keep that a person picked the visit of a launch."""
        with self._database.begin() as connection:
            connection.execute(insert(CHOICES).values(launch=launch, encounter=encounter, user=user, at=at))

    def chosen(self, launch: str) -> str | None:
        """The visit picked last for a launch."""
        newest = select(CHOICES.c.encounter).where(CHOICES.c.launch == launch).order_by(CHOICES.c.id.desc()).limit(1)
        with self._database.read() as connection:
            return connection.scalar(newest)

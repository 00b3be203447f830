"""Proposals and answers lie in the database so that nobody without the key can read, move or make them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from plugin.store.answers import Answer
from plugin.store.sealed_text import SealedText
from plugin.store.store import Store
from smart_launch.keys import KeyRing

VISIT = ("epic", "Encounter/e1")
ANSWER = Answer(
    "missing_supervising_provider",
    "Encounter/e1",
    "text",
    "Dr. OKAFOR",
    "J. Lin RN",
    "iss|sub",
    datetime(2026, 3, 4, 17, 52, tzinfo=UTC),
)


@pytest.fixture
def filled(store: Store) -> Store:
    store.proposals.keep(*VISIT, "digest", '{"patient": "OKAFOR"}', 10)
    store.answers.keep(*VISIT, ANSWER)
    return store


def test_the_database_holds_neither_what_was_proposed_nor_what_was_typed_nor_by_whom(filled: Store) -> None:
    with filled.database.read() as connection:
        rows = str(connection.execute(text("SELECT * FROM proposals")).all())
        rows += str(connection.execute(text("SELECT * FROM answers")).all())
    assert [word for word in ("OKAFOR", "Lin") if word in rows] == []


def test_with_the_key_both_come_back_as_they_were(filled: Store) -> None:
    newest = filled.proposals.newest(*VISIT)
    assert (newest and newest.proposal, filled.answers.of_visit(*VISIT)) == ('{"patient": "OKAFOR"}', (ANSWER,))


def test_the_longest_answer_and_name_have_room(store: Store) -> None:
    longest = Answer("k", "a", "text", "\u03bc" * 500, "\u03bc" * 200, "u", ANSWER.at)
    store.answers.keep(*VISIT, longest)
    assert store.answers.of_visit(*VISIT) == (longest,)


def test_without_the_key_an_answer_was_not_given_and_a_proposal_is_kept_anew(filled: Store, tmp_path: Path) -> None:
    other = Store(filled.database, KeyRing.open(tmp_path / "other"))
    newest = other.proposals.newest(*VISIT)
    assert (newest and newest.proposal, other.answers.of_visit(*VISIT)) == (None, ())
    assert other.proposals.keep(*VISIT, "digest", '{"patient": "OKAFOR"}', 20) == 2


@pytest.mark.parametrize("elsewhere", [("epic", "Encounter/e2"), ("athena", "Encounter/e1")])
def test_text_moved_to_another_visit_says_nothing_there(keys: KeyRing, elsewhere: tuple[str, str]) -> None:
    texts = SealedText(keys)
    stored = texts.sealed(*VISIT, "10:45")
    assert (texts.opened(*VISIT, stored), texts.opened(*elsewhere, stored)) == ("10:45", None)


def test_text_that_somebody_wrote_into_the_database_says_nothing(keys: KeyRing) -> None:
    assert SealedText(keys).opened(*VISIT, "10:45") is None

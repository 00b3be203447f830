"""Proposals, answers and the audit are added to and never rewritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from plugin.store.answers import Answer
from plugin.store.audit import Event
from plugin.store.store import Store

AT = datetime(2026, 3, 4, 17, 52, tzinfo=UTC)


def _answer(choice: str = "time", value: str = "10:45") -> Answer:
    return Answer("missing_stop_time", "MedicationAdministration/ma1", choice, value, "J. Lin RN", "iss|sub", AT)


def test_each_new_proposal_is_a_version_of_its_own(store: Store) -> None:
    store.proposals.keep("epic", "Encounter/e1", "c1", "{1}", 10)
    store.proposals.keep("epic", "Encounter/e1", "c2", "{2}", 20)
    assert [(k.version, k.proposal) for k in store.proposals.all("epic", "Encounter/e1")] == [(2, "{2}"), (1, "{1}")]


def test_the_same_proposal_is_not_kept_twice_in_a_row(store: Store) -> None:
    versions = [store.proposals.keep("epic", "Encounter/e1", "c", "{}", at) for at in (10, 20)]
    assert versions == [1, 1]
    assert [k.made_at for k in store.proposals.all("epic", "Encounter/e1")] == [10]


def test_a_proposal_that_comes_back_is_a_new_version(store: Store) -> None:
    for at, content in enumerate(("{1}", "{2}", "{1}")):
        store.proposals.keep("epic", "Encounter/e1", "c", content, at)
    assert [k.proposal for k in store.proposals.all("epic", "Encounter/e1")] == ["{1}", "{2}", "{1}"]


def test_the_same_encounter_id_of_two_ehrs_is_two_visits(store: Store) -> None:
    store.proposals.keep("epic", "Encounter/e1", "c", "{1}", 10)
    assert store.proposals.newest("athena", "Encounter/e1") is None


def test_two_readers_at_once_keep_one_version(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda at: store.proposals.keep("epic", "Encounter/e1", "c", "{}", at), range(6)))
    assert len(store.proposals.all("epic", "Encounter/e1")) == 1


def test_answers_come_back_in_the_order_given_with_who_and_when(store: Store) -> None:
    first, second = _answer(), _answer("cannot_tell", "")
    for answer in (first, second):
        store.answers.keep("epic", "Encounter/e1", answer)
    assert store.answers.of_visit("epic", "Encounter/e1") == (first, second)


def test_the_visit_picked_last_is_the_one_of_the_launch(store: Store) -> None:
    for encounter in ("Encounter/e1", "Encounter/e2"):
        store.answers.choose("launch-1", encounter, "iss|sub", 10)
    assert (store.answers.chosen("launch-1"), store.answers.chosen("launch-2")) == ("Encounter/e2", None)


def test_audit_events_of_a_launch_come_back_in_order(store: Store) -> None:
    events = (
        Event(10, "l1", "iss|sub", "read", "Coverage", 2),
        Event(11, "l1", "iss|sub", "view", "/visit/<launch_id>", 1, "Patient/p1", "Encounter/e1", "done"),
    )
    store.audit.record(*events, Event(12, "l2", "iss|sub", "view", "/review"))
    assert store.audit.of_launch("l1") == events


@pytest.mark.parametrize("table", ["proposals", "answers", "choices", "audit"])
def test_the_database_itself_refuses_to_rewrite_a_row(store: Store, table: str) -> None:
    _one_row_each(store)
    with pytest.raises(DBAPIError, match="append-only"), store.database.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET id = id + 1"))


def test_the_database_itself_refuses_to_remove_an_audit_row(store: Store) -> None:
    _one_row_each(store)
    with pytest.raises(DBAPIError, match="append-only"), store.database.begin() as connection:
        connection.execute(text("DELETE FROM audit"))


def _one_row_each(store: Store) -> None:
    store.proposals.keep("epic", "Encounter/e1", "c", "{}", 10)
    store.answers.keep("epic", "Encounter/e1", _answer())
    store.answers.choose("l1", "Encounter/e1", "iss|sub", 10)
    store.audit.record(Event(10, "l1", "iss|sub", "view", "/review"))

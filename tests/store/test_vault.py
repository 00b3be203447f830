"""The vault keeps sealed bytes for all processes of the application."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import text

from plugin.store.store import Store


def test_what_was_put_is_got_byte_for_byte(store: Store) -> None:
    store.vault.put("launch", "a", bytes(range(256)), 100)
    assert store.vault.get("launch", "a") == bytes(range(256))


def test_putting_again_replaces(store: Store) -> None:
    store.vault.put("launch", "a", b"one", 100)
    store.vault.put("launch", "a", b"two", 200)
    assert store.vault.get("launch", "a") == b"two"


def test_kinds_do_not_mix(store: Store) -> None:
    store.vault.put("launch", "a", b"one", 100)
    assert store.vault.get("access", "a") is None


def test_taking_gives_the_record_and_removes_it(store: Store) -> None:
    store.vault.put("pending", "s", b"one", 100)
    assert (store.vault.take("pending", "s"), store.vault.take("pending", "s")) == (b"one", None)


def test_of_many_callers_at_once_exactly_one_takes_the_record(store: Store) -> None:
    store.vault.put("baton", "l", b"mine", 100)
    together = Barrier(8)

    def take(_: int) -> bytes | None:
        together.wait()
        return store.vault.take("baton", "l")

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(8)))
    assert sorted(t is not None for t in taken) == [False] * 7 + [True]


def test_purging_removes_what_expired_and_says_how_much(store: Store) -> None:
    store.vault.put("launch", "old", b"1", 99)
    store.vault.put("launch", "just", b"2", 100)
    store.vault.put("launch", "live", b"3", 101)
    assert store.vault.purge(100) == 2
    assert store.vault.get("launch", "live") == b"3"


def test_purging_where_nothing_expired_does_not_wait_for_a_writer(store: Store) -> None:
    store.vault.put("launch", "live", b"1", 101)
    with store.database.begin() as connection:
        connection.execute(text("UPDATE vault SET expires = 102"))
        assert store.vault.purge(100) == 0


def test_a_key_no_database_can_hold_finds_nothing(store: Store) -> None:
    assert store.vault.get("launch", "a\0b") is None


def test_deleting_what_is_not_there_is_no_error(store: Store) -> None:
    store.vault.delete("launch", "never")
    assert store.vault.get("launch", "never") is None

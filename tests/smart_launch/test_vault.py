"""The vault in memory keeps what any vault promises."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from smart_launch.vault import MemoryVault, shelf


def test_of_many_takers_exactly_one_gets_the_record() -> None:
    vault = MemoryVault()
    vault.put("pending", "k", b"sealed", 10)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: vault.take("pending", "k"), range(64)))
    assert [each for each in taken if each is not None] == [b"sealed"]


def test_kinds_do_not_mix() -> None:
    vault = MemoryVault()
    vault.put("access", "k", b"one", 10)
    assert vault.get("refresh", "k") is None


def test_putting_again_replaces() -> None:
    vault = MemoryVault()
    vault.put("access", "k", b"one", 10)
    vault.put("access", "k", b"two", 10)
    assert vault.get("access", "k") == b"two"


def test_deleting_what_is_not_there_is_no_error() -> None:
    MemoryVault().delete("access", "k")


def test_purging_removes_and_counts_what_has_expired() -> None:
    vault = MemoryVault()
    vault.put("access", "old", b"x", 10)
    vault.put("access", "new", b"x", 11)
    assert (vault.purge(10), vault.get("access", "old"), vault.get("access", "new")) == (1, None, b"x")


def test_a_secret_cannot_be_read_from_where_its_record_is_kept() -> None:
    assert ("secret" in shelf("secret"), shelf("secret") == shelf("secret"), len(shelf("secret"))) == (False, True, 64)

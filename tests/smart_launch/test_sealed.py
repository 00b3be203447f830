"""What is sealed opens in its own place and nowhere else."""

from __future__ import annotations

import pytest

from smart_launch.keys import KeyRing
from smart_launch.sealed import SealedVault
from smart_launch.vault import MemoryVault, shelf
from tests.smart_launch.clinic import Clinic, cookie_of


@pytest.fixture
def kept(keys: KeyRing) -> tuple[MemoryVault, SealedVault]:
    """A vault with one sealed record, and what keeps and opens it."""
    vault = MemoryVault()
    sealed = SealedVault(vault, keys)
    sealed.put("access", "a", {"token": "t"}, 10)
    return vault, sealed


def test_what_was_put_is_got(kept: tuple[MemoryVault, SealedVault]) -> None:
    assert kept[1].get("access", "a") == {"token": "t"}


@pytest.mark.parametrize(("kind", "key"), [("access", "b"), ("refresh", "a"), ("acces", "sa")])
def test_a_row_copied_to_another_place_opens_nothing(
    kept: tuple[MemoryVault, SealedVault], kind: str, key: str
) -> None:
    vault, sealed = kept
    vault.put(kind, key, vault.get("access", "a") or b"", 10)
    assert (sealed.get(kind, key), sealed.take(kind, key)) == (None, None)


@pytest.mark.parametrize("plain", [b"", b"form of launch a", b'{"token": "t"}'])
def test_what_was_sealed_without_a_place_opens_nothing(
    kept: tuple[MemoryVault, SealedVault], keys: KeyRing, plain: bytes
) -> None:
    vault, sealed = kept
    vault.put("access", "a", keys.seal(plain), 10)
    assert sealed.get("access", "a") is None


def test_the_browser_row_of_one_cookie_does_not_serve_another(clinic: Clinic) -> None:
    nurse, other = clinic.browser(), clinic.browser()
    launch = clinic.open_chart(nurse)
    clinic.open_chart(other)
    stolen = clinic.vault.get("browser", shelf(cookie_of(nurse)))
    clinic.vault.put("browser", shelf(cookie_of(other)), stolen or b"", clinic.now + 600)
    assert other.get(f"/visit/{launch.id}").get_json()["error"] == "LaunchExpired"


def test_the_facts_of_one_launch_do_not_serve_another(clinic: Clinic) -> None:
    browser = clinic.browser()
    first, second = clinic.open_chart(browser), clinic.open_chart(browser)
    clinic.vault.put("launch", second.id, clinic.vault.get("launch", first.id) or b"", first.expires_at)
    assert browser.get(f"/visit/{second.id}").get_json()["error"] == "LaunchExpired"

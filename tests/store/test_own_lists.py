"""A site's own lists in the store: loaded whole, found by day, and sealed where they are about patients."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from plugin.engine.contract import ContractRate, RateBasis
from plugin.reference.authorization_list import AUTHORIZATIONS, AuthorizationRow
from plugin.reference.errors import OtherContent
from plugin.reference.own_kind import opened_list
from plugin.reference.own_rows import PolicyRow, RateRow
from plugin.rules.library import load_library
from plugin.store.own_lists import OwnOrigin
from plugin.store.own_tables import AUTHORIZATION, OWN_LIST
from plugin.store.store import Store
from smart_launch.keys import KeyRing
from tests.engine.builders import library
from tests.reference import own

EHR, MRN, AT = "general-test", "0047 9921", 1_782_864_000
DAY, FIRST = date(2026, 8, 3), date(2026, 1, 1)
ACME = ("acme health", ("J1745", ""))


def listed(folder: Path, *rows: dict[str, str]) -> list[AuthorizationRow]:
    with opened_list(AUTHORIZATIONS, own.written(folder, own.sheet(own.AUTHORIZATION, *rows))) as read:
        return [row for _, row in read().rows]


def numbers(store: Store, mrn: str = MRN, ehr: str = EHR) -> list[str]:
    return [f"{row.number} {row.units}" for row in store.authorizations.of_patient(ehr, mrn)]


def everything(store: Store) -> str:
    with store.database.read() as connection:
        rows = [row for table in (AUTHORIZATION, OWN_LIST) for row in connection.execute(select(table))]
    return repr(rows)


def test_authorizations_are_found_by_the_record_number_of_their_patient_alone(store: Store, tmp_path: Path) -> None:
    store.authorizations.load(EHR, "one", listed(tmp_path, {}, {"mrn": "7", "number": "A2"}), AT)
    assert (numbers(store), numbers(store, "7"), numbers(store, "8")) == (["A1 400"], ["A2 400"], [])
    assert (numbers(store, " 0047  9921 "), numbers(store, ehr="another")) == (["A1 400"], [])


def test_nothing_of_an_authorization_lies_in_clear(store: Store, tmp_path: Path) -> None:
    store.authorizations.load(EHR, "digest-of-it", listed(tmp_path, {"number": "AUTH-778", "payer": "Acme"}), AT)
    kept = everything(store)
    assert not [word for word in (MRN, "AUTH-778", "Acme", "J1745", "K50.90", "digest-of-it") if word in kept]


def test_the_same_list_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    rows = listed(tmp_path)
    assert store.authorizations.load(EHR, "one", rows, AT).fresh
    before = everything(store)
    again = store.authorizations.load(EHR, "one", rows, AT + 60)
    assert (again.fresh, again.in_all, everything(store)) == (False, 1, before)


def test_a_number_that_comes_anew_takes_the_place_of_the_old_and_others_stay(store: Store, tmp_path: Path) -> None:
    store.authorizations.load(EHR, "one", listed(tmp_path, {}, {"number": "A2"}), AT)
    done = store.authorizations.load(EHR, "two", listed(tmp_path, {"number": "a1", "units": "90"}), AT)
    assert (done.kept, done.replaced, done.in_all) == (1, 1, 2)
    assert numbers(store) == ["A2 400", "a1 90"]


def test_an_authorization_that_moves_to_another_patient_leaves_the_first(store: Store, tmp_path: Path) -> None:
    store.authorizations.load(EHR, "one", listed(tmp_path), AT)
    store.authorizations.load(EHR, "two", listed(tmp_path, {"mrn": "7"}), AT)
    assert (numbers(store), numbers(store, "7")) == ([], ["A1 400"])


def test_a_load_that_fails_leaves_all_as_it_was(store: Store, tmp_path: Path) -> None:
    store.authorizations.load(EHR, "one", listed(tmp_path), AT)
    before = everything(store)
    rows = [*listed(tmp_path, {"units": "9"}), "no row"]
    with pytest.raises(AttributeError):
        store.authorizations.load(EHR, "two", rows, AT)  # type: ignore[arg-type]
    assert everything(store) == before


def test_a_row_copied_to_another_patient_says_nothing_there(store: Store, tmp_path: Path) -> None:
    store.authorizations.load(EHR, "one", listed(tmp_path, {}, {"mrn": "7", "number": "A2"}), AT)
    with store.database.begin() as connection:
        sealed = connection.execute(select(AUTHORIZATION.c.sealed).order_by(AUTHORIZATION.c.id)).scalars().first()
        connection.execute(text("UPDATE own_authorization SET sealed = :sealed"), {"sealed": sealed})
    assert (numbers(store), numbers(store, "7")) == (["A1 400"], [])


def test_lists_are_found_after_a_new_key_seals(store: Store, tmp_path: Path) -> None:
    older, newer = (KeyRing.open(tmp_path / name) for name in ("older", "newer"))
    before, rows = Store(store.database, older), listed(tmp_path)
    before.authorizations.load(EHR, "one", rows, AT)
    assert numbers(Store(store.database, newer)) == []
    seal = tmp_path / "newer" / "seal.key"
    seal.write_bytes(seal.read_bytes() + b"\n" + (tmp_path / "older" / "seal.key").read_bytes())
    rotated = Store(store.database, KeyRing.open(tmp_path / "newer"))
    assert numbers(rotated) == ["A1 400"]
    assert not rotated.authorizations.load(EHR, "one", rows, AT).fresh
    rotated.authorizations.load(EHR, "two", listed(tmp_path, {"units": "5"}), AT)
    assert (numbers(rotated), numbers(before)) == (["A1 5"], [])


def load(store: Store, kind: str, lists: dict[str, Iterable[PolicyRow | RateRow]], *, again: bool = False):
    numbered = {about: list(enumerate(rows, 2)) for about, rows in lists.items()}
    return store.references.load_own(OwnOrigin(kind, f"{kind}.csv", AT), numbered, again)


def policy(
    diagnosis: str, code: str = "J1745", first: date = FIRST, last: date | None = None, kx: str = ""
) -> PolicyRow:
    return PolicyRow("Palmetto", "A1", code, diagnosis, first, last, kx)


def rate(amount: str, payer: str = "Acme Health", **more) -> RateRow:
    facts = {"code": "J1745", "modifier": "", "basis": "unit", "first": FIRST, "last": None} | more
    return RateRow(payer=payer, rate=Decimal(amount), **facts)


def test_what_a_contract_pays_is_found_by_payer_code_and_day(store: Store) -> None:
    rows = [
        rate("55.125", last=date(2026, 7, 31)),
        rate("60", first=date(2026, 8, 1)),
        rate("100", code="96413", basis="line"),
    ]
    load(store, "contract-rates", {"Acme Health": rows})
    rates = store.references.rates_on(DAY)["acme health"]
    assert rates["J1745", ""] == ContractRate(Decimal(60), RateBasis.UNIT)
    assert rates["96413", ""] == ContractRate(Decimal(100), RateBasis.LINE)
    assert store.references.rates_on(FIRST)["acme health"]["J1745", ""].amount == Decimal("55.125")
    assert store.references.rates_on(date(2025, 12, 31)) == {}


def test_a_list_about_the_same_is_refused_unless_it_is_said_to_replace(store: Store) -> None:
    assert load(store, "contract-rates", {"Acme Health": [rate("55")]}) == {"Acme Health"}
    assert load(store, "contract-rates", {"ACME HEALTH": [rate("55")]}) == set()
    with pytest.raises(OtherContent):
        load(store, "contract-rates", {"Other": [rate("1", "Other")], "acme health": [rate("56")]})
    assert list(store.references.rates_on(DAY)) == ["acme health"]
    load(store, "contract-rates", {"acme health": [rate("56")]}, again=True)
    assert store.references.rates_on(DAY)["acme health"]["J1745", ""].amount == Decimal(56)
    assert [(each.about, each.rows) for each in store.references.own_lists()] == [("acme health", 1)]


def test_a_loaded_policy_decides_its_contractor_and_code_and_what_ships_the_others(store: Store) -> None:
    rules = load_library(official=store.references, watch=True)
    shipped = library().on(DAY).coverage
    assert rules.on(DAY).coverage == shipped
    digest = rules.on(DAY).digest
    load(store, "coverage-policy", {"Palmetto A1": [policy("C50.911", kx="KX"), policy("Z99.9")]})
    loaded = rules.on(DAY).coverage
    assert loaded["palmetto", "J1745"].diagnoses == {"C50.911", "Z99.9"}
    assert (loaded["palmetto", "J1745"].policy, loaded["palmetto", "J1745"].attestation) == ("A1", {"KX"})
    assert {key: each for key, each in loaded.items() if key != ("palmetto", "J1745")} == {
        key: each for key, each in shipped.items() if key != ("palmetto", "J1745")
    }
    assert rules.on(DAY).digest != digest


def test_a_code_whose_rows_have_ended_in_a_list_of_the_day_is_not_checked_by_what_ships(store: Store) -> None:
    rules = load_library(official=store.references, watch=True)
    load(
        store, "coverage-policy", {"Palmetto A1": [policy("C50.911", last=date(2026, 6, 30)), policy("D86.0", "Q5103")]}
    )
    assert ("palmetto", "J1745") not in rules.on(DAY).coverage
    assert ("palmetto", "Q5104") in rules.on(DAY).coverage


def test_a_policy_of_other_days_leaves_what_ships(store: Store) -> None:
    rules = load_library(official=store.references, watch=True)
    before = rules.on(DAY).digest
    load(store, "coverage-policy", {"Palmetto A1": [policy("C50.911", last=date(2026, 6, 30))]})
    assert rules.on(DAY).coverage == library().on(DAY).coverage
    assert rules.on(DAY).digest == before

"""Scopes as granted, in the three dialects that servers speak."""

from __future__ import annotations

import pytest

from smart_launch.scopes import allowed, withheld


@pytest.mark.parametrize(
    ("scope", "kind", "letters"),
    [
        ("patient/Coverage.rs", "Coverage", "rs"),
        ("patient/Coverage.read", "Coverage", "rs"),
        ("user/Coverage.write", "Coverage", "cud"),
        ("user/Coverage.*", "Coverage", "cruds"),
        ("patient/*.rs", "*", "rs"),
        ("patient/Observation.rs?category=laboratory", "Observation", "rs"),
        ("Patient.Read", "Patient", "r"),
        ("Patient.Search", "Patient", "s"),
    ],
)
def test_each_dialect_is_read(scope: str, kind: str, letters: str) -> None:
    assert allowed([scope]) == {kind: frozenset(letters)}


@pytest.mark.parametrize(
    "scope", ["launch", "openid", "fhirUser", "launch/patient", "online_access", "https://x.example/y"]
)
def test_what_is_no_clinical_scope_is_passed_over(scope: str) -> None:
    assert allowed([scope]) == {}


def test_epics_read_and_search_add_up() -> None:
    assert withheld(["patient/Coverage.rs"], ["Coverage.Read", "Coverage.Search"]) == ()


def test_a_type_that_may_only_be_read_is_not_granted_in_full() -> None:
    assert withheld(["patient/Coverage.rs"], ["Coverage.Read"]) == ("Coverage",)


def test_a_wildcard_grants_every_type() -> None:
    assert withheld(["patient/Coverage.rs"], ["patient/*.read"]) == ()


def test_asking_for_everything_names_nothing_as_withheld() -> None:
    assert withheld(["patient/*.rs"], ["patient/Coverage.rs"]) == ()


def test_types_are_named_in_alphabetical_order() -> None:
    assert withheld(["user/Location.rs", "patient/Coverage.rs"], []) == ("Coverage", "Location")

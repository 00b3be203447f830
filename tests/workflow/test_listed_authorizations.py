"""Authorizations of the site's list in the chart of a visit: what is compared, and what is said not to be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from plugin.chart.chart import Chart
from plugin.chart.visit import Coverage, Provider
from plugin.intake.people import sole_record_number
from plugin.intake.records import Records
from plugin.reference.authorization_list import AUTHORIZATIONS, AuthorizationRow
from plugin.reference.own_kind import opened_list
from plugin.workflow.listed_authorizations import with_listed
from tests.engine.authorized_visits import asked_about, authorized
from tests.reference import own

NPI = "1234567893"
ACME = Coverage("Coverage/c1", None, "Acme Health", 1)
OTHER = Coverage("Coverage/c2", None, "Other Health", 2)


def listed(folder: Path, **cells: str) -> list[AuthorizationRow]:
    with opened_list(AUTHORIZATIONS, own.written(folder, own.sheet(own.AUTHORIZATION, cells))) as read:
        return [row for _, row in read().rows]


def chart(**more) -> Chart:
    return replace(authorized(), **more)


def unread(seen: Chart) -> list[str]:
    return [item.reason.split(" of ")[0] for item in seen.unread if item.about.startswith("authorizations/")]


def test_the_payer_is_compared_where_a_coverage_has_its_name(tmp_path: Path) -> None:
    seen = with_listed(chart(coverages=(ACME, OTHER)), listed(tmp_path, payer="acme health"))
    assert (asked_about(seen), unread(seen)) == ({}, [])
    second = with_listed(chart(coverages=(ACME, OTHER)), listed(tmp_path, payer="Other Health"))
    assert "it is of Other Health, on this day pays Acme Health" in asked_about(second)["authorization_problem"]


def test_a_payer_that_no_coverage_has_is_said_not_to_be_compared(tmp_path: Path) -> None:
    seen = with_listed(chart(coverages=(ACME,)), listed(tmp_path, payer="AH PPO"))
    assert (asked_about(seen), unread(seen)) == ({}, ["The payer"])


def test_an_npi_of_nobody_who_was_read_is_said_not_to_be_compared(tmp_path: Path) -> None:
    known = (Provider("Practitioner/p9", "Dr Adeyemi", NPI),)
    assert unread(with_listed(chart(providers=known), listed(tmp_path, npi=NPI))) == []
    assert unread(with_listed(chart(), listed(tmp_path, npi=NPI))) == ["The NPI"]


def test_nothing_is_said_of_an_authorization_of_other_days(tmp_path: Path) -> None:
    assert unread(with_listed(chart(), listed(tmp_path, npi=NPI, payer="AH PPO", ends="2026-01-02"))) == []


def test_the_order_of_the_list_changes_nothing(tmp_path: Path) -> None:
    rows = [*listed(tmp_path), *listed(tmp_path, number="A2"), *listed(tmp_path, number="A3", hcpcs="Q5104")]
    assert with_listed(chart(), rows) == with_listed(chart(), reversed(rows))


def identifier(value: str, kind: str = "MR") -> dict:
    return {"type": {"coding": [{"code": kind}]}, "value": value}


@pytest.mark.parametrize(
    ("identifiers", "number"),
    [
        ([identifier("7")], "7"),
        ([identifier("7"), identifier("7")], "7"),
        ([identifier("7"), identifier("8")], ""),
        ([identifier("7", "SS")], ""),
        ([], ""),
    ],
)
def test_a_patient_without_one_record_number_is_looked_up_by_none(identifiers, number) -> None:
    people = ({"resourceType": "Patient", "id": "p1", "identifier": identifiers},)
    another = ({"resourceType": "Patient", "id": "p2", "identifier": [identifier("9")]},)
    assert sole_record_number(Records(resources=(*people, *another)), "Patient/p1") == number

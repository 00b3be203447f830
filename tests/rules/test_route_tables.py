"""The ways the products of a code are given, and the contractors' rules about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from plugin.chart.administration import Route
from plugin.rules.drug_tables import DrugTables
from plugin.rules.errors import BadTable
from plugin.rules.route_tables import CodeRoutes, ContractorRule, read_code_routes, read_route_modifiers

from .conftest import SHIPPED

IV, SC, IM = Route.INTRAVENOUS, Route.SUBCUTANEOUS, Route.INTRAMUSCULAR


@pytest.fixture(scope="module")
def codes(drug_rows: DrugTables) -> frozenset[str]:
    return frozenset(row.value.code for row in drug_rows.units)


@pytest.fixture(scope="module")
def routes(codes: frozenset[str]) -> Mapping[str, CodeRoutes]:
    return read_code_routes(SHIPPED / "tables", codes)


@pytest.mark.parametrize(
    ("code", "stated"),
    [("J3357", {SC}), ("J3358", {IV}), ("J1602", {IV}), ("J9030", {Route.INTRAVESICAL}), ("J2353", {IM}),
     ("J2354", {IV, SC}), ("J9271", set())],
)  # fmt: skip
def test_a_code_states_its_route_only_where_its_own_words_do(
    routes: Mapping[str, CodeRoutes], code: str, stated: set[Route]
) -> None:
    assert routes[code].stated == stated


@pytest.mark.parametrize(
    ("code", "listed"),
    [("J0129", {IV, SC}), ("J9271", {IV}), ("J0897", {SC}), ("J9395", {IM}), ("J9041", {IV, SC})],
)
def test_a_code_lists_the_routes_of_its_products(
    routes: Mapping[str, CodeRoutes], code: str, listed: set[Route]
) -> None:
    assert routes[code].listed == listed


def test_a_contractor_rule_holds_from_the_day_of_its_article(codes: frozenset[str]) -> None:
    rows = read_route_modifiers(SHIPPED / "tables", codes)
    noridian = [r for r in rows if (r.value.contractor, r.value.code) == ("Noridian JE", "J0129")]
    assert [(r.first, r.value.article, r.value.rule) for r in noridian] == [
        (date(2021, 4, 5), "A53032", ContractorRule.JA_OR_JB)
    ]
    assert not noridian[0].holds_on(date(2021, 4, 4))


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("routes.csv", "code,route,source\nX0000,intravenous,listing\n", "X0000 is no code"),
        ("routes.csv", "code,route,source\nJ9271,iv,listing\n", "'iv' is not a valid Route"),
        ("routes.csv", "code,route,source\nJ9271,intravenous,rumour\n", "'rumour' is not a valid RouteSource"),
        ("routes.csv", "code,route,source\nJ9271,oral,listing\nJ9271,oral,listing\n", "stands twice"),
    ],
)
def test_a_wrong_row_of_the_routes_is_refused(
    tmp_path: Path, codes: frozenset[str], name: str, text: str, words: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadTable, match=words):
        read_code_routes(tmp_path, codes)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("CGS,A52527,X0000,ja_or_jb,2026-06-14,", "X0000 is no code"),
        ("CGS,,J0129,ja_or_jb,2026-06-14,", "name the contractor and its article"),
        ("CGS,A52527,J0129,ja,2026-06-14,", "'ja' is not a valid ContractorRule"),
    ],
)
def test_a_wrong_contractor_rule_is_refused(tmp_path: Path, codes: frozenset[str], row: str, words: str) -> None:
    (tmp_path / "route_modifiers.csv").write_text(f"contractor,article,code,rule,from,to\n{row}\n")
    with pytest.raises(BadTable, match=words):
        read_route_modifiers(tmp_path, codes)

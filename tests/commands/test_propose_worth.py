"""chairside propose --worth: what each open question is worth, as JSON, as text and for many Bundles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.commands.terminal import chairside
from tests.export.test_proposal_json import SCHEMA
from tests.reference import published

STORIES = Path(__file__).resolve().parents[2] / "fixtures" / "visits"
ANTIBIOTIC = STORIES / "antibiotic-without-stop" / "bundle.json"
PAID = ("96365,,S,5693,,$217.31,,,,,,,", "96366,,S,5691,,$47.84,,,,,,,", "96374,,S,5693,,$217.31,,,,,,,")


def load_rates(folder: Path) -> None:
    path = published.written(folder, "status.csv", published.addendum_b(*PAID))
    loaded = chairside("reference", "load", "opps-addendum-b", str(path), "--quarter", "2026Q1")
    assert loaded.returncode == 0, loaded.stderr


def stop(told: dict[str, Any]) -> Any:
    return next(p["worth"] for p in told["prompts"] if p["kind"] == "missing_stop_time")


def proposed(*more: str) -> dict[str, Any]:
    result = chairside("propose", *more, str(ANTIBIOTIC))
    assert result.returncode == 0, result.stderr
    told: dict[str, Any] = json.loads(result.stdout)
    Draft202012Validator(SCHEMA).validate(told)
    return told


def test_without_the_flag_it_is_null_whatever_is_loaded(tmp_path: Path) -> None:
    load_rates(tmp_path)
    assert stop(proposed()) is None


def test_the_flag_adds_nothing_but_the_worth_of_each_question(tmp_path: Path) -> None:
    load_rates(tmp_path)
    plain, with_worth = proposed(), proposed("--worth")
    for prompt in with_worth["prompts"]:
        prompt["worth"] = None
    assert with_worth == plain


def test_with_loaded_rates_lines_amount_assumption_and_table_are_told(tmp_path: Path) -> None:
    load_rates(tmp_path)
    worth = stop(proposed("--worth"))
    assert worth["lost"][0] == {"code": "96365", "units": 1}
    assert worth["instead"] == [{"code": "96374", "units": 1}]
    assert worth["rates"] == ["Medicare OPPS Addendum B, 2026Q1"]
    assert worth["assumed"].startswith("it stopped at ")
    assert worth["amount"] == "0.00"


def test_with_no_rates_the_lines_have_no_amount() -> None:
    worth = stop(proposed("--worth"))
    assert (worth["lost"][0]["code"], worth["amount"]) == ("96365", None)
    assert "no Medicare OPPS Addendum B loaded for" in worth["not_priced"][0]["why"]


def test_the_text_has_a_section_below_the_page(tmp_path: Path) -> None:
    load_rates(tmp_path)
    page = chairside("propose", "--text", "--worth", str(ANTIBIOTIC)).stdout.decode()
    assert page.startswith(chairside("propose", "--text", str(ANTIBIOTIC)).stdout.decode())
    assert "If questions stay open:" in page
    assert "Lost: 96365 x 1 (96374 x 1 stands until then). $0.00." in page
    assert "At stake: $0.00" in page


def test_many_bundles_each_have_their_own() -> None:
    line = json.dumps(json.loads(ANTIBIOTIC.read_text())).encode() + b"\n"
    result = chairside("propose", "--ndjson", "--worth", "-", given=line * 2)
    assert result.returncode == 0
    assert [stop(json.loads(each))["amount"] for each in result.stdout.splitlines()] == [None, None]


@pytest.mark.parametrize("other", [("--proof",), ("--why-not", "96368")])
def test_it_does_not_go_with_what_is_no_proposal(other: tuple[str, ...]) -> None:
    result = chairside("propose", "--worth", *other, str(ANTIBIOTIC))
    assert (result.returncode, result.stdout) == (2, b"")
    assert "--worth" in result.stderr

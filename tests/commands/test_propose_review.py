"""Marks for review before billing on the command line: by the loaded limits and what the site wants."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from plugin.export import proposal_json
from plugin.reference.quarters import Quarter
from plugin.reference.rows import PaymentLimitRow
from plugin.store.database import Database
from plugin.store.references import References
from tests.commands.configured import CONFIGURED
from tests.commands.terminal import chairside
from tests.official import load

STORY = Path(__file__).resolve().parents[2] / "fixtures" / "visits" / "infliximab-with-waste" / "bundle.json"
SCHEMA = Path(proposal_json.__file__).with_name("proposal.schema.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a configuration, in whose database the limit of one unit of infliximab is 130 dollars."""
    database = Database(f"sqlite:///{tmp_path / 'chairside.db'}")
    database.bring_up_to_date()
    row = PaymentLimitRow("J1745", "10 mg", Decimal("130.00"), None, "")
    load(References(database), "asp-limits", row, quarter=Quarter(2026, 1))
    database.close()
    return tmp_path


def proposed(folder: Path, *lines: str) -> dict:
    config = folder / "chairside.toml"
    config.write_text("\n".join((CONFIGURED, "[ehr.review]", *lines)))
    result = chairside("propose", "--config", str(config), str(STORY))
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_a_dose_above_the_amount_is_marked(folder: Path) -> None:
    found = proposed(folder)
    assert [mark["kind"] for mark in found["review"]] == ["high_cost"]
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(found)


@pytest.mark.parametrize("line", ['drug_amount = "5200.00"', 'drug_amount = "off"'])
def test_a_site_sets_the_amount_or_none(folder: Path, line: str) -> None:
    assert "review" not in proposed(folder, line)


def test_a_site_may_want_drugs_without_an_earlier_order_marked(folder: Path) -> None:
    found = proposed(folder, 'drug_amount = "off"', 'first_cycle = "not_seen_before"')
    assert [mark["kind"] for mark in found["review"]] == ["first_cycle"]


def test_without_loaded_limits_nothing_is_marked() -> None:
    assert "review" not in json.loads(chairside("propose", str(STORY)).stdout)


def test_the_text_names_the_mark_with_its_rule(folder: Path) -> None:
    proposed(folder)
    told = chairside("propose", "--text", "--config", str(folder / "chairside.toml"), str(STORY)).stdout.decode()
    assert "To be looked at before billing:\n  infliximab on 2026-03-04: 40 units are above 5,000.00 dollars" in told

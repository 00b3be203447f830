"""chairside rules: list, check, print, and say what was not read again."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from plugin.engine.switches import Switches
from tests.commands.terminal import chairside


def test_the_rules_are_listed_one_a_line() -> None:
    result = chairside("rules", "list", "--on", "2026-03-04")
    lines = result.stdout.decode().splitlines()
    assert result.returncode == 0
    assert len([line for line in lines if line.startswith("R-")]) == len(lines) > 100


def test_rules_alone_lists_them_too() -> None:
    assert chairside("rules").stdout.startswith(b"R-")


def test_the_rules_of_one_stage_are_listed_alone() -> None:
    lines = chairside("rules", "list", "--stage", "diagnoses").stdout.decode().splitlines()
    assert lines
    assert all(line.startswith("R-DX-") for line in lines)


def test_a_stage_there_is_not_is_one_sentence() -> None:
    result = chairside("rules", "list", "--stage", "billing")
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_rules_stand_under_each_denial_they_keep_away_with_its_meaning() -> None:
    lines = chairside("rules", "list", "--by-denial").stdout.decode().splitlines()
    start = lines.index("CO-107  The service it belongs to is not on the claim")
    rules = lines[start + 1 : next(i for i, line in enumerate(lines) if i > start and line.startswith("CO-"))]
    assert rules[0].startswith("    R-ADM-23")
    assert all(rule.startswith("    R-") for rule in rules)


def test_denials_can_be_limited_to_one_stage() -> None:
    lines = chairside("rules", "list", "--by-denial", "--stage", "supervision").stdout.decode().splitlines()
    assert {line.split()[0][:6] for line in lines if line.startswith("    ")} == {"R-SUP-"}
    assert "CO-107" not in " ".join(lines)


def test_every_switch_is_listed_with_default_values_and_the_rules_that_name_it() -> None:
    lines = chairside("rules", "list", "--switches").stdout.decode().splitlines()
    assert "missing_stop: push (default), or hold, not_billable  [R-ADM-59, R-DOC-01]" in lines
    assert [line.partition(":")[0] for line in lines] == [field.name for field in fields(Switches)]


def test_switches_are_not_listed_beside_rules() -> None:
    result = chairside("rules", "list", "--switches", "--by-denial")
    assert (result.returncode, result.stderr) == (2, "--switches lists no rules; use it alone.\n")


def test_the_check_says_how_many_cards_and_claims_are_right() -> None:
    result = chairside("rules", "check")
    assert result.returncode == 0
    assert re.fullmatch(
        rb"\d+ rule cards, \d+ sources and 25 wrong claims are right\. sha256:[0-9a-f]{64}\n", result.stdout
    )


def test_the_page_prints_what_each_rule_says() -> None:
    page = chairside("rules", "page", "--on", "2026-03-04").stdout.decode()
    assert page.startswith("Rules in force on 2026-03-04")
    assert "R-ADM-43" in page


def test_the_page_is_written_as_one_html_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.html"
    result = chairside("rules", "page", "--on", "2026-03-04", "--html", str(file))
    assert re.fullmatch(rf"\d+ rules are in {file}\.\n", result.stdout.decode())
    assert file.read_text("utf-8").startswith("<!doctype html>")


def test_the_page_as_html_goes_to_standard_output_alone() -> None:
    page = chairside("rules", "page", "--on", "2026-03-04", "--html", "-").stdout.decode()
    assert page.startswith("<!doctype html>")
    assert page.rstrip().endswith("</html>")


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    result = chairside("rules", "page", "--html", str(tmp_path / "none" / "rules.html"))
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.count("\n") == 1


def test_rules_that_were_not_read_again_for_long_are_named() -> None:
    fresh = chairside("rules", "stale", "--on", "2026-11-24").stdout.decode().splitlines()
    later = chairside("rules", "stale", "--on", "2027-11-24").stdout.decode().splitlines()
    assert fresh == ["0 rules were not read again for 180 days."]
    assert len(later) > 100


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_one_sentence(day: str) -> None:
    result = chairside("rules", "list", "--on", day)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)

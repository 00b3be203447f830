"""chairside rules: list, check, print, and say what was not read again."""

from __future__ import annotations

import pytest

from tests.commands.terminal import chairside


def test_the_rules_are_listed_one_a_line() -> None:
    result = chairside("rules", "list", "--on", "2026-03-04")
    lines = result.stdout.decode().splitlines()
    assert result.returncode == 0
    assert len([line for line in lines if line.startswith("R-")]) == len(lines) > 100


def test_rules_alone_lists_them_too() -> None:
    assert chairside("rules").stdout.startswith(b"R-")


def test_the_check_says_how_many_cards_are_right() -> None:
    result = chairside("rules", "check")
    assert (result.returncode, b"rule cards" in result.stdout) == (0, True)


def test_the_page_prints_what_each_rule_says() -> None:
    page = chairside("rules", "page", "--on", "2026-03-04").stdout.decode()
    assert page.startswith("Rules in force on 2026-03-04")
    assert "R-ADM-43" in page


def test_rules_that_were_not_read_again_for_long_are_named() -> None:
    fresh = chairside("rules", "stale", "--on", "2026-11-24").stdout.decode().splitlines()
    later = chairside("rules", "stale", "--on", "2027-11-24").stdout.decode().splitlines()
    assert fresh == ["0 rules were not read again for 180 days."]
    assert len(later) > 100


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_one_sentence(day: str) -> None:
    result = chairside("rules", "list", "--on", day)
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)

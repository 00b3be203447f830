"""The file of wrong claims: strict, complete, and for each claim just the tests that prove it does no harm."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.rules.beliefs import Belief, read_beliefs
from plugin.rules.errors import BadCard
from plugin.rules.library import Library, load_library

from .conftest import SHIPPED, RulesFolder

TESTS = sorted((Path(__file__).parents[1] / "engine").glob("test_wrong_beliefs*.py"))
SECTION = re.compile(r"^# (W-\d\d(?:, W-\d\d)*):", re.MULTILINE)
FIRST = """\
- id: W-01
  claim: Ninety minutes are two units.
  right: One; the second begins with minute 91.
  rules: [R-ADM-43]
  seen: [{source: manual, section: "3", checked_on: 2026-11-23}]
  tests: [test_ninety_minutes_are_one_unit]
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def beliefs(library: Library) -> tuple[Belief, ...]:
    return read_beliefs(SHIPPED, library.sources, library.cards)


def written() -> Iterator[tuple[str, frozenset[str]]]:
    """Every test about a wrong claim, with the claims its section is headed by."""
    for path in TESTS:
        text = path.read_text("utf-8")
        sections = [(text.count("\n", 0, m.start()) + 1, frozenset(m[1].split(", "))) for m in SECTION.finditer(text)]
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name, [claims for line, claims in sections if line < node.lineno][-1]


def test_all_twenty_five_claims_are_there(beliefs: tuple[Belief, ...]) -> None:
    assert [belief.id for belief in beliefs] == [f"W-{number:02}" for number in range(1, 26)]


def test_each_test_about_a_claim_is_named_by_just_one_claim_and_each_named_test_exists(beliefs) -> None:
    assert sorted(name for belief in beliefs for name in belief.tests) == sorted(name for name, _ in written())


def test_each_named_test_stands_in_the_section_of_its_claim(beliefs: tuple[Belief, ...]) -> None:
    sections = dict(written())
    assert [(b.id, name) for b in beliefs for name in b.tests if b.id not in sections[name]] == []


def test_what_is_only_partly_tested_says_so(beliefs: tuple[Belief, ...]) -> None:
    assert [belief.id for belief in beliefs if belief.untested] == ["W-19", "W-24", "W-25"]


def test_a_rule_that_has_no_card_is_marked_and_one_that_has_is_not(library: Library, beliefs) -> None:
    cards = {card.id for card in library.cards}
    assert [rule_id for belief in beliefs for rule_id in belief.not_yet if rule_id in cards] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  claim:", "  clam:", 2, "unknown key 'clam'"),
        ("  right: One; the second begins with minute 91.\n", "", 1, "'right' is missing"),
        ("W-01", "W-02", 1, "W-02 stands where W-01 is due"),
        ("W-01", "W-1", 1, "0.id"),
        ("R-ADM-43", "R-ADM-44", 4, "R-ADM-44 has no card; without one it stands in `not_yet`"),
        ("[R-ADM-43]", "[R-43]", 4, "0.rules.0"),
        ("source: manual", "source: blog", 5, "the source 'blog' is not in sources.yaml"),
        ("rules: [R-ADM-43]", "cites: [{source: blog, section: a, checked_on: 2026-11-23}]", 4, "'blog' is not in"),
        ("rules: [R-ADM-43]", "not_yet: [R-ADM-44]", 1, "needs a rule with a card, or a citation of its own"),
        ("2026-11-23", "yesterday", 5, "write a day as 2026-01-31"),
        ("[test_ninety_minutes_are_one_unit]", "[]", 6, "at least 1 item"),
        ("[test_ninety_minutes_are_one_unit]", "[ninety]", 6, "0.tests.0"),
    ],
)
def test_a_claim_that_breaks_the_form_is_refused_with_its_line(folder: RulesFolder, old, new, line, words) -> None:
    folder.card()
    library = load_library(folder.root)
    path = folder.write("wrong_beliefs.yaml", FIRST.replace(old, new))
    with pytest.raises(BadCard) as refused:
        read_beliefs(folder.root, library.sources, library.cards)
    assert (refused.value.path, refused.value.line) == (path, line)
    assert words in str(refused.value)


def test_a_claim_about_a_rule_without_a_card_needs_its_own_citation(folder: RulesFolder) -> None:
    folder.card()
    library = load_library(folder.root)
    right = 'not_yet: [R-DRG-11]\n  cites: [{source: manual, section: "4", checked_on: 2026-11-23}]'
    folder.write("wrong_beliefs.yaml", FIRST.replace("rules: [R-ADM-43]", right))
    (belief,) = read_beliefs(folder.root, library.sources, library.cards)
    assert (belief.rules, belief.not_yet) == ((), ("R-DRG-11",))

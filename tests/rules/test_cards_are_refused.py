"""One wrong card stops the load, and the message names the file and the line."""

from __future__ import annotations

import pytest

from plugin.rules.errors import BadCard, NotApplied
from plugin.rules.library import load_library

from .conftest import CARD, RulesFolder

SECOND_VERSION = """\
  - from: 2020-01-01
    cites: [{source: manual, section: "2", checked_on: 2026-11-23}]
denials: [CO-151]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("stage: codes\n", "stage: codes\nminuts: 1\n", 4, "unknown key 'minuts'"),
        ("title: One", "titel: One", 2, "unknown key 'titel'"),
        ("title: One more unit for each hour begun past the half\n", "", 1, "'title' is missing"),
        ("stage: codes\n", "stage: codes\nstage: codes\n", 4, "stands twice"),
        ("stage: codes", "stage: drugs", 3, "folder codes but its stage is drugs"),
        ("stage: codes", "stage: code", 3, "stage: Input should be"),
        ("standing: settled", "standing: sure", 4, "standing: Input should be"),
        ("id: R-ADM-43", "id: R-ADM-44", 1, "named R-ADM-43 but holds the rule R-ADM-44"),
        ("from: 2006-01-01", "from: 2006-02-30", 8, "day is out of range"),
        ("from: 2006-01-01", "from: 20060101", 8, "write a day as 2026-01-31"),
        ("from: 2006-01-01", "from: 2006-01-01\n    to: 2005-12-31", 8, "ends before it begins"),
        ("source: manual", "source: other", 9, "'other' is not in sources.yaml"),
        ("[{source: manual, section: \"1.50\", checked_on: 2026-11-23}]", "[]", 9, "at least 1 item"),
        ("    cites: [{source: manual, section: \"1.50\", checked_on: 2026-11-23}]\n", "", 8, "'cites' is missing"),
        ("section: \"1.50\", ", "", 9, "'section' is missing"),
        ("start: 09:00", "start: 9", 14, "write a clock time as 10:31"),
        ("stop: 10:31", "stop: 25:31", 14, "write a clock time as 10:31"),
        ("route: iv_infusion", "route: drip", 14, "route: Input should be"),
        ("units: 1}, ", "units: 0}, ", 15, "greater than or equal to 1"),
        ("CO-151", "151", 11, "denials.0"),
        ("standing: settled", "standing: disputed", 1, "who says what"),
        ("standing: settled", "standing: settled\ndisputed: by nobody", 1, "who says what"),
        ("first_ends: 90", "first_ends: [[90]]", 10, "first_ends"),
        ("standing: settled", "standing: MAC", 1, "whose reading it is"),
        ("standing: settled", "standing: settled\nwhose: of nobody", 1, "whose reading it is"),
        ("standing: settled", "standing: settled\nswitch: missing_stopp", 5, "'missing_stopp' is no switch"),
        ("standing: settled\n", "standing: disputed\ndisputed: By `mising_stop`.\n", 5, "'mising_stop' is no"),
        ("its thirty-first", "its `thirty_first`", 5, "'thirty_first' is no switch of the engine, nor a value of one"),
    ],
)  # fmt: skip
def test_a_card_that_breaks_the_format_is_refused_with_file_and_line(
    folder: RulesFolder, old: str, new: str, line: int, words: str
) -> None:
    assert old in CARD
    path = folder.card(CARD.replace(old, new))
    with pytest.raises(BadCard) as refused:
        load_library(folder.root)
    assert (refused.value.path, refused.value.line) == (path, line)
    assert words in str(refused.value)
    assert f"{path}, line {line}:" in str(refused.value)


def test_a_card_without_any_version_is_refused(folder: RulesFolder) -> None:
    head, _, _ = CARD.partition("versions:")
    folder.card(head + "versions: []\n")
    with pytest.raises(BadCard, match="at least 1 item"):
        load_library(folder.root)


def test_two_versions_in_force_on_one_day_are_refused(folder: RulesFolder) -> None:
    folder.card(CARD.replace("denials: [CO-151]\n", SECOND_VERSION))
    with pytest.raises(BadCard, match=r"two versions are in force on 2020-01-01; end .* `to: 2019-12-31`") as refused:
        load_library(folder.root)
    assert refused.value.line == 11


def test_a_version_that_begins_on_the_last_day_of_the_one_before_is_refused(folder: RulesFolder) -> None:
    ended = CARD.replace("from: 2006-01-01", "from: 2006-01-01\n    to: 2020-01-01")
    folder.card(ended.replace("denials: [CO-151]\n", SECOND_VERSION))
    with pytest.raises(BadCard, match="two versions are in force on 2020-01-01"):
        load_library(folder.root)


def test_one_rule_in_two_folders_is_refused(folder: RulesFolder) -> None:
    folder.card()
    folder.card(CARD.replace("stage: codes", "stage: drugs"), "drugs/R-ADM-43")
    with pytest.raises(BadCard, match="more than one card R-ADM-43"):
        load_library(folder.root)


def test_a_list_of_sources_with_an_unknown_key_is_refused_with_its_line(folder: RulesFolder) -> None:
    path = folder.write("sources.yaml", "manual:\n  title: The manual\n  editon: 2\n")
    with pytest.raises(BadCard, match="unknown key 'editon'") as refused:
        load_library(folder.root)
    assert (refused.value.path, refused.value.line) == (path, 3)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://example.org", "www.example.org", "https://a b.example"])
def test_a_source_whose_address_is_no_https_one_is_refused(folder: RulesFolder, url: str) -> None:
    path = folder.write("sources.yaml", f"manual:\n  title: The manual\n  url: '{url}'\n")
    with pytest.raises(BadCard, match=r"manual\.url") as refused:
        load_library(folder.root)
    assert (refused.value.path, refused.value.line) == (path, 3)


def test_a_card_that_no_pass_applies_is_refused(folder: RulesFolder) -> None:
    folder.card()
    with pytest.raises(NotApplied, match="No pass of the engine applies R-ADM-43"):
        load_library(folder.root, applied=frozenset())


def test_a_rule_the_engine_applies_without_a_card_is_refused(folder: RulesFolder) -> None:
    folder.card()
    with pytest.raises(NotApplied, match="no card for R-ADM-44"):
        load_library(folder.root, applied=frozenset({"R-ADM-43", "R-ADM-44"}))


def test_cards_that_are_just_those_the_engine_applies_are_loaded(folder: RulesFolder) -> None:
    folder.card()
    assert len(load_library(folder.root, applied=frozenset({"R-ADM-43"})).cards) == 1

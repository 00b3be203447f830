"""The rulebook of a day holds the versions in force on that day, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.engine.errors import NoRuleInForce
from plugin.rules.library import Library, load_library

from .conftest import CARD, RulesFolder

TWO_VERSIONS = CARD.replace("from: 2006-01-01", "from: 2006-01-01\n    to: 2019-12-31").replace(
    "denials:",
    "  - from: 2020-01-01\n"
    '    cites: [{source: manual, section: "2", checked_on: 2026-11-23}]\n'
    "    settings: [facility]\n"
    "    payers: [medicare]\n"
    "    parameters: {first_ends: 91, statuses: [G, K]}\n"
    "denials:",
)


@pytest.fixture
def library(folder: RulesFolder) -> Library:
    folder.card(TWO_VERSIONS)
    return load_library(folder.root)


def test_the_last_day_of_a_version_still_uses_it(library: Library) -> None:
    assert library.on(date(2019, 12, 31)).rule("R-ADM-43").number("first_ends") == 90


def test_the_first_day_of_the_next_version_uses_that_one(library: Library) -> None:
    assert library.on(date(2020, 1, 1), "facility", "medicare").rule("R-ADM-43").number("first_ends") == 91


def test_a_day_before_the_first_version_raises_only_when_the_rule_is_asked_for(library: Library) -> None:
    book = library.on(date(2005, 12, 31))
    with pytest.raises(NoRuleInForce, match="R-ADM-43 is in force on 2005-12-31"):
        book.rule("R-ADM-43")


def test_a_table_of_codes_keeps_its_leading_digits_as_text(library: Library) -> None:
    table = library.on(date(2010, 1, 1)).rule("R-ADM-43").table("codes")
    assert table == {"chemo": "96415", "therapeutic": "96366"}


def test_a_list_is_read_as_words(library: Library) -> None:
    assert library.on(date(2020, 1, 1), "facility", "medicare").rule("R-ADM-43").words("statuses") == ("G", "K")


def test_a_version_without_settings_holds_for_both(library: Library) -> None:
    assert library.on(date(2010, 1, 1)).rule("R-ADM-43").settings == ("facility", "office")


def test_a_version_says_whom_it_is_limited_to(library: Library) -> None:
    rule = library.on(date(2020, 1, 1), "facility", "medicare").rule("R-ADM-43")
    assert (rule.settings, rule.payers) == (("facility",), ("medicare",))


@pytest.mark.parametrize(("setting", "payer"), [("office", "medicare"), ("facility", "commercial"), ("facility", "")])
def test_a_version_is_not_in_force_for_another_setting_or_payer(library: Library, setting: str, payer: str) -> None:
    book = library.on(date(2020, 1, 1), setting, payer)
    with pytest.raises(NoRuleInForce, match=f"R-ADM-43 is in force on 2020-01-01 for {setting}.*{payer}"):
        book.rule("R-ADM-43")


def test_two_payers_may_have_a_version_each_on_one_day(folder: RulesFolder) -> None:
    folder.card(TWO_VERSIONS.replace("    to: 2019-12-31", "    payers: [commercial]"))
    library = load_library(folder.root)
    books = {payer: library.on(date(2020, 1, 1), "facility", payer) for payer in ("commercial", "medicare")}
    ends = {payer: book.rule("R-ADM-43").text("first_ends") for payer, book in books.items()}
    assert ends == {"commercial": "90", "medicare": "91"}


def test_a_citation_carries_the_title_and_address_of_its_source(library: Library) -> None:
    (citation,) = library.on(date(2010, 1, 1)).rule("R-ADM-43").citations
    assert (citation.title, citation.url) == ("The manual", "https://example.org/manual")
    assert (citation.section, citation.checked_on) == ("1.50", date(2026, 11, 23))


def test_the_same_day_gives_the_same_rulebook(library: Library) -> None:
    assert library.on(date(2020, 1, 1)) is library.on(date(2020, 1, 1))


def test_two_days_between_changes_share_their_tables(library: Library) -> None:
    one, other = library.on(date(2026, 2, 3)), library.on(date(2026, 2, 4))
    assert one.drugs.ndc is other.drugs.ndc
    assert one.edits["office"].pairs is other.edits["office"].pairs


def test_the_digest_is_the_same_for_the_same_content(folder: RulesFolder, library: Library) -> None:
    assert load_library(folder.root).digest == library.digest


def test_the_digest_changes_with_a_single_number_of_a_card(folder: RulesFolder, library: Library) -> None:
    folder.card(TWO_VERSIONS.replace("first_ends: 91", "first_ends: 92"))
    assert load_library(folder.root).digest != library.digest


def test_an_example_is_read_with_minutes_after_midnight(library: Library) -> None:
    (given,) = library.cards[0].examples[0].given
    assert (given.start, given.stop) == (540, 631)


def test_an_example_may_end_on_the_next_day(folder: RulesFolder) -> None:
    folder.card(CARD.replace("stop: 10:31", "stop: D+1 02:00"))
    (given,) = load_library(folder.root).cards[0].examples[0].given
    assert given.stop == 1440 + 120

"""The manual: chapters in plain words, what is often read and wrong, indexes, switches as the program has them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import get_args

import pytest

from plugin.engine.switches import ALLOWED, Switches
from plugin.rules.headings import CHAPTERS, PAYERS, SETTINGS, STANDINGS
from plugin.rules.library import load_library
from plugin.rules.manual import Handbook, Manual
from plugin.rules.manual_text import manual_text
from plugin.rules.parameter_names import NAMES
from plugin.rules.parameter_words import codes_in
from plugin.rules.schema import Payer, Setting, Stage, Standing

DAY = date(2026, 3, 4)


@pytest.fixture(scope="module")
def handbook() -> Handbook:
    return Handbook(load_library())


@pytest.fixture(scope="module")
def manual(handbook: Handbook) -> Manual:
    return handbook.on(DAY)


@pytest.fixture(scope="module")
def text(manual: Manual) -> str:
    return " ".join(manual_text(manual).split())


@pytest.mark.parametrize(
    ("names", "words"), [(Stage, CHAPTERS), (Standing, STANDINGS), (Setting, SETTINGS), (Payer, PAYERS)]
)
def test_every_name_of_the_card_format_has_its_words(names, words) -> None:
    assert set(get_args(names)) == set(words)


def test_every_card_stands_in_the_manual_once(handbook: Handbook, manual: Manual) -> None:
    assert sorted(entry.id for entry in manual.entries) == sorted(card.id for card in handbook.library.cards)


def test_the_text_names_day_content_and_chapters(manual: Manual, text: str) -> None:
    assert text.startswith(f"Rules in force on 2026-03-04. Content {manual.digest}.")
    assert [chapter.heading for chapter in manual.chapters if chapter.heading.upper() not in text] == []


def test_the_text_says_who_disputes_what_and_which_switch_decides(text: str) -> None:
    assert "Disputed: Hospital and coding sources report the push; one consultancy objects" in text
    assert "Switch: missing_stop: push (default), or hold, not_billable" in text


def test_the_text_says_whose_reading_a_contractors_rule_is(text: str) -> None:
    assert "A contractor's or adviser's reading; others may differ. NGS asks for drug and administration" in text


def test_an_earlier_version_is_shown_with_its_own_values(manual: Manual, text: str) -> None:
    entry = next(entry for entry in manual.entries if entry.id == "R-DRG-06")
    assert [(version.state, str(version.first)) for version in entry.versions] == [
        ("earlier", "2017-01-01"),
        ("earlier", "2023-01-01"),
        ("in force", "2023-07-01"),
    ]
    assert "Earlier version, in force since 2023-01-01 until 2023-06-30" in text


def test_a_disputed_rule_says_in_its_words_which_switch_decides_or_that_none_does(manual: Manual) -> None:
    silent = [
        entry.id
        for entry in manual.entries
        if entry.standing == "disputed" and not entry.switches and "no switch" not in entry.disputed.lower()
    ]
    assert silent == []


def test_the_switches_are_those_of_the_program_with_its_defaults_and_values(manual: Manual) -> None:
    assert [switch.name for switch in manual.switches] == [field.name for field in fields(Switches)]
    chosen = Switches()
    for switch in manual.switches:
        assert Switches.of({} if switch.default == "not set" else {switch.name: switch.default}) == chosen
        if switch.name in ALLOWED:
            assert {switch.default, *switch.others} == set(ALLOWED[switch.name])


def test_every_switch_is_named_by_a_rule(manual: Manual) -> None:
    assert [switch.name for switch in manual.switches if not switch.rules] == []


def test_a_code_leads_to_the_rules_that_name_it(manual: Manual) -> None:
    index = {each.code: each for each in manual.codes}
    assert index["96413"].label == "chemotherapy infusion, first"
    assert index["96413"].rules == ("R-ADM-42",)
    assert "R-ADM-20" in index["96413"].examples
    assert "R-MOD-06" not in index["96413"].rules


def test_a_code_in_the_words_of_a_rule_is_indexed_and_a_number_that_is_no_code_is_not(manual: Manual) -> None:
    codes = {each.code for each in manual.codes}
    assert "13468" not in codes
    assert "99211" in codes


def test_every_single_code_of_the_index_has_a_label_of_ours(manual: Manual) -> None:
    assert [each.code for each in manual.codes if not each.label and "-" not in each.code] == []


def test_a_range_of_codes_is_indexed_as_one() -> None:
    assert codes_in(("71551-71555", "96360", "J9999")) == {"71551-71555", "96360", "J9999"}


def test_every_number_and_list_of_a_card_has_a_name_in_words(handbook: Handbook) -> None:
    unnamed = {
        f"{card.id}.{name}"
        for card in handbook.library.cards
        for version in card.versions
        for name in version.parameters
        if name not in NAMES and f"{card.id}.{name}" not in NAMES
    }
    assert unnamed == set()


def test_a_denial_has_its_meaning_and_its_rules(manual: Manual) -> None:
    found = {each.code: each for each in manual.denials}
    assert found["CO-107"].words == "The service it belongs to is not on the claim"
    assert "R-ADM-23" in found["CO-107"].rules


def test_a_source_names_the_rules_and_claims_that_cite_it(manual: Manual) -> None:
    palmetto = next(source for source in manual.sources if source.key == "a53778")
    assert {"R-ADM-48", "W-24"} <= set(palmetto.cited_by)


def test_a_wrong_claim_stands_beside_each_rule_it_concerns(manual: Manual) -> None:
    assert [each.belief.id for each in manual.misread_of["R-ADM-48"]] == ["W-01", "W-02", "W-24"]


def test_the_rules_a_coder_must_confirm_are_listed(manual: Manual) -> None:
    listed = {entry.id for entry in manual.to_confirm}
    assert {"R-ADM-63", "R-ADM-58", "R-DRG-14", "R-MOD-06"} <= listed
    assert "R-ADM-41" not in listed


def test_every_rule_from_practice_says_in_its_own_words_that_a_coder_must_confirm_it(handbook: Handbook) -> None:
    silent = [
        c.id for c in handbook.library.cards if c.standing == "K" and "must confirm" not in " ".join(c.says.split())
    ]
    assert silent == []

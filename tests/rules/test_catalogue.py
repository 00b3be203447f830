"""The catalogue tells a coder all of a rule, and which rules have not been read again for long."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.rules.catalogue import by_denial, entries, stale
from plugin.rules.library import Library, load_library
from plugin.rules.schema import Example
from plugin.rules.sentences import WAYS, example_sentence

from .conftest import CARD, RulesFolder

DAY = date(2026, 3, 4)
CHECKED = date(2026, 11, 23)
PROMPT = """\
id: R-DOC-01
title: The stop time is asked for
stage: prompts
standing: disputed
says: Ask the nurse first.
disputed: Hospitals say a push, one consultancy says nothing.
switch: missing_stop
versions:
  - from: 2027-01-01
    settings: [office]
    payers: [medicare, medicaid]
    cites: [{source: manual, section: "2", checked_on: 2026-01-01}]
denials: [CO-151, CO-150]
"""
NEWER = """\
  - from: 2020-01-01
    payers: [medicare]
    cites: [{source: manual, section: "2", checked_on: 2026-11-23}]
    parameters: {first_ends: 91}
denials:"""


def two_versions(folder: RulesFolder) -> Library:
    folder.card(CARD.replace("from: 2006-01-01", "from: 2006-01-01\n    to: 2019-12-31").replace("denials:", NEWER))
    return load_library(folder.root)


@pytest.fixture
def library(folder: RulesFolder) -> Library:
    folder.card()
    folder.card(PROMPT, "prompts/R-DOC-01")
    return load_library(folder.root)


def test_rules_stand_in_the_order_in_which_the_engine_works(library: Library) -> None:
    assert [entry.id for entry in entries(library, DAY)] == ["R-ADM-43", "R-DOC-01"]


def test_an_entry_says_since_when_and_for_whom_a_rule_holds(library: Library) -> None:
    first, _ = entries(library, DAY)
    assert first.in_force == "since 2006-01-01"
    assert [version.applies_to for version in first.now] == ["hospitals and offices; all payers"]


def test_a_rule_that_does_not_hold_yet_says_so(library: Library) -> None:
    _, prompt = entries(library, DAY)
    assert prompt.in_force == "not on this day (it holds 2027-01-01 to now)"
    assert prompt.now == ()
    assert [(version.state, version.applies_to) for version in prompt.others] == [
        ("later", "offices; Medicare, Medicaid")
    ]


def test_a_version_with_a_last_day_names_it(folder: RulesFolder) -> None:
    folder.card(CARD.replace("from: 2006-01-01", "from: 2006-01-01\n    to: 2026-12-31"))
    (entry,) = entries(load_library(folder.root), DAY)
    assert entry.in_force == "since 2006-01-01 until 2026-12-31"


@pytest.mark.parametrize(("day", "states"), [("2019-12-31", ["in force", "later"]), (DAY, ["earlier", "in force"])])
def test_every_version_says_whether_it_holds_has_ended_or_is_to_come(folder: RulesFolder, day, states) -> None:
    (entry,) = entries(two_versions(folder), date.fromisoformat(str(day)))
    assert [version.state for version in entry.versions] == states


def test_a_version_shows_its_own_numbers_in_words(folder: RulesFolder) -> None:
    (entry,) = entries(two_versions(folder), DAY)
    shown = {version.state: [(p.name, p.value) for p in version.parameters] for version in entry.versions}
    assert shown["in force"] == [("First unit ends with", "91 minutes")]
    assert shown["earlier"] == [
        ("First unit ends with", "90 minutes"),
        ("Codes", "chemotherapy 96415; other drug 96366"),
    ]


def test_a_citation_names_publisher_title_section_and_the_day_it_was_read(library: Library) -> None:
    (cited,) = entries(library, DAY)[0].now[0].citations
    assert cited.text == "The publisher, The manual, 1.50"
    assert (cited.url, cited.checked_on) == ("https://example.org/manual", CHECKED)


def test_a_switch_is_shown_with_the_default_and_the_values_of_the_program(library: Library) -> None:
    _, prompt = entries(library, DAY)
    assert [(s.name, s.default, s.others) for s in prompt.switches] == [
        ("missing_stop", "push", ("hold", "not_billable"))
    ]


@pytest.mark.parametrize(
    ("old", "new", "to_confirm"),
    [
        ("standing: settled", "standing: settled", ""),
        ("standing: settled", "standing: K", "all"),
        ("thirty-first minute.", "thirty-first minute. A half is practice, and\n  a coder\n  must confirm it.", "part"),
    ],
)
def test_what_a_coder_must_confirm_is_marked_wholly_or_in_part(folder: RulesFolder, old, new, to_confirm) -> None:
    folder.card(CARD.replace(old, new))
    assert [entry.to_confirm for entry in entries(load_library(folder.root), DAY)] == [to_confirm]


def test_an_example_is_told_as_a_sentence(library: Library) -> None:
    (example,) = entries(library, DAY)[0].examples
    assert example_sentence(example) == (
        "Ninety-one minutes earn one more unit. Hospital, Medicare: ceftriaxone infused, 09:00 to 10:31: "
        "96365 x 1, 96366 x 1."
    )


def test_an_example_over_midnight_without_a_code_is_told_as_a_sentence() -> None:
    example = Example.model_validate(
        {
            "name": "Over midnight",
            "given": [
                {"drug": "saline", "route": "iv_infusion", "start": "23:50", "stop": "D+1 00:10", "site": "port"}
            ],
            "expect": [],
        }
    )
    assert example_sentence(example) == (
        "Over midnight. Hospital, Medicare: saline infused, 23:50 to 00:10 1 day later (port): no administration code."
    )


def test_a_missing_stop_is_said_and_not_told_as_a_time() -> None:
    given = {"drug": "vancomycin", "route": "iv_infusion", "start": "08:00"}
    example = Example.model_validate({"name": "No stop", "given": [given], "expect": [{"code": "96374", "units": "1"}]})
    assert "08:00, no stop charted: 96374 x 1." in example_sentence(example)


def test_a_push_has_no_stop_to_miss() -> None:
    given = {"drug": "morphine", "route": "iv_push", "start": "08:00"}
    example = Example.model_validate({"name": "Push", "given": [given], "expect": [{"code": "96374", "units": "1"}]})
    assert "morphine pushed, at 08:00: 96374 x 1." in example_sentence(example)


def test_every_way_of_giving_has_its_words() -> None:
    routes = Example.model_json_schema()["$defs"]["Given"]["properties"]["route"]["enum"]
    assert set(routes) == set(WAYS)


@pytest.mark.parametrize(
    ("today", "ids"),
    [
        (date(2026, 6, 30), []),
        (date(2026, 7, 1), ["R-DOC-01"]),
        (date(2027, 5, 22), ["R-DOC-01"]),
        (date(2027, 5, 23), ["R-DOC-01", "R-ADM-43"]),
    ],
    ids=str,
)
def test_a_rule_is_stale_from_the_hundred_and_eighty_first_day(library: Library, today: date, ids: list[str]) -> None:
    assert [found.card.id for found in stale(library, today)] == ids


def test_a_citation_of_a_version_that_has_ended_need_not_be_read_again(folder: RulesFolder) -> None:
    older = CARD.replace("from: 2006-01-01", "from: 2006-01-01\n    to: 2019-12-31").replace("2026-11-23", "2020-01-01")
    folder.card(older.replace("denials:", NEWER))
    assert stale(load_library(folder.root), date(2026, 12, 1)) == ()


def test_a_denial_leads_to_the_rules_that_keep_it_away(library: Library) -> None:
    found = {denial: [card.id for card in cards] for denial, cards in by_denial(library.cards).items()}
    assert found == {"CO-150": ["R-DOC-01"], "CO-151": ["R-ADM-43", "R-DOC-01"]}


def test_denials_stand_in_the_order_of_their_numbers(folder: RulesFolder) -> None:
    folder.card(CARD.replace("[CO-151]", "[CO-B15, CO-151, CO-16, CO-B7, CO-4]"))
    assert list(by_denial(load_library(folder.root).cards)) == ["CO-4", "CO-16", "CO-151", "CO-B7", "CO-B15"]

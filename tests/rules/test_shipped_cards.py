"""The cards and tables that are shipped load, and say what their readers need."""

from __future__ import annotations

from datetime import date

import pytest

from plugin.chart.administration import Product
from plugin.chart.visit import Setting
from plugin.engine.identify import identify
from plugin.rules.library import Library, load_library
from plugin.rules.manual import Handbook

from .conftest import SHIPPED

CARDS = sorted((SHIPPED / "cards").rglob("*.yaml"))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_all_cards_and_tables_load(library: Library) -> None:
    assert len(library.cards) == len(CARDS) > 0


def test_every_rule_has_a_version_today(library: Library) -> None:
    books = [library.on(date(2026, 11, 25), setting, "medicare") for setting in Setting]
    assert [card.id for card in library.cards if not any(card.id in book.rules for book in books)] == []


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_fits_on_a_screen(path) -> None:
    assert len(path.read_text().splitlines()) <= 60


def test_every_drug_of_an_example_is_in_the_drug_table(library: Library) -> None:
    table = library.on(date(2026, 3, 4)).drugs
    drugs = {g.drug for card in library.cards for example in card.examples for g in example.given}
    assert sorted(d for d in drugs if identify(Product(d), table).unclear) == []


def test_every_source_is_cited_by_a_rule_a_wrong_claim_or_the_list_of_denials(library: Library) -> None:
    handbook = Handbook(library)
    cites = [cite for card in library.cards for version in card.versions for cite in version.cites]
    cites += [cite for belief in handbook.beliefs for cite in (*belief.seen, *belief.cites)]
    cites += handbook.denials.cites
    assert sorted(set(library.sources) - {cite.source for cite in cites}) == []


def test_the_library_says_until_when_the_crosswalk_is_loaded(library: Library) -> None:
    assert library.crosswalk_until == date(2026, 3, 31)

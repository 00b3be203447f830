"""Denial codes have words of our own, and no card names one without."""

from __future__ import annotations

import pytest

from plugin.rules.denials import read_denials
from plugin.rules.errors import BadCard
from plugin.rules.library import load_library

from .conftest import RulesFolder

DENIALS = """\
cites: [{source: manual, section: list, checked_on: 2026-11-23}]
groups: {CO: the provider bears it}
reasons:
  "151": So many units are not supported
"""


def refused(folder: RulesFolder, text: str) -> str:
    library = load_library(folder.root)
    folder.write("denials.yaml", text)
    with pytest.raises(BadCard) as refusal:
        read_denials(folder.root, library.sources, library.cards)
    return str(refusal.value)


def test_a_denial_of_a_card_has_its_words(folder: RulesFolder) -> None:
    folder.card()
    library = load_library(folder.root)
    folder.write("denials.yaml", DENIALS)
    denials = read_denials(folder.root, library.sources, library.cards)
    assert denials.words("CO-151") == "So many units are not supported"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("151", "150", "R-ADM-43 names CO-151, which has no words here"),
        ("CO:", "PR:", "R-ADM-43 names CO-151, which has no words here"),
        ("source: manual", "source: blog", "line 1: the source 'blog' is not in sources.yaml"),
        ("reasons:", "reason:", "line 3: unknown key 'reason'"),
        ("So many units are not supported", '""', "line 4"),
    ],
)
def test_a_list_that_lacks_something_is_refused(folder: RulesFolder, old: str, new: str, words: str) -> None:
    folder.card()
    assert words in refused(folder, DENIALS.replace(old, new))

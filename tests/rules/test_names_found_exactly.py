"""Any name of the table is found whatever dose, salt or letter case stands around it, and nothing else is found."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.chart.administration import Product, ProductCode
from plugin.engine.code_of_product import unit_of
from plugin.engine.identify import identify, plain_words
from plugin.engine.rulebook import DrugTable

DOSES = ("", " 250 mg", " 500 MG/20ML", " 1,250 mcg/mL", " 40 meq", " (PF) 1 g IV", " 3 units subcut")
SALTS = ("", " HCl", " hydrochloride", " tartrate", " mesylate", " maleate", " phosphate dibasic")
AROUND = st.tuples(st.sampled_from(SALTS), st.sampled_from(DOSES), st.integers(min_value=0, max_value=40))
STRANGE = st.text(alphabet=string.ascii_letters + string.digits + " -/.,()%+", max_size=60)


def names_of(text: str, table: DrugTable) -> set[str]:
    return {drug.name for drug in identify(Product(text), table).drugs}


def tall_man(text: str, from_letter: int) -> str:
    """Capitals from a letter on, as in vinCRIStine."""
    return text[:from_letter] + text[from_letter : from_letter + 4].upper() + text[from_letter + 4 :]


def within_another_name(text: str, alias: str, table: DrugTable) -> bool:
    """Whether what was added makes a longer name of the table, such as heparin 100 unit/mL or vitamin with its salt."""
    words, own = plain_words(text).split(), alias.split()
    return any(" ".join(words[:length]) in table.aliases for length in range(len(own) + 1, len(words) + 1))


@settings(deadline=None, max_examples=400)
@given(data=st.data())
def test_a_name_is_found_with_any_dose_salt_or_capitals_around_it(today: DrugTable, data: st.DataObject) -> None:
    alias = data.draw(st.sampled_from(sorted(today.aliases)))
    salt, dose, letter = data.draw(AROUND)
    text = tall_man(alias, letter) + salt + dose
    if not within_another_name(text, alias, today):
        assert names_of(text, today) == names_of(alias, today) == set(today.aliases[alias]) & set(today.by_name)


def test_every_name_is_found_in_capitals_with_a_dose(today: DrugTable) -> None:
    wrong = [
        alias
        for alias, drugs in today.aliases.items()
        if not within_another_name(f"{alias} 250 mg", alias, today)
        and names_of(f"{alias.upper()} 250 MG", today) != set(drugs) & set(today.by_name)
    ]
    assert wrong == []


@settings(deadline=None, max_examples=400)
@given(text=STRANGE)
def test_words_that_hold_no_name_of_the_table_find_no_drug(today: DrugTable, text: str) -> None:
    words = plain_words(text).split()
    stretches = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    found = identify(Product(text), today)
    if not stretches & today.aliases.keys():
        assert (found.drugs, found.unclear) == ((), "the drug is not in the table")
    else:
        named = {name for stretch in stretches & today.aliases.keys() for name in today.aliases[stretch]}
        assert {drug.name for drug in found.drugs} <= named


@settings(deadline=None, max_examples=200)
@given(
    system=st.sampled_from(["ndc", "hcpcs", "rxnorm", "snomed", "local"]),
    value=st.text(alphabet=string.ascii_uppercase + string.digits + "-", max_size=14),
)
def test_a_code_that_no_table_has_finds_no_drug(today: DrugTable, system: str, value: str) -> None:
    known = system in ("ndc", "hcpcs", "rxnorm") and any(
        value.replace("-", "") in table for table in (today.ndc, today.ndc_before, today.ever, today.rxnorm)
    )
    if not known and value.count("-") != 2:
        assert identify(Product("drug not named", (ProductCode(system, value),)), today).drugs == ()


@pytest.mark.parametrize("cut", range(1, 4))
def test_a_name_that_is_cut_short_is_not_completed(today: DrugTable, cut: int) -> None:
    for name in ("rituximab", "ondansetron", "eculizumab", "carboplatin", "vancomycin"):
        assert names_of(name[:-cut], today) == set()


def test_every_package_of_the_crosswalk_leads_to_its_own_code_or_is_asked_about(today: DrugTable) -> None:
    strayed = []
    for ndc, codes in today.ndc.items():
        found = identify(Product("drug not named", (ProductCode("ndc", ndc),)), today)
        units = [unit_of(found, drug, today, hospital=True) for drug in found.drugs if not found.unclear]
        strayed += [(ndc, unit.code) for unit, _ in units if unit and unit.code not in codes]
    assert strayed == []


def test_the_name_of_its_substance_beside_a_package_changes_nothing(today: DrugTable) -> None:
    for ndc in today.ndc:
        code = (ProductCode("ndc", ndc),)
        alone = identify(Product("drug not named", code), today)
        for drug in alone.drugs:
            named = identify(Product(drug.name, code), today)
            assert unit_of(named, drug, today, hospital=True) == unit_of(alone, drug, today, hospital=True)


def test_every_code_of_the_day_that_is_charted_leads_to_itself(today: DrugTable) -> None:
    for code, unit in today.units.items():
        found = identify(Product("drug not named", (ProductCode("hcpcs", code),)), today)
        assert found.unclear == ""
        assert unit_of(found, today.by_name[unit.drug], today, hospital=True) == (unit, "")

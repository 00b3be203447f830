"""Each drug has one class, and every name leads to the drugs it fits."""

from __future__ import annotations

import pytest

from plugin.chart.administration import Product
from plugin.engine.code_of_product import unit_of
from plugin.engine.identify import identify, plain_words
from plugin.engine.rulebook import DrugTable
from plugin.rules.drug_tables import DrugTables


def test_there_are_at_least_three_hundred_drugs_that_are_given_by_infusion_or_injection(today: DrugTable) -> None:
    given = [d for d in today.by_name.values() if d.group in ("chemo", "complex", "hormonal", "therapeutic")]
    assert len(given) >= 300


@pytest.mark.parametrize(
    ("drug", "group", "injection"),
    [
        ("paclitaxel", "chemo", "96401"),
        ("rituximab", "complex", "96401"),
        ("infliximab", "complex", "96401"),
        ("certolizumab", "complex", "96401"),
        ("methotrexate", "chemo", "96401"),
        ("vedolizumab", "unsettled", "96372"),
        ("denosumab", "therapeutic", "96372"),
        ("leucovorin", "therapeutic", "96372"),
        ("mesna", "therapeutic", "96372"),
        ("immune globulin", "therapeutic", "96372"),
        ("leuprolide", "hormonal", "96402"),
        ("fulvestrant", "hormonal", "96402"),
        ("lactated ringer s", "hydration", ""),
        ("packed red blood cells", "blood", ""),
        ("influenza vaccine", "vaccine", ""),
        ("iohexol", "contrast", ""),
        ("heparin lock flush", "flush", ""),
        ("lidocaine", "local", ""),
    ],
)
def test_a_drug_has_the_class_of_the_rule_it_falls_under(
    today: DrugTable, drug: str, group: str, injection: str
) -> None:
    assert (today.by_name[drug].group, today.by_name[drug].injection_code) == (group, injection)


def test_every_class_says_which_rule_it_rests_on(today: DrugTable) -> None:
    assert [d.name for d in today.by_name.values() if "R-ADM-" not in d.basis] == []


def test_the_injection_code_is_that_of_the_class_of_the_drug(today: DrugTable) -> None:
    wanted = {"chemo": "96401", "complex": "96401", "hormonal": "96402", "therapeutic": "96372", "unsettled": "96372"}
    wrong = [d.name for d in today.by_name.values() if d.injection_code != wanted.get(d.group, "")]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Normal Saline", ("sodium chloride 0 9",)),
        ("NS", ("sodium chloride 0 9",)),
        ("0.9 % sodium chloride", ("sodium chloride 0 9",)),
        ("sodium chloride 0.9 % flush", ("sodium chloride flush",)),
        ("D5 1/2 NS + KCl", ("dextrose 5 and sodium chloride 0 45 with potassium chloride",)),
        ("Lactated Ringer's", ("lactated ringer s",)),
        ("dextrose 50 %", ("dextrose 50",)),
        ("KCl", ("potassium chloride",)),
        ("iron sucrose", ("iron sucrose",)),
        ("Venofer", ("iron sucrose",)),
        ("immune globulin (Privigen)", ("immune globulin",)),
        ("packed red cells", ("packed red blood cells",)),
        ("bevacizumab-awwb", ("bevacizumab",)),
        ("infliximab-dyyb", ("infliximab",)),
        ("Inflectra", ("infliximab",)),
        ("Herceptin", ("trastuzumab",)),
        ("Herceptin Hylecta", ("trastuzumab hyaluronidase",)),
        ("ado-trastuzumab emtansine", ("ado trastuzumab emtansine",)),
        ("nab-paclitaxel", ("paclitaxel protein bound",)),
        ("DOXOrubicin liposomal", ("doxorubicin liposomal",)),
        ("5-FU", ("fluorouracil",)),
        ("Vitamin B-12", ("cyanocobalamin",)),
        ("heparin, porcine (PF) 100 unit/mL", ("heparin lock flush",)),
        ("pneumococcal", ("pneumococcal vaccine",)),
        ("td vaccine", ("tetanus and diphtheria toxoids",)),
    ],
)
def test_a_name_of_a_record_leads_to_its_drug(today: DrugTable, text: str, found: tuple[str, ...]) -> None:
    assert today.aliases[plain_words(text)] == found


def test_a_name_that_fits_two_drugs_lists_both(today: DrugTable) -> None:
    assert today.aliases["adenosine"] == ("adenosine", "adenosine stress")


@pytest.mark.parametrize("text", ["ms", "magnesium", "potassium", "drug"])
def test_an_abbreviation_that_means_two_things_names_no_drug(today: DrugTable, text: str) -> None:
    assert text not in today.aliases


def test_every_name_is_in_the_form_in_which_it_is_looked_up(today: DrugTable) -> None:
    assert [name for name in today.aliases if name != plain_words(name)] == []


def test_every_drug_is_found_by_its_own_name(today: DrugTable) -> None:
    assert [name for name in today.by_name if name not in today.aliases[name]] == []


def test_no_name_is_listed_twice_for_one_drug(drug_rows: DrugTables) -> None:
    assert len(drug_rows.names) == len(set(drug_rows.names))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ondansetron HCl (PF) (ZOFRAN) injection 8 mg", "J2405"),
        ("inFLIXimab-abda (RENFLEXIS) 500 mg", "Q5104"),
        ("immune globulin 10 % (GAMUNEX-C) 40 g", "J1561"),
        ("methylPREDNISolone sod suc (PF) (SOLU-medrol) 125 mg", "J2919"),
        ("octreotide (SANDOSTATIN LAR) depot 20 mg", "J2353"),
        ("octreotide 100 mcg", "J2354"),
        ("Lupron Depot 3.75 mg", "J1950"),
        ("leuprolide acetate (ELIGARD) 22.5 mg", "J9217"),
        ("daratumumab-hyaluronidase-fihj (DARZALEX FASPRO)", "J9144"),
        ("fam-trastuzumab deruxtecan-nxki (ENHERTU)", "J9358"),
        ("epoetin alfa-epbx (RETACRIT)", "Q5106"),
        ("haloperidol decanoate", "J1631"),
    ],
)
def test_a_name_as_a_medication_record_writes_it_leads_to_its_code(today: DrugTable, text: str, code: str) -> None:
    found = identify(Product(text), today)
    assert not found.unclear
    unit, why = unit_of(found, found.drugs[0], today, hospital=True)
    assert (unit and unit.code, why) == (code, "")


@pytest.mark.parametrize("text", ["immune globulin", "methylprednisolone 40 mg", "testosterone 200 mg", "ustekinumab"])
def test_a_drug_whose_product_decides_the_code_is_asked_about(today: DrugTable, text: str) -> None:
    found = identify(Product(text), today)
    assert unit_of(found, found.drugs[0], today, hospital=True) == (None, "the product decides the code")

"""RxNorm numbers lead to the drugs they name, and to all of them where a substance is sold in several forms."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from plugin.chart.administration import Product, ProductCode
from plugin.engine.identify import identify, plain_words
from plugin.engine.rulebook import DrugTable
from plugin.rules.errors import BadTable
from plugin.rules.rxnorm_table import read_rxnorm, read_rxnorm_products
from tests.shared import SHARED, needs

from .conftest import SHIPPED

LINKS = "rxnorm_ndc_rxcui_asp_subset_2020-06.csv"


@pytest.fixture(scope="module")
def rxnorm(today: DrugTable) -> Mapping[str, tuple[str, ...]]:
    return read_rxnorm(SHIPPED / "tables", today.by_name)


@pytest.mark.parametrize(
    ("rxcui", "names"),
    [
        ("1547545", ("pembrolizumab",)),
        ("121191", ("rituximab",)),
        ("1927884", ("rituximab hyaluronidase",)),
        ("26225", ("ondansetron",)),
        ("1743704", ("methylprednisolone",)),
        ("3639", ("doxorubicin", "doxorubicin liposomal")),
        ("56946", ("paclitaxel", "paclitaxel protein bound")),
    ],
)
def test_a_number_leads_to_its_drugs(rxnorm: Mapping[str, tuple[str, ...]], rxcui: str, names: tuple[str, ...]) -> None:
    assert rxnorm[rxcui] == names


def test_at_least_a_hundred_drugs_have_a_number(rxnorm: Mapping[str, tuple[str, ...]]) -> None:
    assert len({drug for drugs in rxnorm.values() for drug in drugs}) >= 100


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("RX26225,ondansetron", "'RX26225' is no RxCUI"),
        ("026225,ondansetron", "'026225' is no RxCUI"),
        ("26225,ondansetrone", "'ondansetrone' is not in drugs.csv"),
        ("26225,ondansetron\n26225,ondansetron", "stands twice"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, today: DrugTable, row: str, words: str) -> None:
    (tmp_path / "rxnorm.csv").write_text(f"rxcui,drug\n{row}\n")
    with pytest.raises(BadTable, match=words):
        read_rxnorm(tmp_path, today.by_name)


@pytest.mark.parametrize(
    ("rxcui", "product"), [("2105831", "abbs"), ("2273513", "pvvr"), ("1726102", "bendeka"), ("2472330", "")]
)
def test_a_number_of_one_product_tells_which(today: DrugTable, rxcui: str, product: str) -> None:
    assert today.rxnorm_products[rxcui] == product


def test_a_number_of_a_substance_tells_no_product(today: DrugTable) -> None:
    assert "121191" not in today.rxnorm_products


def test_every_number_of_a_product_is_of_a_drug_that_has_that_product(today: DrugTable) -> None:
    for number, product in today.rxnorm_products.items():
        (drug,) = today.rxnorm[number]
        assert not product or product in today.brands[drug]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,abbs", "'1' is not in rxnorm.csv"),
        ("121191,rituxan", "'rituxan' is no brand or suffix"),
        ("121191,abbs\n121191,pvvr", "stands twice"),
    ],
)
def test_a_wrong_row_of_products_is_refused(tmp_path: Path, row: str, words: str) -> None:
    (tmp_path / "rxnorm_products.csv").write_text(f"rxcui,product\n{row}\n")
    with pytest.raises(BadTable, match=words):
        read_rxnorm_products(tmp_path, {"121191"}, {"abbs", "pvvr"})


def test_the_drug_table_of_a_day_knows_the_numbers(today: DrugTable) -> None:
    by_number = identify(Product("study drug A", (ProductCode("rxnorm", "1547545"),)), today)
    assert ([d.name for d in by_number.drugs], by_number.unclear) == (["pembrolizumab"], "")


def test_a_number_and_a_name_of_different_drugs_are_asked_about(today: DrugTable) -> None:
    assert identify(Product("ondansetron", (ProductCode("rxnorm", "1547545"),)), today).unclear


def test_a_number_of_several_forms_is_asked_about_unless_the_name_decides(today: DrugTable) -> None:
    code = (ProductCode("rxnorm", "3639"),)
    assert identify(Product("chemo bag", code), today).unclear
    named = identify(Product("DOXOrubicin liposome 20 mg/10 mL", code), today)
    assert ([d.name for d in named.drugs], named.unclear) == (["doxorubicin liposomal"], "")


@needs("data", LINKS)
def test_no_number_is_of_another_substance_in_the_links_of_2020(rxnorm: Mapping[str, tuple[str, ...]]) -> None:
    words: dict[str, set[str]] = defaultdict(set)
    with (SHARED / "data" / LINKS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for number in (row["rxcui"], row["ingredient_rxcui"]):
                words[number].update(plain_words(row["ingredient_name"]).split())
    compared = {number: drugs for number, drugs in rxnorm.items() if number in words}
    assert len(compared) >= 150
    assert [n for n, drugs in compared.items() if any(words[n].isdisjoint(drug.split()) for drug in drugs)] == []

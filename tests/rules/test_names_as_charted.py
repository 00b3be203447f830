"""Drug names as medication records write them: each finds exactly its drugs, or is asked about and never picked."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from plugin.chart.administration import Product
from plugin.engine.code_of_product import unit_of
from plugin.engine.identify import identify, plain_words
from plugin.engine.rulebook import DrugTable
from tests.shared import SHARED, needs

CHARTED = Path(__file__).with_name("names_as_charted.csv")
HCPCS = "hcpcs_level2_2026-01.csv.gz"
# CMS calls it hypertonic saline.
OTHER_WORDS = {"J7131"}


def charted() -> list[dict[str, str]]:
    """Texts with the drugs they name (carriers too), the code the name decides, and whether to ask about them."""
    with CHARTED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def found(text: str, table: DrugTable) -> tuple[str, ...]:
    return tuple(sorted(drug.name for drug in identify(Product(text), table).drugs))


NAMED = [row for row in charted() if not row["asked"]]
ASKED = [row["text"] for row in charted() if row["asked"]]


def test_there_are_at_least_300_texts() -> None:
    texts = [row["text"] for row in charted()]
    assert len(texts) == len(set(texts)) >= 300


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row["text"])
def test_a_charted_name_finds_exactly_its_drugs(today: DrugTable, row: dict[str, str]) -> None:
    assert identify(Product(row["text"]), today).unclear == ""
    assert found(row["text"], today) == tuple(sorted(row["drugs"].split(";")))


@pytest.mark.parametrize("row", [r for r in NAMED if r["code"]], ids=lambda row: row["text"])
def test_a_charted_name_leads_to_its_code(today: DrugTable, row: dict[str, str]) -> None:
    product = identify(Product(row["text"]), today)
    (drug,) = (d for d in product.drugs if d.group not in ("hydration", "flush"))
    unit, why = unit_of(product, drug, today, hospital=True)
    assert (unit and unit.code, why) == (row["code"], "")


@pytest.mark.parametrize("text", ASKED)
def test_a_name_that_fits_two_drugs_or_none_is_asked_about(today: DrugTable, text: str) -> None:
    assert identify(Product(text), today).unclear


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("vinCRIStine 1 mg/mL", "vincristine"),
        ("DAUNOrubicin-cytarabine liposome", "daunorubicin cytarabine liposomal"),
        ("sodium chloride 0.9 %", "SODIUM CHLORIDE 0.9%"),
        ("5-FU", "fluorouracil 2.5 g/50 mL"),
        ("piperacillin/tazobactam", "piperacillin-tazobactam 3.375 g"),
        ("iron sucrose (VENOFER) 20 mg iron/mL", "Venofer 200 mg/10 mL in 0.9"),
    ],
)
def test_letter_case_signs_and_doses_in_a_name_do_not_matter(today: DrugTable, text: str, other: str) -> None:
    assert found(text, today) == found(other, today) != ()


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("ampicillin sodium and sulbactam sodium", "ampicillin"),
        ("cefepime-enmetazobactam", "cefepime"),
        ("taurolidine-heparin catheter lock", "heparin"),
        ("sodium nitrite-sodium thiosulfate", "sodium thiosulfate"),
        ("acetaminophen-ibuprofen 1,000-300 mg/100 mL", "acetaminophen iv"),
        ("DOXOrubicin HCl pegylated liposomal", "doxorubicin"),
        ("cytarabine-daunorubicin liposome", "daunorubicin"),
        ("pertuzumab-trastuzumab-hyaluronidase", "trastuzumab"),
        ("imipenem-cilastatin-relebactam", "imipenem cilastatin"),
        ("vitamin B complex with thiamine", "cyanocobalamin"),
        ("penicillin G benzathine-penicillin G procaine", "penicillin g benzathine"),
    ],
)
def test_a_drug_of_two_substances_is_not_taken_for_one_of_them(today: DrugTable, text: str, never: str) -> None:
    assert found(text, today) != (never,)


@needs("data", HCPCS)
def test_each_code_is_that_of_the_drug_in_the_words_of_the_code_itself() -> None:
    with gzip.open(SHARED / "data" / HCPCS, "rt", encoding="utf-8", newline="") as file:
        says = {row["code"]: plain_words(row["long_description"]).split() for row in csv.DictReader(file)}
    others = [
        (row["text"], row["code"])
        for row in NAMED
        if row["code"] and not set(row["drugs"].split(";")[0].split()) & set(says[row["code"]])
    ]
    assert {code for _, code in others} == OTHER_WORDS

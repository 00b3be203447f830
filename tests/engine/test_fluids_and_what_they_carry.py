"""A fluid with something in it that the table does not know is asked about, and is never hydration (R-ADM-08)."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.chart.administration import Product
from plugin.engine.identify import CARRIER_GROUPS, identify
from plugin.engine.unexplained_words import questioned
from tests.engine.builders import DAY, asked, charge, given, library, proposal, visit
from tests.shared import SHARED, needs

ROOT = Path(__file__).parents[2]
HYDRATION = {"96360", "96361"}
FLUIDS = [
    "normal saline", "NS", "0.9 % sodium chloride (Baxter) 1,000 mL bag", "sodium chloride 0.9 % infusion 500 mL",
    "sodium chloride 0.9% (NS) 500 mL IV bolus", "0.45% NaCl 1 L", "lactated ringers bolus 1000ML", "LR 1L",
    "D5W 250 mL", "dextrose 5 % in water (D5W) 1,000 mL", "dextrose 10 % in water", "Dextrose 10% with 0.2% NaCl",
    "dextrose 5 % and sodium chloride 0.45 % with potassium chloride 20 mEq/L IV", "Plasma-Lyte A", "plasma-lyte 148",
    "SODIUM CHLORIDE 100ML MBP   Solution (SODIUM CHLORIDE Intravenous Solution 0.9 %)",
    "pre-hydration NS 1000 mL", "sodium chloride 0.9 % IV bolus 1 L wide open",
    "Glucose 50 MG/ML / Sodium Chloride 0.154 MEQ/ML Injectable Solution", "B. Braun 0.9 % sodium chloride 500 mL",
    "Sodium Chloride 0.9% injectable solution", "sodium chloride 0.9 % 250 mL excel container",
]  # fmt: skip
CARRYING = [
    "exosomes in sodium chloride 0.9 %", "LMD in dextrose 5 %", "vitamin infusion in NS", "NS with study drug",
    "dextran 40 10 % in D5W", "sodium chloride 0.9 % with zzqx 5 mg", "NS + additives", "peptide in LR 500 mL",
    "stem cells in normal saline", "zzqx/dextrose 5 %",
]  # fmt: skip
TOO_STRONG = [
    "sodium chloride 23.4 % 30 mL", "NaCl 5 %", "sodium chloride 7.5 % 250 mL", "dextrose 70 % in water",
    "dextrose 20% 500 mL", "sodium chloride concentrate 4 mEq/mL", "sodium 75 mEq in D5W",
    "sodium chloride 2.5 mEq/mL 30 mL in D5W",
]  # fmt: skip


def infused(text: str, **more):
    return given(text, start="09:00", stop="11:00", **more)


@pytest.mark.parametrize("text", FLUIDS)
def test_a_fluid_by_itself_is_hydration_and_nothing_is_asked_about_it(text: str) -> None:
    found = questioned(identify(Product(text), library().on(DAY).drugs), library().on(DAY))
    assert found.unclear == ""
    assert {drug.group for drug in found.drugs} <= {*CARRIER_GROUPS, "therapeutic"}


@pytest.mark.parametrize("text", [*CARRYING, *TOO_STRONG])
def test_a_fluid_with_an_unknown_word_or_strength_is_asked_about_and_no_hydration(text: str) -> None:
    chart = visit(infused(text))
    assert "unclear_drug" in asked(chart)
    assert not charge(chart).keys() & HYDRATION


@pytest.mark.parametrize("text", ["exosomes + normal saline", "exosomes + dextrose 5 % + sodium chloride 0.9 %"])
def test_a_fluid_beside_an_unknown_ingredient_is_its_carrier(text: str) -> None:
    chart = visit(infused(text))
    assert "unclear_drug" in asked(chart)
    assert not charge(chart).keys() & HYDRATION


@pytest.mark.parametrize("text", ["exosomes + lidocaine", "lidocaine 1 % with exosomes", "contrast media, exosomes"])
def test_an_unknown_drug_does_not_vanish_behind_what_is_never_billed(text: str) -> None:
    chart = visit(infused(text))
    assert "unclear_drug" in asked(chart)
    assert proposal(chart).not_billed == ()


def test_the_code_of_a_fluid_does_not_explain_an_unknown_name() -> None:
    chart = visit(infused("exosome therapy", codes=(("hcpcs", "J7030"),)))
    assert "unclear_drug" in asked(chart)
    assert not charge(chart).keys() & HYDRATION


def test_a_fluid_known_by_its_code_alone_is_hydration() -> None:
    assert charge(visit(infused("drug not named", codes=(("hcpcs", "J7030"),), dose="1000 mL"))).keys() <= HYDRATION


def test_a_known_drug_beside_an_unknown_one_is_another_infusate_than_the_drug_alone() -> None:
    # R-ADM-56: no repeated push of ondansetron is made of it
    chart = visit(
        given("ondansetron", "iv_push", "09:00", dose="4 mg"),
        given("ondansetron + exosomes", "iv_push", "10:00", dose="4 mg"),
    )
    assert "96376" not in charge(chart)


def named(part: object) -> Iterator[str]:
    """Every name of a medication in a JSON document."""
    if isinstance(part, list):
        for each in part:
            yield from named(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("medicationCodeableConcept", "itemCodeableConcept") and isinstance(value, dict):
                yield from (t for t in (value.get("text"), *(c.get("display") for c in value.get("coding", ()))) if t)
            yield from named(value)


def never_asked_about_as_carrier(texts: set[str]) -> list[str]:
    book = library().on(DAY)
    found = [identify(Product(text), book.drugs) for text in sorted(texts)]
    fluids = [f for f in found if f.drugs and not f.unclear and all(d.group in CARRIER_GROUPS for d in f.drugs)]
    assert fluids
    return [f.product.text for f in fluids if questioned(f, book).unclear]


def test_no_fluid_of_the_names_as_charted_is_asked_about() -> None:
    with (ROOT / "tests" / "rules" / "names_as_charted.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["text"] for row in csv.DictReader(file, strict=True) if not row["asked"]}
    assert never_asked_about_as_carrier(texts) == []


def test_no_fluid_of_the_stories_is_asked_about() -> None:
    files = sorted((ROOT / "fixtures").rglob("*.json"))
    texts = {text for path in files for text in named(json.loads(path.read_text(encoding="utf-8")))}
    assert never_asked_about_as_carrier(texts) == []


@needs("samples")
@needs("visits")
def test_no_fluid_of_published_samples_is_asked_about() -> None:
    files = [*sorted((SHARED / "samples").glob("*.json")), *sorted((SHARED / "visits").rglob("*.json"))]
    texts = {text for path in files for text in named(json.loads(path.read_text(encoding="utf-8")))}
    assert never_asked_about_as_carrier(texts) == []


@needs("scenarios", "published.jsonl")
def test_no_fluid_of_published_cases_is_asked_about() -> None:
    rows = (SHARED / "scenarios" / "published.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {
        part.strip()
        for row in rows
        for each in json.loads(row)["administrations"]
        for part in (each["drug"] or "").split(" + ")
    }
    assert never_asked_about_as_carrier(texts) == []

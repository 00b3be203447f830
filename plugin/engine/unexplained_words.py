"""Words in a name that the drug table does not know and that may be a drug or a product: asked about (R-DRG-14)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from plugin.chart.unnamed import NOT_NAMED
from plugin.engine.identify import CARRIER_GROUPS, Identified, plain_words
from plugin.engine.rulebook import DrugTable, Rule, Rulebook

LEAVES_NO_LINE = (*CARRIER_GROUPS, "contrast", "local")
PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?%")
MEQ_PER_ML = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?meq ?/ ?ml\b", re.IGNORECASE)
FIGURE = re.compile(r"[0-9]+")
JOINED = re.compile(r"(?:\b(?:and|with|plus)\b|[+/&])\s*([a-z]{4,})")
SUFFIX = re.compile(r"([a-z0-9]+)-([a-z]{4})(?![a-z0-9])")


def questioned(found: Identified, book: Rulebook) -> Identified:
    """The same, left open where a word of the name may be a drug, or a product, that is not in the table.

    A fluid, a contrast or a local anaesthetic with any unknown word beside it is never taken for what it is alone; of
    another drug a word counts that ends as drugs do, or that the name joins to it.
    """
    if found.unclear or not found.left or found.words == NOT_NAMED:
        return found
    rule = book.rule("R-DRG-14")
    words = _unknown_drugs(found, rule)
    if words:
        drugs = () if _gives_no_line(found) else found.drugs
        return replace(found, drugs=drugs, unclear=f"not in the table, and may be a drug: {_listed(words)}")
    strengths = _strange_strengths(found, book.rule("R-ADM-08"))
    if strengths:
        return replace(found, drugs=(), unclear=f"{_listed(strengths)} is no strength of a fluid for hydration")
    suffix = _strange_suffix(found, book.drugs)
    if suffix:
        return replace(found, unclear=f"-{suffix} is no product in the table")
    return found


def _unknown_drugs(found: Identified, rule: Rule) -> list[str]:
    words = found.left
    if not _gives_no_line(found):
        joined, endings = JOINED.findall(found.product.text.lower()), rule.words("drug_endings")
        words = tuple(word for word in words if word in joined or word.endswith(endings))
    harmless = rule.words("harmless_words")
    return [word for word in words if (letters := FIGURE.sub("", word)) and letters not in harmless]


def _gives_no_line(found: Identified) -> bool:
    return all(drug.group in LEAVES_NO_LINE for drug in found.drugs)


def _strange_strengths(found: Identified, rule: Rule) -> list[str]:
    """Strengths in the name of a fluid that are of no fluid in it: 23.4 % sodium chloride is no saline (R-ADM-08)."""
    if not all(drug.group in CARRIER_GROUPS for drug in found.drugs):
        return []
    usual = {
        strength
        for fluid, strengths in rule.table("fluid_strengths").items()
        if any(fluid in drug.name for drug in found.drugs)
        for strength in strengths.split()
    }
    names, text = f" {' '.join(drug.name for drug in found.drugs)} ", found.product.text
    percents = [p for p in PERCENT.findall(text) if p not in usual and f" {plain_words(p)} " not in names]
    most = Decimal(rule.text("most_meq_per_ml"))
    concentrates = [meq for meq in MEQ_PER_ML.findall(text) if Decimal(meq) > most]
    return [*(f"{percent} %" for percent in percents), *(f"{meq} mEq/mL" for meq in concentrates)]


def _strange_suffix(found: Identified, table: DrugTable) -> str:
    """A suffix of four letters that no code knows, on a drug whose biosimilars are told apart by theirs."""
    brands = {brand for drug in found.drugs for brand in table.brands.get(drug.name, ())}
    if not any(len(brand) == 4 and brand.isalpha() for brand in brands):
        return ""
    names = {word for drug in found.drugs for word in drug.name.split()}
    written = SUFFIX.findall(found.product.text.lower())
    return next((end for name, end in written if name in names and end in found.left and end not in brands), "")


def _listed(words: list[str]) -> str:
    return " and ".join(f'"{word}"' for word in dict.fromkeys(words))

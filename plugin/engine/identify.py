"""Which drug of the table a product is, by code or by name; a name that fits two drugs is left open, never picked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from plugin.chart.administration import Product
from plugin.engine.rulebook import Drug, DrugTable, HcpcsUnit

APPLIES = ("R-DRG-12", "R-DRG-14")

LONGEST_NAME = 9
NO_CODE = "no code of this drug is valid on the date of service"


@dataclass(frozen=True, slots=True)
class Identified:
    """What a product is: its drugs (carriers included), the HCPCS codes its own codes allow, the words of its name.

    `unclear` says in words why no single answer was found; then `drugs` holds the candidates.
    """

    product: Product
    drugs: tuple[Drug, ...]
    codes: tuple[str, ...] = ()
    words: str = ""
    unclear: str = ""


def identify(product: Product, table: DrugTable) -> Identified:
    """Find a product in the drug table (R-DRG-14); its code and its name must not contradict each other."""
    words = plain_words(product.text)
    by_code, codes = _by_codes(product, table)
    by_name, fits_two = _by_words(words, table)
    if fits_two and by_code:
        by_name = tuple(n for n in by_name if n in by_code) or by_name
        fits_two = len(set(by_name)) > 1
    unclear = ""
    if fits_two:
        unclear = "the name fits more than one drug"
    elif by_code and by_name and not set(by_code) & set(by_name):
        unclear = "the code and the name are of different drugs"
    elif not by_code and not by_name:
        unclear = "the drug is not in the table"
    elif by_code and not by_name and len(set(by_code)) > 1:
        unclear = "the code is shared by more than one drug"
    names = dict.fromkeys(by_name + by_code if unclear else (by_name or by_code))
    drugs = tuple(table.by_name[name] for name in names if name in table.by_name)
    return Identified(product, drugs, codes, words, unclear)


def unit_of(found: Identified, drug: Drug, table: DrugTable, *, hospital: bool) -> tuple[HcpcsUnit | None, str]:
    """The HCPCS code of a drug given as this product on the day, or None and why there is no single one.

    The product's own code decides, then a brand or suffix in its name, then the drug's general code. C codes exist
    for hospital claims only (R-DRG-14).
    """
    units = [u for u in table.by_drug.get(drug.name, ()) if hospital or not u.code.startswith("C")]
    named = [u for u in units if any(f" {p} " in f" {found.words} " for p in u.products)]
    coded = [u for u in units if u.code in found.codes]
    general = [u for u in units if not u.narrow and not u.products]
    for candidates in (_both(coded, named), coded, named, general):
        wide = [u for u in candidates if not u.narrow] or candidates
        if len(wide) == 1:
            return wide[0], ""
        if len(wide) > 1 and candidates is not coded:
            return None, "more than one code fits this product"
    return None, NO_CODE if not units else "the product decides the code"


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Lower case, letters and digits, single blanks: the form in which the table holds names."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def ndc_digits(value: str) -> str:
    """Eleven digits 5-4-2 from the usual prints (R-DRG-12); "" where a bare ten-digit number leaves it open."""
    parts = value.strip().split("-")
    if len(parts) == 3 and all(p.isdigit() for p in parts):
        labeler, item, package = parts
        if (len(labeler), len(item), len(package)) in ((5, 4, 2), (4, 4, 2), (5, 3, 2), (5, 4, 1)):
            return labeler.zfill(5) + item.zfill(4) + package.zfill(2)
    digits = value.replace("-", "").strip()
    return digits if len(digits) == 11 and digits.isdigit() else ""


def _by_codes(product: Product, table: DrugTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes: list[str] = []
    drugs: list[str] = []
    for code in product.codes:
        if code.system == "ndc":
            codes += table.ndc.get(ndc_digits(code.value), ())
        elif code.system == "hcpcs" and code.value in table.units:
            codes.append(code.value)
        elif code.system == "rxnorm":
            drugs += table.rxnorm.get(code.value, ())
    drugs += [table.units[c].drug for c in codes if c in table.units]
    return tuple(dict.fromkeys(drugs)), tuple(dict.fromkeys(codes))


def _by_words(words: str, table: DrugTable) -> tuple[tuple[str, ...], bool]:
    """Names of the drugs a text holds, longest names first at each place; whether one of them fits two drugs."""
    tokens = words.split(" ")
    names: list[str] = []
    fits_two = False
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST_NAME, len(tokens) - at), 0, -1):
            drugs = table.aliases.get(" ".join(tokens[at : at + length]))
            if drugs:
                names += drugs
                fits_two |= len(drugs) > 1
                at += length
                break
        else:
            at += 1
    return tuple(dict.fromkeys(names)), fits_two


def _both(coded: list[HcpcsUnit], named: list[HcpcsUnit]) -> list[HcpcsUnit]:
    return [u for u in coded if u in named]

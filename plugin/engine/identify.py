"""Which drug of the table a product is, by code or by name; a name that fits two drugs is left open, never picked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from plugin.chart.administration import Product
from plugin.engine.rulebook import Drug, DrugTable

APPLIES = ("R-DRG-12", "R-DRG-14", "R-DRG-15")

LONGEST_NAME = 10
OF_A_PACKAGE = ("ndc", "hcpcs")
CARRIER_GROUPS = ("hydration", "flush")


@dataclass(frozen=True, slots=True)
class Identified:
    """What a product is: its drugs (carriers included), the HCPCS codes its own codes allow, the words of its name.

    `unclear` says in words why no single answer was found; then `drugs` holds the candidates. `codes` may have ended or
    not begun (R-DRG-15). `left` are the words that no name of the table takes. `brands` are brands and
    suffixes its RxNorm numbers are of, "" for one that is not known.
    """

    product: Product
    drugs: tuple[Drug, ...]
    codes: tuple[str, ...] = ()
    words: str = ""
    unclear: str = ""
    left: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()

    def is_of(self, brand: str) -> bool:
        """Whether its name or one of its RxNorm numbers is of this brand or suffix."""
        return brand in self.brands or f" {brand} " in f" {self.words} "


@dataclass(frozen=True, slots=True)
class _Coded:
    """What the codes of a product lead to: HCPCS codes, and the drugs each may be; `exact` those of a package.

    `apart` says that two of them are of different products of one drug.
    """

    codes: tuple[str, ...]
    each: tuple[tuple[str, ...], ...]
    exact: tuple[tuple[str, ...], ...]
    apart: bool

    @property
    def drugs(self) -> tuple[str, ...]:
        """All of them; where the codes agree on one drug, that one."""
        names = dict.fromkeys(name for drugs in self.each for name in drugs)
        agreed = [name for name in names if all(name in drugs for drugs in self.each)]
        return tuple(agreed) if len(agreed) == 1 else tuple(names)


@dataclass(frozen=True, slots=True)
class _Named:
    """The drugs a name holds, whether a word of it fits two, and the words that no name of the table takes."""

    drugs: tuple[str, ...]
    fits_two: bool
    left: tuple[str, ...]


def identify(product: Product, table: DrugTable) -> Identified:
    """Find a product in the drug table (R-DRG-14); its code and its name must not contradict each other.

    NDC, RxNorm, SNOMED CT and HCPCS codes are looked up; of a local code only the words beside it are read.
    """
    words = plain_words(product.text)
    coded, named = _by_codes(product, table), _by_words(words, table)
    by_name, fits_two = named.drugs, named.fits_two
    if fits_two and coded.drugs:
        by_name = tuple(n for n in by_name if n in coded.drugs) or by_name
        fits_two = len(set(by_name)) > 1
    unclear = ""
    if fits_two:
        unclear = "the name fits more than one drug"
    elif by_name and _contradicted(by_name, coded, table):
        unclear = "the code and the name are of different drugs"
    elif not coded.drugs and not by_name:
        unclear = "the drug is not in the table"
    elif not by_name and len(coded.drugs) > 1:
        unclear = "the code is shared by more than one drug"
    elif coded.apart:
        unclear = "its codes are of different products of this drug"
    names = dict.fromkeys(by_name + coded.drugs if unclear else (by_name or coded.drugs))
    drugs = tuple(table.by_name[name] for name in names if name in table.by_name)
    brands = dict.fromkeys(
        table.rxnorm_products[code.value]
        for code in product.codes
        if code.system == "rxnorm" and code.value in table.rxnorm_products
    )
    return Identified(product, drugs, coded.codes, words, unclear, named.left, tuple(brands))


@lru_cache(maxsize=4096)
def plain_words(text: str) -> str:
    """Lower case, letters and digits, single blanks: the form in which the table holds names."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def ndc_digits(value: str) -> str:
    """Eleven digits 5-4-2 from the usual prints (R-DRG-12); "" where a bare ten-digit number leaves it open."""
    parts = value.strip().split("-")
    if not all(part.isdecimal() and part.isascii() for part in parts):
        return ""
    if [len(part) for part in parts] in ([5, 4, 2], [4, 4, 2], [5, 3, 2], [5, 4, 1]):
        labeler, item, package = parts
        return labeler.zfill(5) + item.zfill(4) + package.zfill(2)
    return parts[0] if [len(part) for part in parts] == [11] else ""


def _by_codes(product: Product, table: DrugTable) -> _Coded:
    packages: list[tuple[str, ...]] = []
    each: list[tuple[str, ...]] = []
    exact: list[tuple[str, ...]] = []
    for code in product.codes:
        drugs: tuple[str, ...] = ()
        if code.system in OF_A_PACKAGE:
            found = (code.value.upper(),) if code.system == "hcpcs" else _of_package(ndc_digits(code.value), table)
            drugs = tuple(dict.fromkeys(name for one in found for name in _drugs_of(one, table)))
            packages += [found] if drugs else []
            exact += [drugs] if drugs else []
        elif code.system == "rxnorm":
            drugs = table.rxnorm.get(code.value, ())
        elif code.system == "snomed":
            drugs = table.snomed.get(code.value, ())
        each += [drugs] if drugs else []
    codes, apart = _agreed(packages, table)
    return _Coded(codes, tuple(each), tuple(exact), apart)


def _agreed(packages: list[tuple[str, ...]], table: DrugTable) -> tuple[tuple[str, ...], bool]:
    """The codes that all packages share, else all; whether two of one drug share no code that is valid on the day."""
    valid = [frozenset(code for code in codes if code in table.units) for codes in packages]
    shared = frozenset.intersection(*valid) if valid else frozenset()
    every = tuple(dict.fromkeys(code for codes in packages for code in codes))
    if shared:
        return tuple(code for code in every if code in shared), False
    drugs = [{table.units[code].drug for code in codes} for codes in valid]
    pairs = [(n, m) for n in range(len(valid)) for m in range(n) if drugs[n] & drugs[m]]
    return every, any(not valid[n] & valid[m] for n, m in pairs)


def _of_package(digits: str, table: DrugTable) -> tuple[str, ...]:
    """The codes of an NDC in the crosswalk of the day, else in the last earlier quarter that lists it (R-DRG-15)."""
    return table.ndc.get(digits) or table.ndc_before.get(digits, ())


def _drugs_of(code: str, table: DrugTable) -> tuple[str, ...]:
    """The drug of a code on the day; of one that has ended or not begun, every drug it ever stood for."""
    if code in table.units:
        return (table.units[code].drug,)
    return tuple(dict.fromkeys(unit.drug for unit in table.ever.get(code, ())))


def _contradicted(by_name: tuple[str, ...], coded: _Coded, table: DrugTable) -> bool:
    """Whether no code is of a drug the name holds, or one of a package is of another; its fluid is no contradiction."""
    if not coded.drugs:
        return False
    if not set(coded.drugs) & set(by_name):
        return True
    others = [drugs for drugs in coded.exact if not set(drugs) & set(by_name)]
    groups = {table.by_name[name].group for drugs in others for name in drugs if name in table.by_name}
    return not groups.issubset(CARRIER_GROUPS)


def _by_words(words: str, table: DrugTable) -> _Named:
    """Names of the drugs a text holds, longest names first at each place."""
    tokens = words.split()
    names: list[str] = []
    left: list[str] = []
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
            left.append(tokens[at])
            at += 1
    return _Named(tuple(dict.fromkeys(names)), fits_two, tuple(left))

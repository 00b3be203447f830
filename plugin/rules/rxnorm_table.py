"""RxNorm numbers of drugs and their products, as an EHR's medication codes name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from pathlib import Path

from plugin.rules.dated import read_plain
from plugin.rules.errors import BadTable


def read_rxnorm(folder: Path, drugs: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Read rxnorm.csv of `folder`: an RxCUI to the drugs it may be, all of them among `drugs`.

    A number with several drugs is that of a substance sold in several forms: it is asked about unless the name decides.
    Raises BadTable with file and line.
    """
    path = folder / "rxnorm.csv"
    found: dict[str, list[str]] = defaultdict(list)
    for line, cells in read_plain(path, ("rxcui", "drug")):
        if not cells["rxcui"].isdecimal() or cells["rxcui"].startswith("0"):
            raise BadTable(path, line, f"{cells['rxcui']!r} is no RxCUI")
        if cells["drug"] not in drugs:
            raise BadTable(path, line, f"{cells['drug']!r} is not in drugs.csv")
        if cells["drug"] in found[cells["rxcui"]]:
            raise BadTable(path, line, f"{cells['rxcui']} {cells['drug']} stands twice")
        found[cells["rxcui"]].append(cells["drug"])
    return {rxcui: tuple(names) for rxcui, names in found.items()}


def read_rxnorm_products(folder: Path, numbers: Collection[str], brands: Collection[str]) -> Mapping[str, str]:
    """Read rxnorm_products.csv of `folder`: a number of rxnorm.csv to the brand or suffix it is of, one of `brands`.

    "" is a number of one product that is not known: nothing but its name or NDC decides its code. Raises BadTable.
    """
    path = folder / "rxnorm_products.csv"
    found: dict[str, str] = {}
    for line, cells in read_plain(path, ("rxcui", "product")):
        number, product = cells["rxcui"], cells["product"]
        if number not in numbers:
            raise BadTable(path, line, f"{number!r} is not in rxnorm.csv")
        if product and product not in brands:
            raise BadTable(path, line, f"{product!r} is no brand or suffix of hcpcs.csv")
        if number in found:
            raise BadTable(path, line, f"{number} stands twice")
        found[number] = product
    return found

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

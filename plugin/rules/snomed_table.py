"""SNOMED CT codes of substances, as an EHR's medication codes name them, with where each was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from plugin.rules.dated import read_plain
from plugin.rules.errors import BadTable

COLUMNS = ("code", "drug", "source", "checked_on")
LENGTHS = range(6, 19)
OF_A_CONCEPT = ("00", "10")  # the two digits before the check digit

# Verhoeff's check digit: the products of the dihedral group of ten, and the permutation of each place.
PRODUCTS = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
PLACES = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def read_snomed(folder: Path, drugs: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Read snomed.csv of `folder`: a code to the drugs it may be, all of them among `drugs`.

    A code with several drugs is asked about unless the name decides. Raises BadTable with file and line.
    """
    path = folder / "snomed.csv"
    found: dict[str, list[str]] = defaultdict(list)
    for line, cells in read_plain(path, COLUMNS):
        code, drug = cells["code"], cells["drug"]
        if not is_concept(code):
            raise BadTable(path, line, f"{code!r} is no SNOMED CT code of a concept")
        if drug not in drugs:
            raise BadTable(path, line, f"{drug!r} is not in drugs.csv")
        if not cells["source"]:
            raise BadTable(path, line, f"{code} has no source")
        try:
            date.fromisoformat(cells["checked_on"])
        except ValueError:
            raise BadTable(path, line, f"{cells['checked_on']!r} is no day") from None
        if drug in found[code]:
            raise BadTable(path, line, f"{code} {drug} stands twice")
        found[code].append(drug)
    return {code: tuple(names) for code, names in found.items()}


def is_concept(code: str) -> bool:
    """Whether this may be the code of a SNOMED CT concept: its length, its kind, and Verhoeff's check digit."""
    digits = code.isascii() and code.isdecimal() and not code.startswith("0")
    return digits and len(code) in LENGTHS and code[-3:-1] in OF_A_CONCEPT and _check(code) == 0


def _check(code: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(PRODUCTS[check][int(PLACES[place % len(PLACES)][int(digit)])])
    return check

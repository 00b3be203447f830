"""Modifiers, package quantities and narratives of a line in words of our own; the code sets define, these only tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from plugin.engine.proposal import Line, NationalDrugCode

# What each modifier that R-MOD-06 puts in order says of a line; the rules R-MOD-01 to R-MOD-13 say when it is due.
MODIFIERS: Mapping[str, str] = MappingProxyType(
    {
        "25": "a visit of its own beside what else was done that day",
        "59": "a service of its own beside another of that day",
        "XE": "at another visit of that day",
        "XS": "at another site, such as a second line",
        "XP": "by another practitioner",
        "XU": "outside what the other service usually takes in",
        "52": "done in part",
        "53": "begun, and stopped before it was done",
        "76": "done again by the same practitioner",
        "77": "done again by another practitioner",
        "JW": "discarded from a single-dose container",
        "JZ": "no whole unit discarded from a single-dose container",
        "TB": "bought under the 340B programme",
        "JG": "bought under the 340B programme, as some entities marked it before 2025",
        "JA": "given into a vein",
        "JB": "given under the skin",
        "PO": "at an off-campus department excepted from the lower rate",
        "PN": "at an off-campus department that is not excepted",
        "Q0": "the item that a trial studies",
        "Q1": "routine care of a patient in a trial",
        "KX": "what the coverage policy requires is on file",
        "GA": "a denial is expected and a notice was signed",
        "GX": "a notice was signed though none was needed",
        "GY": "outside what the payer covers",
        "GZ": "a denial is expected and no notice was signed",
    }
)
# The units that count a package on a claim (R-DRG-12).
PACKAGE_UNITS: Mapping[str, str] = MappingProxyType(
    {"UN": "each", "ML": "milliliters", "GR": "grams", "F2": "international units", "ME": "milligrams"}
)


def modifiers_of(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """(modifier, its words) for all on some lines, each once, in the order of a claim; one without words has ""."""
    used = {modifier for line in lines for modifier in line.modifiers}
    known = [modifier for modifier in MODIFIERS if modifier in used]
    return tuple((modifier, MODIFIERS.get(modifier, "")) for modifier in (*known, *sorted(used - {*known})))


def package(ndc: NationalDrugCode) -> str:
    """00006302602, 8 ML (milliliters): eleven digits and quantity as on the claim."""
    unit = PACKAGE_UNITS.get(ndc.unit, "")
    return f"{ndc.code}, {ndc.quantity:f} {ndc.unit}{f' ({unit})' if unit else ''}"


def on_the_claim(line: Line) -> str:
    """The description that goes with an unlisted drug (R-DRG-13), "" on any other line."""
    return f"Described on the claim: {line.narrative}" if line.narrative else ""

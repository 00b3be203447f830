"""Whether what was given is the product an authorization was given for (R-AUT-02)."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.chart.authorization import Authorization
from plugin.engine.authorized_use import Taken, product_of
from plugin.engine.code_of_product import SUFFIX_LETTERS, unit_of
from plugin.engine.identify import LONGEST_NAME, Identified, ndc_digits
from plugin.engine.rulebook import DrugTable

WITHOUT_PACKAGE_SIZE = 9  # of the eleven digits of an NDC the last two are the size of the package


def another_product(authorization: Authorization, used: Taken, table: DrugTable, *, hospital: bool) -> str:
    """The approved product beside the given one where they differ, "" where they do not, or no product is named.

    A name that is the drug's alone approves any product of it; a code, a package code or a brand approves its own.
    """
    approved = product_of(authorization.product, table)
    codes = _codes(approved, used, table, hospital=hospital)
    others = [line.code for line in used.lines if codes is not None and line.code not in codes]
    if others:
        return f"approved for {_words(authorization, codes or ())}, {used.verbs.product} {used.name} ({others[0]})"
    for mine, theirs in (
        (_brands(approved, used.drug, table), {b for f in used.products for b in _brands(f, used.drug, table)}),
        (_packages(approved), {n for f in used.products for n in _packages(f)}),
    ):
        if mine and theirs and not mine & theirs:
            return f"approved for {', '.join(sorted(mine))}, {used.verbs.product} {', '.join(sorted(theirs))}"
    return ""


def _words(authorization: Authorization, codes: tuple[str, ...]) -> str:
    shown = ", ".join(codes)
    text = authorization.product.text
    return f"{text} ({shown})" if text and shown else text or shown


def _codes(approved: Identified, used: Taken, table: DrugTable, *, hospital: bool) -> tuple[str, ...] | None:
    """The codes the approved product may be billed with; None where no product is named, so that any code fits."""
    listed = tuple(c.value.upper() for c in approved.product.codes if c.system == "hcpcs")
    drug = table.by_name.get(used.drug)
    today = unit_of(approved, drug, table, hospital=hospital)[0] if drug else None
    own = bool(listed or approved.codes or _brands(approved, used.drug, table))
    if not own and (today is None or not _by_another_name(approved, used.drug, table)):
        return None
    return tuple(dict.fromkeys((*listed, *approved.codes, *((today.code,) if today else ()))))


def _by_another_name(approved: Identified, drug: str, table: DrugTable) -> bool:
    """Whether it holds a name of the drug that is not the drug's own: Remicade has no code apart, and is a brand."""
    names = (*approved.brands, *_phrases(approved.words))
    return any(name != drug and table.aliases.get(name) == (drug,) for name in names)


def _phrases(words: str) -> Iterator[str]:
    """Every run of words that may be a name."""
    tokens = words.split()
    for start in range(len(tokens)):
        for stop in range(start + 1, min(start + LONGEST_NAME, len(tokens)) + 1):
            yield " ".join(tokens[start:stop])


def _brands(found: Identified, drug: str, table: DrugTable) -> set[str]:
    """The brands a name holds; a suffix is left to the codes, since a brand and its suffix are one product."""
    return {b for b in table.brands.get(drug, {}) if len(b) != SUFFIX_LETTERS and found.is_of(b)}


def _packages(found: Identified) -> set[str]:
    digits = (ndc_digits(c.value) for c in found.product.codes if c.system == "ndc")
    return {d[:WITHOUT_PACKAGE_SIZE] for d in digits if d}

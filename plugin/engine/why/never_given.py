"""Codes of the family that no rule here gives, each with the rule that names its work and why a coder decides it."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.engine.rulebook import Rulebook

NEVER_GIVEN: Mapping[str, tuple[str, str]] = {
    "36000": ("R-EDT-03", "placing a needle or cannula for an infusion is inside the infusion"),
    "36410": ("R-EDT-03", "reaching the vein for an infusion is inside the infusion"),
    "90460": ("R-ADM-10", "the record read here does not show counselling for each vaccine part"),
    "90461": ("R-ADM-10", "the record read here does not show counselling for each vaccine part"),
    "90473": ("R-ADM-10", "a vaccine by mouth or nose is left to a coder"),
    "90474": ("R-ADM-10", "a vaccine by mouth or nose is left to a coder"),
    "96371": ("R-ADM-72", "a second set-up of a pump under the skin is left to a coder"),
    "96379": ("R-ADM-76", "an unlisted drug service goes by report, which a coder writes"),
    "96380": ("R-ADM-10", "antibodies against RSV are left to a coder"),
    "96381": ("R-ADM-10", "antibodies against RSV are left to a coder"),
    "96406": ("R-ADM-80", "the number of lesions treated is not read from the record"),
    "C8957": ("R-ADM-76", "it exists for Medicare patients of a hospital only"),
    "G0498": ("R-ADM-73", "it exists for Medicare patients only"),
}


def no_rule_gives(code: str, book: Rulebook) -> tuple[tuple[str, ...], str] | None:
    """Rules and a sentence for a code no pass gives; None for one that is no code of drug administration."""
    known = NEVER_GIVEN.get(code)
    if known:
        rule, why = known
        return (rule,), f"no rule here gives {code}: {why}."
    if any(code in tables.limits or code in tables.add_ons for tables in book.edits.values()):
        return ("R-EDT-01",), f"{code} stands in the edit tables, but no rule here gives it."
    return None

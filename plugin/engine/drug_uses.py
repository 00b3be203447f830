"""What a drug was given for, as far as its name says: cancer, support of its treatment, fluid, another disease."""

from __future__ import annotations

from enum import StrEnum

from plugin.engine.given import Given
from plugin.engine.rulebook import Rulebook

BIOLOGICS = ("complex", "unsettled")


class Use(StrEnum):
    """`two_uses` may be for cancer or for another disease, `biologic` never for cancer by its label."""

    CANCER = "cancer"
    TWO_USES = "two_uses"
    BIOLOGIC = "biologic"
    HORMONAL = "hormonal"
    SUPPORTIVE = "supportive"
    BONE = "bone"
    HYDRATION = "hydration"
    BLOOD = "blood"
    VACCINE = "vaccine"
    OTHER = "other"


def use_of(item: Given, book: Rulebook) -> Use:
    """The use of an administration; of a mixture, that of its class (R-DX-02, R-DX-03, R-DX-05)."""
    if item.group in (Use.HYDRATION, Use.BLOOD, Use.VACCINE, Use.HORMONAL):
        return Use(item.group)
    drugs = [drug for found in item.found for drug in found.drugs]
    names, rule = {drug.name for drug in drugs}, book.rule("R-DX-02")
    if names and names.issubset(rule.words("two_uses")):
        return Use.TWO_USES
    if drugs and all(drug.group in BIOLOGICS for drug in drugs):
        return Use.BIOLOGIC
    if item.group == "chemo":
        return Use.CANCER
    for use in (Use.BONE, Use.SUPPORTIVE):
        if names and names.issubset(rule.words(use.value)):
            return use
    return Use.OTHER


def treatments_of(item: Given, book: Rulebook) -> tuple[str, ...]:
    """The treatment codes that fit an antineoplastic drug, any one of which is enough (R-DX-02).

    Of an antibody that is no listed immunotherapy either code is in use.
    """
    rule = book.rule("R-DX-02")
    codes, names = rule.table("treatment"), [d.name for f in item.found for d in f.drugs]
    if names and all(name in rule.words("immunotherapy") for name in names):
        return (codes["immunotherapy"],)
    if any(word.endswith(rule.words("either_endings")) for name in names for word in name.split()):
        return codes["chemotherapy"], codes["immunotherapy"]
    return (codes["chemotherapy"],)

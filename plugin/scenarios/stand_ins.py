"""What a published case leaves open and a record of a visit always has: the name of a drug, a diagnosis.

A source writes "drug A"; an EHR never does. The same placeholder of a case always becomes the same drug of its class.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

FLUID = "sodium chloride 0.9 % infusion"
POOLS: Mapping[str, Sequence[str]] = {
    "therapeutic": ("ceftriaxone", "ondansetron", "methylprednisolone sodium succinate", "famotidine", "vancomycin"),
    "chemo": ("paclitaxel", "carboplatin", "gemcitabine", "docetaxel"),
    "hormonal_chemo": ("fulvestrant", "leuprolide acetate"),
    "hydration": (FLUID,),
    "blood_product": ("packed red blood cells",),
    "vaccine": ("influenza vaccine",),
    "contrast": ("iohexol",),
    "flush": ("heparin lock flush",),
}
NAMED: Mapping[str, str] = {
    "normal saline": FLUID,
    "hydration fluid": FLUID,
    "iron product": "iron sucrose",
    "antibiotic": "ceftriaxone",
    "antiemetic": "ondansetron",
    "antiemetic a": "ondansetron",
    "antiemetic b": "palonosetron",
    "immune globulin": "immune globulin (Privigen)",
    "supportive drug a": "fosaprepitant",
    "supportive drug b": "famotidine",
    "therapeutic drug": "ceftriaxone",
    "steroid": "methylprednisolone sodium succinate",
    "heparin/saline": "heparin lock flush",
}
PLACEHOLDER = re.compile(
    r"((chemotherapy|supportive|therapeutic|new|the) )?(drug|agent|medication|substance|biologic)s?( [a-z0-9])?"
    r"|investigational chemotherapy drug"
)
FLUID_WORDS = re.compile(r"kcl|saline|dextrose|d5", re.IGNORECASE)
CANCER = ("Z51.11", "C50.911")
# All that match, those of a cancer visit first; the last where none does.
DIAGNOSES: Sequence[tuple[re.Pattern[str], tuple[str, ...]]] = tuple(
    (re.compile(pattern, re.IGNORECASE), codes)
    for pattern, codes in (
        (r"class:chemo|class:hormonal", CANCER),
        (r"infliximab|rituximab|tocilizumab|abatacept|golimumab|certolizumab", ("M05.79",)),
        (r"iron|ferric|ferumoxytol", ("D50.9",)),
        (r"natalizumab|ocrelizumab", ("G35.A",)),
        (r"denosumab|zoledronic", ("M81.0",)),
        (r"omalizumab", ("J45.50",)),
        (r"class:hydration", ("E86.0",)),
        (r"class:blood_product", ("D64.9",)),
    )
)
INFECTION = ("L03.115",)


def diagnoses_for(drugs: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The ICD-10-CM codes of a visit with these drugs, each with its class ("" where unknown)."""
    text = " ".join(f"{drug} class:{group}" for drug, group in drugs)
    found = [codes for pattern, codes in DIAGNOSES if pattern.search(text)]
    return tuple(code for codes in found for code in codes) or INFECTION


class NamedDrugs:
    """The drugs of one case by real names. `written` is every drug of the case as its source writes it."""

    def __init__(self, written: Iterable[str]) -> None:
        self._taken = {drug.lower() for drug in written}
        self._chosen: dict[tuple[str, str], str] = {}

    def named(self, drug: str, group: str) -> str:
        """The drug by name; what shares one bag stays joined by " + "."""
        whole = re.sub(r"\s*\(one bag\)\s*", "", drug.strip(), flags=re.IGNORECASE)
        if FLUID_WORDS.search(whole):
            return self._one(whole, group)
        if re.fullmatch(r"drug a \+ b \+ c", whole, re.IGNORECASE):
            whole = "drug a + drug b + drug c"
        return " + ".join(self._one(part, group) for part in re.split(r"\s\+\s(?=[A-Za-z])", whole))

    def _one(self, part: str, group: str) -> str:
        key = part.strip().lower()
        if key in NAMED:
            return NAMED[key]
        if not PLACEHOLDER.fullmatch(key):
            return part.strip()
        if (key, group) not in self._chosen:
            pool = POOLS.get(group, POOLS["therapeutic"])
            self._chosen[key, group] = next((d for d in pool if d not in self._taken), pool[0])
            self._taken.add(self._chosen[key, group])
        return self._chosen[key, group]

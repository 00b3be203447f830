"""Which biologics earn the chemotherapy family, by the policy that holds for the payer (R-ADM-02, R-ADM-03)."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.evidence import Fact
from plugin.engine.drug_lists import named_drugs
from plugin.engine.rulebook import Drug, Rulebook
from plugin.engine.switches import Switches

APPLIES = ("R-ADM-02", "R-ADM-03")

DECIDED_BY_WORK = ("complex", "unsettled")


@dataclass(frozen=True, slots=True)
class Family:
    """The group a drug is coded in, the rule that decided, and whether the record must show the work it took."""

    group: str
    rule: str
    to_be_shown: bool = False


def family_of(drug: Drug, care: Fact[bool] | None, book: Rulebook, switches: Switches) -> Family:
    """The family of a drug: biologics by the policy, everything else as the drug table has it.

    Where the policy goes by the work, what is charted of it (`care`) decides. A policy that goes by a list codes a
    biologic lower and asks about it where the site gave no list. Raises UnknownSwitch for a list with a name that is no
    drug.
    """
    if drug.group not in DECIDED_BY_WORK:
        return Family(drug.group, "R-ADM-02")
    family = _by_policy(drug, book, switches)
    if care is None or not _goes_by_work(family, switches):
        return family
    return Family("chemo" if care.value else "therapeutic", "R-ADM-02")


def _goes_by_work(family: Family, switches: Switches) -> bool:
    """Not where a payer's or a contractor's list decides, nor where such a list holds and is not known."""
    return family.rule == "R-ADM-02" and switches.complexity_policy != "payer_list"


def _by_policy(drug: Drug, book: Rulebook, switches: Switches) -> Family:
    if switches.complexity_policy == "payer_list":
        return _by_payers_list(drug, book, switches)
    if switches.complexity_policy == "mac_legacy_list" and _legacy_lists_hold(book):
        if not switches.complexity_list:
            return Family("therapeutic", "R-ADM-03", to_be_shown=True)
        if drug.name in named_drugs("complexity_list", switches.complexity_list, book.drugs):
            return Family("therapeutic", "R-ADM-03")
    if drug.group == "complex":
        return Family("chemo", "R-ADM-02")
    return Family("therapeutic", "R-ADM-02", to_be_shown=True)


def _by_payers_list(drug: Drug, book: Rulebook, switches: Switches) -> Family:
    if not switches.complexity_list:
        return Family("therapeutic", "R-ADM-02", to_be_shown=True)
    listed = drug.name in named_drugs("complexity_list", switches.complexity_list, book.drugs)
    return Family("chemo" if listed else "therapeutic", "R-ADM-02")


def _legacy_lists_hold(book: Rulebook) -> bool:
    """Whether the contractors' lists of their time hold on the day and for the payer (R-ADM-03)."""
    rule = book.rules.get("R-ADM-03")
    return rule is not None and rule.text("lists") == "in force"

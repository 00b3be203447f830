"""Why an unlisted drug has no code of its own: what was looked up, in which table and quarter, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.visit import Setting
from plugin.engine.identify import ndc_digits
from plugin.engine.proof_sources import CROSSWALK, DRUG_CODES, quarter_of
from plugin.engine.rulebook import DrugTable, Rulebook
from plugin.engine.timeline import Desk
from plugin.engine.unlisted import UnlistedCharge

NAMES, LEVEL_II = "drug names", "HCPCS Level II"
SUBSTANCES = {"rxnorm": "RxNorm", "snomed": "SNOMED CT"}


@dataclass(frozen=True, slots=True)
class LookUp:
    """One thing that was looked up. `edition` is the quarter used, or "" where each row of the table has its days."""

    what: str
    table: str
    edition: str
    found: str


def looked_up(charge: UnlistedCharge, desk: Desk) -> tuple[LookUp, ...]:
    """Name and codes (NDC, HCPCS, RxNorm, SNOMED CT) of a charge in the tables of its day (R-DRG-13, R-DRG-14)."""
    table, drug = desk.book.drugs, charge.doses[0].drug
    names = dict.fromkeys(dose.name for dose in charge.doses)
    found = [LookUp(name, NAMES, "", f"is {drug.name}") for name in names]
    found.append(LookUp(drug.name, LEVEL_II, _edition(DRUG_CODES, desk.book), _codes_of(drug.name, desk)))
    for system, value in dict.fromkeys((c.system, c.value) for dose in charge.doses for c in dose.product.codes):
        if system == "ndc" and ndc_digits(value):
            found.append(_package(ndc_digits(value), desk.book))
        elif system == "hcpcs":
            edition = _edition(DRUG_CODES, desk.book)
            found.append(LookUp(value.upper(), LEVEL_II, edition, _standing(value.upper(), desk)))
        elif system in SUBSTANCES:
            numbers = table.rxnorm if system == "rxnorm" else table.snomed
            drugs = " and ".join(numbers.get(value, ())) or "no drug of the tables"
            found.append(LookUp(value, SUBSTANCES[system], "", f"is {drugs}"))
    return tuple(found)


def _codes_of(drug: str, desk: Desk) -> str:
    """What became of every code the drug ever had."""
    table = desk.book.drugs
    ever = sorted(code for code, units in table.ever.items() if any(unit.drug == drug for unit in units))
    if not ever:
        return "no code of this drug, on this day or any other"
    return "; ".join(f"{code} {_standing(code, desk)}" for code in ever)


def _standing(code: str, desk: Desk) -> str:
    table = desk.book.drugs
    if code not in table.spans:
        return "is no drug code of the tables"
    if code not in table.units:
        return f"is not valid on this day, only {_days(code, table)}"
    if code.startswith("C") and desk.setting is Setting.OFFICE:
        return "is for hospitals only"
    products = table.units[code].products
    return f"is for {' and '.join(products)} only" if products else "is of another product or drug"


def _days(code: str, table: DrugTable) -> str:
    return ", ".join(f"from {first}" if last == date.max else f"{first} to {last}" for first, last in table.spans[code])


def _package(digits: str, book: Rulebook) -> LookUp:
    table = book.drugs
    edition = _edition(CROSSWALK, book) or quarter_of(book.day)
    if codes := table.ndc.get(digits):
        return LookUp(f"NDC {digits}", CROSSWALK, edition, f"listed under {' and '.join(codes)}")
    if codes := table.ndc_before.get(digits):
        return LookUp(f"NDC {digits}", CROSSWALK, edition, f"not listed; in an earlier quarter {' and '.join(codes)}")
    return LookUp(f"NDC {digits}", CROSSWALK, edition, "not listed, in this quarter or an earlier one")


def _edition(table: str, book: Rulebook) -> str:
    """The quarter that stands in for one the day would need (R-EDT-01)."""
    old = next((each for each in book.outdated if each.table == table), None)
    return quarter_of(old.quarter) if old else ""

"""Codes of drugs: whether the drug was given, under which of its codes, or with which question (R-DRG-01, 14)."""

from __future__ import annotations

from plugin.engine.given import Given
from plugin.engine.proposal import Kind
from plugin.engine.why.answer import Reason
from plugin.engine.why.omitted import in_words, omission_of
from plugin.engine.why.words import item, listed
from plugin.engine.why.worksheet import Worksheet


def drug_code(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Why a drug's own code is on no line; nothing for a code that is no drug's on the day."""
    unit = sheet.book.drugs.units.get(code)
    if unit is None:
        return ()
    mine = [g for g in sheet.all_given if any(d.name == unit.drug for f in g.found for d in f.drugs)]
    if mine:
        return tuple(_why(given, code, unit.drug, sheet) for given in mine)
    said = f"{code} is not a code of drug administration but of a drug, {unit.drug}, and none of it is charted."
    return (sheet.reason(("R-DRG-01",), said),)


def _why(given: Given, code: str, drug: str, sheet: Worksheet) -> Reason:
    rows = set(given.evidence)
    billed = {x.code for x in sheet.proposal.lines if x.kind is Kind.DRUG and rows & set(x.evidence)}
    asked = [p for p in sheet.proposal.prompts if p.about in rows and any(r.startswith("R-DRG") for r in p.because)]
    omission = omission_of(given, sheet)
    if billed:
        said = f"{item(given)} is billed as {listed(sorted(billed))}, not {code}: the product charted decides between "
        return sheet.reason(("R-DRG-01", "R-DRG-14"), f"{said}the codes of {drug}.", given.evidence)
    if asked:
        rules = (r for p in asked for r in p.because)
        questions = listed(f'"{p.question}"' for p in asked)
        said = f"{item(given)} has no line yet. Open question: {questions}"
        return sheet.reason(rules, said, given.evidence)
    if omission:
        return sheet.reason(omission.because, f"{in_words(given, omission, sheet)}.", given.evidence)
    said = f"{item(given)}: {drug} as it was given is no drug line of its own."
    return sheet.reason(("R-DRG-01",), said, given.evidence)

"""Drugs without a code of their own on the day: one unit of an unlisted code, described in words (R-DRG-13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.containers import Opened, opened_for
from plugin.engine.drug_marks import Marks, marks_of
from plugin.engine.findings import Findings
from plugin.engine.free_drugs import free_line
from plugin.engine.in_digits import in_digits
from plugin.engine.ndc import ndc_strength, on_line
from plugin.engine.ndc_needed import ndc_questions
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, LineState, Prompt, Who
from plugin.engine.timeline import Desk
from plugin.engine.unlisted_dose import UnlistedDose, counted_in
from plugin.engine.unlisted_waste import Rest, rest_of, unlisted_waste

APPLIES = ("R-DRG-13", "R-DOC-22")

Key = tuple[str, date, str, str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class UnlistedCharge:
    """All that was given on one day of one drug that has no code, and the lines it makes; one for each NDC of it.

    `opened` stands beside `doses`: None where no amount is charted that containers could be compared with.
    """

    code: str
    on: date
    doses: tuple[UnlistedDose, ...]
    opened: tuple[Opened | None, ...]
    marks: Marks
    rest: Rest
    found: Findings

    @property
    def name(self) -> str:
        """The product as the record names it."""
        return self.doses[0].name

    @property
    def ndc(self) -> str:
        """Its NDC in eleven digits; a dose without one is taken as of the one the others of its name have."""
        return next((dose.ndc for dose in self.doses if dose.ndc), "")


def unlisted_charges(doses: Iterable[UnlistedDose], desk: Desk) -> tuple[UnlistedCharge, ...]:
    """A charge for each drug, day and NDC: one unit a day, however often it was given (R-DRG-13)."""
    known: dict[tuple[str, date, str], str] = {}
    coded = [(dose, _code(dose, desk.on(dose.on))) for dose in doses]
    for dose, code in coded:
        known[code, dose.on, dose.name] = known.get((code, dose.on, dose.name)) or dose.ndc
    groups: dict[Key, list[tuple[UnlistedDose, Marks]]] = {}
    for dose, code in coded:
        marks = marks_of(dose.item, code, desk.on(dose.on))
        key = code, dose.on, dose.name, dose.ndc or known[code, dose.on, dose.name], marks.apart
        groups.setdefault(key, []).append((dose, marks))
    return tuple(_charge(key[0], group, desk.on(key[1])) for key, group in groups.items())


def _code(dose: UnlistedDose, desk: Desk) -> str:
    """The unlisted code of a drug: one for a hospital, in an office by what the drug is."""
    rule = desk.book.rule("R-DRG-13")
    if desk.setting is Setting.FACILITY:
        return rule.text("facility")
    group = dose.drug.group
    if group == "chemo":
        return rule.text("chemo")
    biologic = group in rule.words("biologic_groups") or dose.drug.name.endswith(rule.words("biologic_endings"))
    return rule.text("biologic" if biologic else "therapeutic")


def _charge(code: str, group: list[tuple[UnlistedDose, Marks]], desk: Desk) -> UnlistedCharge:
    doses, marks = tuple(dose for dose, _ in group), group[0][1]
    behind = tuple(_opened(dose, code, desk) for dose in doses)
    rest = rest_of(behind)
    line = _line(code, doses, desk)
    waste = free_line(line, doses, desk) if marks.free else unlisted_waste(line, behind, rest, desk)
    finished = tuple(_finished(one, doses, behind, rest, marks) for one in waste.lines)
    known = tuple(one for one in behind if one is not None)
    asked = (
        *_descriptions(code, doses, desk),
        *waste.prompts,
        *(prompt for _, one in group for prompt in one.asked),
        *ndc_questions(tuple(one for one in known if one.ndc), desk),
    )
    return UnlistedCharge(code, doses[0].on, doses, behind, marks, rest, Findings(finished, prompts=asked))


def _opened(dose: UnlistedDose, code: str, desk: Desk) -> Opened | None:
    unit = counted_in(dose, code)
    if unit is None or dose.amount is None:
        return None
    return opened_for(dose.item, dose.product, dose.amount.value.value, unit, desk.book.drugs)


def _line(code: str, doses: tuple[UnlistedDose, ...], desk: Desk) -> Line:
    """One unit, held while a part of its description is missing, or its code is for drugs of which nobody said yet that
    this is one; what it says is added when the rest is known."""
    strengths = [(d.amount.strength if d.amount else Strength.MISSING, ndc_strength(d.product), d.item.strength)
                 for d in doses]  # fmt: skip
    return Line(
        code=code,
        units=1,
        kind=Kind.DRUG,
        date=doses[0].on,
        because=(desk.book.rule("R-DRG-13").id,),
        evidence=tuple(dict.fromkeys(row for dose in doses for row in dose.item.evidence)),
        strength=min(min(each) for each in strengths),
        what=doses[0].name,
        state=LineState.HELD if _of_new_drugs(code, desk) or any(d.missing for d in doses) else LineState.PROPOSED,
    )


def _of_new_drugs(code: str, desk: Desk) -> bool:
    """Whether a code is the hospital's, for drugs approved and not yet coded: no table here has days of approval."""
    return code == desk.book.rule("R-DRG-13").text("facility")


def _finished(
    line: Line, doses: tuple[UnlistedDose, ...], behind: tuple[Opened | None, ...], rest: Rest, marks: Marks
) -> Line:
    """The line with its narrative, its NDC where it is known what the package holds, and where the drug came from."""
    waste = line.kind is Kind.DRUG_WASTE
    sold = next((one.sold for one in behind if one is not None and one.sold), None)
    amount = rest.discarded if waste else rest.given
    digits = next((dose.ndc for dose in doses if dose.ndc), "")
    ndc = on_line(digits, amount.value, sold) if amount and sold and amount.unit == sold.label.unit else None
    said = tuple(words for _, words in described(doses, rest, waste=waste) if words)
    because = (*line.because, "R-DRG-12") if ndc else line.because
    narrative = ", ".join((*said, line.narrative) if line.narrative else said)
    line = replace(line, narrative=narrative, ndc=ndc, because=because)
    for modifier in marks.modifiers:
        line = line.modified(modifier, *marks.rules)
    return line


def described(doses: tuple[UnlistedDose, ...], rest: Rest, *, waste: bool = False) -> tuple[tuple[str, str], ...]:
    """The parts of the narrative in the order of a claim, "" for one that is missing (R-DRG-13)."""
    digits = next((dose.ndc for dose in doses if dose.ndc), "")
    routes = [dose.item.administration.route for dose in doses]
    ways = dict.fromkeys(route.value.value for route in routes if route)
    amount = rest.discarded if waste else rest.given
    much = f"{in_digits(amount.value)} {amount.unit}" if amount else ""
    more = " discarded" if waste else f" in {len(doses)} doses" if len(doses) > 1 else ""
    return (
        ("name", doses[0].name),
        ("NDC", f"NDC {digits}" if digits else ""),
        ("dose", much + more if much else ""),
        ("route", " and ".join(ways) if all(routes) else ""),
    )


def _descriptions(code: str, doses: tuple[UnlistedDose, ...], desk: Desk) -> tuple[Prompt, ...]:
    """A question for each dose whose description lacks a part; of a whole one, for a coder the approval (R-DOC-22)."""
    of_new = (desk.book.rule("R-DRG-13").text("new_drugs"),) if _of_new_drugs(code, desk) else ()
    asked = []
    for dose in doses:
        lacks = (f"not charted: {' and '.join(dose.missing)}",) if dose.missing else ()
        if not lacks and not of_new:
            continue
        facts, about = "; ".join(lacks + of_new), dose.item.administration.id
        prompt = ask(desk.book, "R-DOC-22", about, "R-DRG-13", facts=facts, drug=dose.name)
        if not lacks:
            question = desk.book.rule("R-DOC-22").text("question_of_approval").format(drug=dose.name)
            prompt = replace(prompt, who=Who.CODER, question=question)
        asked.append(prompt)
    return tuple(asked)

"""Drug lines: what was given in the units of the code that is valid on the day (R-DRG-01, R-DRG-02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from plugin.engine.by_package import by_package
from plugin.engine.clock import day_started
from plugin.engine.containers import Opened, opened
from plugin.engine.drug_marks import Marks, marks_of
from plugin.engine.findings import Findings, total
from plugin.engine.free_drugs import free_line
from plugin.engine.given import Given
from plugin.engine.ndc_needed import ndc_questions
from plugin.engine.portions import Portion, portion_of
from plugin.engine.proposal import Kind, Line
from plugin.engine.rulebook import HcpcsUnit
from plugin.engine.timeline import Desk
from plugin.engine.unlisted import UnlistedCharge, unlisted_charges
from plugin.engine.unlisted_dose import UnlistedDose
from plugin.engine.waste import waste_lines

APPLIES = ("R-DRG-01", "R-DRG-02", "R-DRG-15")

NO_DRUG_LINE = ("hydration", "flush", "contrast", "local", "blood", "vaccine")


@dataclass(frozen=True, slots=True)
class DrugCharge:
    """All that was given of one code on one day alike, with the containers behind it and the lines it makes."""

    unit: HcpcsUnit
    on: date
    portions: tuple[Portion, ...]
    opened: tuple[Opened, ...]
    marks: Marks
    found: Findings

    @property
    def code(self) -> str:
        """The code of its lines."""
        return self.unit.code

    @property
    def given(self) -> Decimal:
        """What was given in all, in the unit of the code."""
        return sum((p.dose.value.value for p in self.portions), Decimal())


@dataclass(frozen=True, slots=True)
class DrugCharges:
    """The charges of a day's drugs, those without a code of their own apart, and what stands in the way of others."""

    coded: tuple[DrugCharge, ...]
    unlisted: tuple[UnlistedCharge, ...]
    asked: Findings


def drug_lines(given: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """A line for each drug code and day: doses added, then rounded up once (R-DRG-02); discarded amounts beside it."""
    charges = drug_charges(given, desk, day)
    return total([charges.asked, *(c.found for c in charges.unlisted), *(c.found for c in charges.coded)])


def drug_charges(given: tuple[Given, ...], desk: Desk, day: date) -> DrugCharges:
    """The charges of all drugs; `day` is that of the visit."""
    found: list[Findings] = []
    portions: list[Portion] = []
    unlisted: list[UnlistedDose] = []
    for item in given:
        on = day_started(item.administration, day)
        for product in item.found:
            for drug in product.drugs:
                if drug.group in NO_DRUG_LINE or product.unclear:
                    continue
                portion, asked = portion_of(item, product, drug, desk.on(on), day)
                found.append(asked)
                if isinstance(portion, Portion):
                    portions.append(portion)
                elif portion:
                    unlisted.append(portion)
    return DrugCharges(_coded(portions, desk), unlisted_charges(unlisted, desk), total(found))


def _coded(portions: list[Portion], desk: Desk) -> tuple[DrugCharge, ...]:
    groups: dict[tuple[str, date, tuple[str, ...]], list[tuple[Portion, Marks]]] = {}
    for portion in portions:
        marks = marks_of(portion.item, portion.unit.code, desk.on(portion.on))
        groups.setdefault((portion.unit.code, portion.on, marks.apart), []).append((portion, marks))
    return tuple(_charge(group, desk.on(on)) for (_, on, _), group in groups.items())


def _charge(group: list[tuple[Portion, Marks]], desk: Desk) -> DrugCharge:
    portions, marks = tuple(p for p, _ in group), group[0][1]
    unit, on = portions[0].unit, portions[0].on
    doses = [p.dose.value.value for p in portions]
    each = desk.switches.drug_rounding == "round_each_dose"
    units = sum(whole_units(d, unit) for d in doses) if each else whole_units(sum(doses, Decimal()), unit)
    line = Line(
        code=unit.code,
        units=units,
        kind=Kind.DRUG,
        date=on,
        because=("R-DRG-01", "R-DRG-02", *(("R-DRG-03",) if any(_converted(p) for p in portions) else ())),
        evidence=_once(row for p in portions for row in p.item.evidence),
        strength=min(min(p.dose.strength, p.item.strength) for p in portions),  # R-DOC-04: its route holds it too
        what=portions[0].product.text,
    )
    behind = tuple(opened(p, desk.book.drugs) for p in portions)
    in_all = sum(doses, Decimal())
    waste = free_line(line, portions, desk) if marks.free else waste_lines(line, unit, in_all, behind, desk)
    marked = tuple(_marked(each_line, marks) for each_line in by_package(waste.lines, behind, unit))
    asked = tuple(p for _, one in group for p in one.asked) + ndc_questions(behind, desk)
    return DrugCharge(unit, on, portions, behind, marks, Findings(marked, waste.not_billed, waste.prompts + asked))


def whole_units(amount: Decimal, unit: HcpcsUnit) -> int:
    """HCPCS units of an amount, rounded up (R-DRG-02), in exact decimals."""
    return int((amount / unit.per.value).to_integral_value(ROUND_CEILING))


def _converted(portion: Portion) -> bool:
    """Whether the amount in the unit of the code was made from another one charted (R-DRG-03)."""
    charted = portion.product.dose
    return charted is not None and charted.value != portion.dose.value


def _marked(line: Line, marks: Marks) -> Line:
    for modifier in marks.modifiers:
        line = line.modified(modifier, *marks.rules)
    return line


def _once(rows: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rows))

"""What was left in opened containers: JW for a discarded unit, JZ for none, a question where nobody charted it."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal

from plugin.chart.administration import ContainerKind
from plugin.chart.evidence import Strength
from plugin.engine.containers import Opened
from plugin.engine.findings import Findings
from plugin.engine.in_digits import in_digits
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Prompt, Severity
from plugin.engine.rulebook import HcpcsUnit
from plugin.engine.timeline import Desk
from plugin.engine.waste_scope import separately_paid, status_unknown, waste_is_marked

APPLIES = ("R-DRG-05", "R-DRG-07", "R-DRG-08", "R-MOD-06", "R-DOC-17", "R-DOC-18", "R-DOC-19")

MULTI = ContainerKind.MULTI_DOSE


def waste_lines(line: Line, unit: HcpcsUnit, given: Decimal, opened: tuple[Opened, ...], desk: Desk) -> Findings:
    """The drug line with JZ, or with a JW line beside it, or held with a question (R-DRG-05 to R-DRG-07)."""
    line = _within_label(line, unit, given, opened)
    if not desk.payer and separately_paid(unit.code, desk) and {o.container.kind for o in opened} != {MULTI}:
        return Findings(lines=(line.held("R-DRG-06").held("R-AUT-04"),))  # whether JW or JZ is due turns on who pays
    if status_unknown(unit.code, desk):
        return Findings(lines=(line.held("R-DRG-16"),))
    if not waste_is_marked(unit.code, desk):
        return Findings(lines=(line,))
    line = line.no_stronger(min(o.container.strength for o in opened))
    kinds = {o.container.kind for o in opened}
    if kinds == {MULTI}:
        return Findings(lines=(line,))
    unknown = None in kinds
    doubtful = [o for o in opened if o.container.kind is (None if unknown else MULTI)]
    if doubtful:
        facts = "" if unknown else "charted from single-dose and multi-dose containers on one day"
        asked = ask(desk.book, "R-DOC-18", doubtful[0].about, "R-DRG-06", facts=facts, drug=doubtful[0].name)
        return _held(line, asked, "R-DRG-06")
    first = opened[0]
    labels = [o.held_in_all for o in opened if o.held_in_all is not None]
    if len(labels) < len(opened):
        return _held(line, ask(desk.book, "R-DOC-19", first.about, "R-DRG-05", drug=first.name))
    return _split(line, unit, given, sum(labels, Decimal()), opened, desk)


def _within_label(line: Line, unit: HcpcsUnit, given: Decimal, opened: tuple[Opened, ...]) -> Line:
    """No more units than the labels of the opened containers hold: overfill is not billed (R-DRG-05)."""
    labels = [o.held_in_all for o in opened if o.container.label and o.held_in_all is not None]
    in_all = sum(labels, Decimal())
    if len(labels) < len(opened) or given <= in_all:
        return line
    return replace(line, units=max(1, min(line.units, _whole(in_all / unit.per.value))))


def _held(line: Line, question: Prompt, rule: str = "") -> Findings:
    return Findings(lines=(line.held(rule),), prompts=(question,))


def _split(
    line: Line, unit: HcpcsUnit, given: Decimal, held_in_all: Decimal, opened: tuple[Opened, ...], desk: Desk
) -> Findings:
    """The line by what is left in the opened containers: discarded units by the label, as far as they are charted."""
    first, per = opened[0], unit.per.value
    if any(o.shared and o.shared.value for o in opened):
        return _shared(line, given, per, opened, desk)
    left = held_in_all - given
    by_label = max(0, _whole(held_in_all / per) - line.units)
    facts = f"given {in_digits(given)}, opened {in_digits(held_in_all)} {unit.per.unit}"
    if left <= -per:
        return _held(line, ask(desk.book, "R-DOC-19", first.about, "R-DRG-05", facts=facts, drug=first.name))
    charted = [o.discarded for o in opened if o.discarded]
    strength = min([*(f.strength for f in charted), *_counted(opened)], default=Strength.CHARTED)
    asked = ask(desk.book, "R-DOC-17", first.about, "R-DRG-07", facts=facts, drug=first.name)
    if not charted and by_label:
        return _held(line, asked, "R-DRG-07")
    if not charted:
        advice = (replace(asked, severity=Severity.ADVISES),) if left > 0 else ()
        return Findings(lines=(_jz(line.no_stronger(strength), desk),), prompts=advice)
    discarded = sum((fact.value.value for fact in charted), Decimal())
    wasted = max(0, min(by_label, _whole((given + discarded) / per) - line.units))
    lines = _with_waste(line, wasted, strength, desk)
    if abs(left - discarded) < per and bool(wasted) == bool(by_label):
        return Findings(lines=lines)
    asked = replace(asked, facts=f"{facts}, discarded {in_digits(discarded)}")
    doubtful = lines if wasted else (line.no_stronger(strength),)  # neither JW nor JZ is true of it yet
    return Findings(lines=tuple(each.held("R-DRG-07") for each in doubtful), prompts=(asked,))


def _shared(line: Line, given: Decimal, per: Decimal, opened: tuple[Opened, ...], desk: Desk) -> Findings:
    """A container shared with another patient: what was given, and on JW only what is charted as discarded."""
    charted = [o.discarded for o in opened if o.discarded]
    discarded = sum((fact.value.value for fact in charted), Decimal())
    in_all = sum((o.held_in_all or Decimal() for o in opened), Decimal())
    if given + discarded > in_all:
        facts = f"given {in_digits(given)}, discarded {in_digits(discarded)}, opened {in_digits(in_all)}"
        first = opened[0]
        return _held(line, ask(desk.book, "R-DOC-19", first.about, "R-DRG-05", facts=facts, drug=first.name))
    wasted = max(0, _whole((given + discarded) / per) - line.units)
    strength = min([*(f.strength for f in charted), *(o.shared.strength for o in opened if o.shared)])
    lines = _with_waste(replace(line, because=(*line.because, "R-DRG-08")), wasted, strength, desk)
    return Findings(lines=lines)


def _with_waste(line: Line, wasted: int, strength: Strength, desk: Desk) -> tuple[Line, ...]:
    if not wasted:
        return (_jz(line.no_stronger(strength), desk),)
    because = (*line.because, "R-DRG-05")
    given = replace(line.no_stronger(strength), because=because)
    return given, replace(given, units=wasted, kind=Kind.DRUG_WASTE, modifiers=("JW",))


def _jz(line: Line, desk: Desk) -> Line:
    """JZ where it is required on the day; before that it was optional and is left off (R-DRG-06)."""
    if desk.book.rule("R-DRG-06").text("jz") != "required":
        return line
    return line.modified("JZ", "R-DRG-05")


def _counted(opened: tuple[Opened, ...]) -> list[Strength]:
    """Containers not counted in the record are the fewest that hold the dose: a computation."""
    return [o.count.strength if o.count else Strength.DERIVED for o in opened if o.container.label]


def _whole(units: Decimal) -> int:
    return int(units.to_integral_value(ROUND_FLOOR))

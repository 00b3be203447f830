"""Drug lines: what was given in the units of the code that is valid on the day (R-DRG-01 to R-DRG-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from plugin.chart.administration import Amount, Product
from plugin.chart.evidence import Fact
from plugin.chart.visit import Setting
from plugin.engine.clock import day_started
from plugin.engine.findings import Findings, total
from plugin.engine.given import Given
from plugin.engine.identify import NO_CODE, Identified, unit_of
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, LineState, Prompt
from plugin.engine.rulebook import Drug, HcpcsUnit
from plugin.engine.timeline import Desk
from plugin.engine.waste import Opened, waste_lines

APPLIES = (
    "R-DRG-01", "R-DRG-02", "R-DRG-03", "R-DRG-13", "R-DRG-14", "R-DRG-15",
    "R-DOC-05", "R-DOC-06", "R-DOC-22", "R-DOC-44",
)  # fmt: skip

NO_DRUG_LINE = ("hydration", "flush", "contrast", "local", "blood", "vaccine")
UNITS = ("unit", "[iU]", "[USP'U]")


@dataclass(frozen=True, slots=True)
class Portion:
    """One product of one administration: so much of a drug, in the unit of its code."""

    item: Given
    product: Product
    unit: HcpcsUnit
    dose: Fact[Amount]
    on: date


def drug_lines(given: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """A line for each drug code and day: doses added, then rounded up once (R-DRG-02); discarded amounts beside it."""
    found: list[Findings] = []
    portions: list[Portion] = []
    for item in given:
        for product in item.found:
            for drug in product.drugs:
                if drug.group in NO_DRUG_LINE or product.unclear:
                    continue
                portion, asked = _portion(item, product, drug, desk, day)
                found.append(asked)
                portions += [portion] if portion else []
    groups: dict[tuple[str, date], list[Portion]] = {}
    for portion in portions:
        groups.setdefault((portion.unit.code, portion.on), []).append(portion)
    without_code = total(found)
    return total(
        [replace(without_code, lines=_unlisted_once(without_code.lines)), *(_lines(g, desk) for g in groups.values())]
    )


def _unlisted_once(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """An unlisted drug is one unit a day, however often it was given (R-DRG-13)."""
    once: dict[tuple[str, date, str], Line] = {}
    for line in lines:
        key = line.code, line.date, line.what
        before = once.get(key)
        once[key] = replace(before, evidence=_once(before.evidence + line.evidence)) if before else line
    return tuple(once.values())


def same_kind(unit: str, other: str) -> bool:
    """Whether two amounts may be compared: the same unit, or plain units beside units of a named kind."""
    return unit == other or ("unit" in (unit, other) and unit in UNITS and other in UNITS)


def _portion(item: Given, found: Identified, drug: Drug, desk: Desk, day: date) -> tuple[Portion | None, Findings]:
    book, administration, product = desk.book, item.administration, found.product
    name, about = product.text, administration.id
    if len(found.drugs) > 1:
        facts = f"{name}: a mixture whose parts are not charted"
        return None, Findings(prompts=(ask(book, "R-DOC-05", about, "R-DRG-14", facts=facts, drug=name),))
    unit, why = unit_of(found, drug, book.drugs, hospital=desk.setting is Setting.FACILITY)
    if unit is None:
        return None, _no_code(item, found, drug, why, desk, day)
    if product.dose is None or product.dose.value.value <= 0:
        return None, Findings(prompts=(_missing_dose(item, desk),))
    if not same_kind(product.dose.value.unit, unit.per.unit):
        facts = f"charted {in_words(product.dose.value)}, the code counts in {unit.per.unit}"
        return None, Findings(prompts=(ask(book, "R-DOC-06", about, "R-DRG-03", facts=facts, drug=name),))
    if unit.code in book.rule("R-DRG-14").words("whole_depots") and product.dose.value.value % unit.per.value:
        facts = f"{in_words(product.dose.value)}, the code is of depots of {in_words(unit.per)}"
        return None, Findings(prompts=(ask(book, "R-DOC-05", about, "R-DRG-14", facts=facts, drug=name),))
    portion = Portion(item, product, unit, product.dose, day_started(administration, day))
    return portion, Findings(prompts=_disagreement(item, desk))


def _missing_dose(item: Given, desk: Desk) -> Prompt:
    """One question for all drugs of a row without a dose; one amount cannot answer for two, so none is asked for."""
    missing = [f.product.text for f in item.found if f.product.dose is None or f.product.dose.value.value <= 0]
    question = ask(desk.book, "R-DOC-06", item.administration.id, "R-DRG-01", drug=" and ".join(missing))
    if len(missing) == 1:
        return question
    return replace(question, options=tuple(option for option in question.options if option != "amount"))


def _disagreement(item: Given, desk: Desk) -> tuple[Prompt, ...]:
    """Dose, rate and time that disagree by more than 5 % were noted when the record was read (R-DOC-44)."""
    stated = [e for e in item.administration.conflicts if e.element == "dosage"]
    return tuple(
        ask(desk.book, "R-DOC-44", item.administration.id, "R-DRG-03", facts=e.shown, drug=item.name)
        for e in stated[:1]
    )


def _no_code(item: Given, found: Identified, drug: Drug, why: str, desk: Desk, day: date) -> Findings:
    """A drug without a code of its own on the day goes as unlisted, held until its narrative is there (R-DRG-13)."""
    book, about = desk.book, item.administration.id
    if why != NO_CODE:
        facts = f"{found.product.text}: {why}"
        return Findings(prompts=(ask(book, "R-DOC-05", about, "R-DRG-14", facts=facts, drug=found.product.text),))
    rule = book.rule("R-DRG-13")
    kind = "facility" if desk.setting is Setting.FACILITY else "chemo" if item.group == "chemo" else "therapeutic"
    code = rule.text(kind)
    on = day_started(item.administration, day)
    line = Line(code, 1, Kind.DRUG, on, (rule.id,), item.evidence, state=LineState.HELD, what=found.product.text)
    return Findings(lines=(line,), prompts=(ask(book, "R-DOC-22", about, rule.id, drug=found.product.text),))


def _lines(portions: list[Portion], desk: Desk) -> Findings:
    unit, on = portions[0].unit, portions[0].on
    doses = [p.dose.value.value for p in portions]
    each = desk.switches.drug_rounding == "round_each_dose"
    units = sum(whole_units(d, unit) for d in doses) if each else whole_units(sum(doses, Decimal()), unit)
    line = Line(
        code=unit.code,
        units=units,
        kind=Kind.DRUG,
        date=on,
        because=("R-DRG-01", "R-DRG-02"),
        evidence=_once(row for p in portions for row in p.item.evidence),
        strength=min(p.dose.strength for p in portions),
        what=portions[0].product.text,
    )
    opened = tuple(_opened(p) for p in portions)
    return waste_lines(line, unit, sum(doses, Decimal()), opened, desk)


def _opened(portion: Portion) -> Opened:
    """The containers of a portion, without what may not be compared with its unit or may be of another drug (R-DRG-07).

    A count and a discarded amount belong to a row; in a mixture nothing says to which drug.
    """
    administration, container = portion.item.administration, portion.product.container
    alone = len(portion.item.found) == 1
    discarded = administration.discarded
    return Opened(
        about=administration.id,
        name=portion.product.text,
        given=portion.dose.value.value,
        container=container if _counts(container.label, portion) else replace(container, label=None),
        count=administration.opened if alone else None,
        discarded=discarded if alone and discarded and _counts(discarded.value, portion) else None,
    )


def _counts(amount: Amount | None, portion: Portion) -> bool:
    """Whether an amount is in the unit of the portion's code; millilitres say nothing about milligrams (R-DRG-03)."""
    return amount is not None and same_kind(amount.unit, portion.unit.per.unit)


def whole_units(amount: Decimal, unit: HcpcsUnit) -> int:
    """HCPCS units of an amount, rounded up (R-DRG-02), in exact decimals."""
    return int((amount / unit.per.value).to_integral_value(ROUND_CEILING))


def in_words(amount: Amount) -> str:
    """An amount as text, without trailing zeros."""
    value = amount.value.normalize()
    return f"{value:f} {'units' if amount.unit in UNITS else amount.unit}"


def _once(rows: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rows))

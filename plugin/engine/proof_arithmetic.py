"""The arithmetic of a drug charge as sentences, computed anew from doses and containers in exact decimals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from plugin.chart.administration import Amount, ContainerKind
from plugin.engine.avoidable_waste import opened_in_words
from plugin.engine.containers import Opened
from plugin.engine.drugs import DrugCharge, whole_units
from plugin.engine.in_digits import in_digits
from plugin.engine.portions import in_words
from plugin.engine.proof_facts import opened_in_all
from plugin.engine.proposal import Kind, Line
from plugin.engine.timeline import Desk
from plugin.engine.waste_scope import waste_is_marked

MOST_PLACES = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One step, with the rules that ask for it."""

    sentence: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SumCheck:
    """Units of all lines against the units of the opened containers (R-DRG-05); `ok` is None where these are unknown.

    Rounding a part of a unit up may take the given units alone above the label; nothing else may.
    """

    ok: bool | None
    given_units: int
    discarded_units: int
    container_units: int | None
    sentence: str


def arithmetic(charge: DrugCharge, lines: tuple[Line, ...], desk: Desk) -> tuple[Step, ...]:
    """The steps from doses and containers to units, discarded units and the NDC quantity of each line."""
    each = desk.switches.drug_rounding == "round_each_dose"
    return (*_given(charge, each=each), *_discarded(charge, desk, each=each), *_packages(charge, lines))


def given_units(charge: DrugCharge, *, each: bool) -> int:
    """Units given: each dose rounded up, or their sum (switch `drug_rounding`); none for overfill (R-DRG-05)."""
    doses = [portion.dose.value.value for portion in charge.portions]
    units = sum(whole_units(dose, charge.unit) for dose in (doses if each else [sum(doses, Decimal())]))
    most = _most_on_labels(charge)
    return units if most is None else max(1, min(units, most))


def sum_check(charge: DrugCharge, lines: tuple[Line, ...]) -> SumCheck:
    """Whether the units of the lines are no more than what the opened containers held."""
    given = sum(line.units for line in lines if line.kind is Kind.DRUG)
    discarded = sum(line.units for line in lines if line.kind is Kind.DRUG_WASTE)
    held = opened_in_all(charge)
    if held is None:
        return SumCheck(None, given, discarded, None, "The containers that were opened are not known.")
    limit = _floor(held, charge)
    sized = all(o.container.label for o in charge.opened)
    source = "the containers hold" if sized else "given and discarded as charted are"
    billed = f"{given} given + {discarded} discarded = {given + discarded} units; {source} {limit}"
    if given + discarded <= limit:
        return SumCheck(True, given, discarded, limit, f"{billed}.")
    if not discarded and (charge.given <= held or given == 1):
        return SumCheck(True, given, 0, limit, f"{billed}: more only because a part of a unit is rounded up.")
    return SumCheck(False, given, discarded, limit, f"{billed}: more is billed than was opened.")


def _most_on_labels(charge: DrugCharge) -> int | None:
    """Whole units on the labels of the containers, where more was given than they are labelled to hold."""
    held = opened_in_all(charge)
    return _floor(held, charge) if held is not None and charge.given > held else None


def _given(charge: DrugCharge, *, each: bool) -> list[Step]:
    steps, most = _rounded(charge, each=each), _most_on_labels(charge)
    if most is None:
        return steps
    held = in_words(Amount(opened_in_all(charge) or Decimal(), charge.unit.per.unit))
    units = _units(given_units(charge, each=each))
    return [*steps, Step(f"more than the {held} on the labels: overfill is not billed, {units}", ("R-DRG-05",))]


def _rounded(charge: DrugCharge, *, each: bool) -> list[Step]:
    doses, unit = [portion.dose.value.value for portion in charge.portions], charge.unit.per.unit
    steps = []
    if len(doses) > 1:
        summed = " + ".join(in_words(Amount(dose, unit)) for dose in doses)
        steps.append(Step(f"{summed} = {in_words(Amount(charge.given, unit))} given", ("R-DRG-02",)))
    if not each or len(doses) == 1:
        steps.append(Step(f"{_divided(charge.given, charge)} given", ("R-DRG-01", "R-DRG-02")))
        return steps
    steps += [Step(f"{_divided(dose, charge)} given", ("R-DRG-01", "R-DRG-02")) for dose in doses]
    units = [whole_units(dose, charge.unit) for dose in doses]
    summed = f"{' + '.join(map(str, units))} = {_units(sum(units))}"
    return [*steps, Step(f"{summed}: this site rounds each dose up (drug_rounding=round_each_dose)", ("R-DRG-02",))]


def _discarded(charge: DrugCharge, desk: Desk, *, each: bool) -> list[Step]:
    held, unit = opened_in_all(charge), charge.unit.per.unit
    single = all(o.container.kind is ContainerKind.SINGLE_DOSE for o in charge.opened)
    if held is None or not single or not waste_is_marked(charge.unit.code, desk):
        return []
    billed, limit = given_units(charge, each=each), _floor(held, charge)
    opened = opened_in_words(charge)
    steps = [Step(f"{opened} = {in_words(Amount(held, unit))} opened", ("R-DRG-05",))] if opened else []
    charted = [o.discarded.value.value for o in charge.opened if o.discarded]
    left, rest = f"{_divided(held, charge, up=False)} on the label", max(0, limit - billed)
    counted = _waste_units(rest) if charted or not rest else f"{_units(rest)} of which nothing is charted"
    steps.append(Step(f"{left}, less {billed} = {counted}", ("R-DRG-05",)))
    if charted:
        amount = sum(charted, Decimal())
        total = charge.given + amount
        stated = f"charted {in_words(Amount(charge.given, unit))} given + {in_words(Amount(amount, unit))} discarded"
        stated += f" = {in_words(Amount(total, unit))}; {_divided(total, charge, up=False)}"
        stated += f", less {billed} = {_waste_units(max(0, _floor(total, charge) - billed))}"
        steps.append(Step(stated, ("R-DRG-05", "R-DRG-07")))
    return steps


def _packages(charge: DrugCharge, lines: tuple[Line, ...]) -> list[Step]:
    """The NDC quantity of each line in units of its package (R-DRG-12)."""
    known = {line.ndc.code for line in lines if line.ndc}
    steps = []
    for line in lines:
        behind = [o for o in charge.opened if line.ndc and o.ndc == line.ndc.code]
        waste = line.kind is Kind.DRUG_WASTE
        steps += _package(line, sum((o.left if waste else o.given for o in behind), Decimal()), behind, charge)
    bare = dict.fromkeys(o.ndc for o in charge.opened if o.ndc and o.ndc not in known)
    return steps + [Step(f"NDC {ndc}: what it is counted in on a claim is not known", ("R-DRG-12",)) for ndc in bare]


def _package(line: Line, amount: Decimal, behind: list[Opened], charge: DrugCharge) -> list[Step]:
    sold = next((o.sold for o in behind if o.sold), None)
    if sold is None or line.ndc is None:
        return []
    unit = charge.unit.per.unit
    what = "left" if line.kind is Kind.DRUG_WASTE else "given"
    quantity = f"{line.ndc.quantity:f} {line.ndc.unit}"
    one = f"{in_words(Amount(amount, unit))} {what} / {in_words(sold.label)} in one container"
    volume = f" x {in_digits(sold.volume_ml)} mL" if sold.volume_ml else ""
    return [Step(f"NDC {line.ndc.code}: {one}{volume} = {quantity}", ("R-DRG-12",))]


def _divided(amount: Decimal, charge: DrugCharge, *, up: bool = True) -> str:
    """ "305 mg / 10 mg = 30.5, rounded up to 31 units", with what is over where no short decimal is exact."""
    per = charge.unit.per
    whole, over = divmod(amount, per.value)
    units = whole_units(amount, charge.unit) if up else int(whole)
    division = f"{in_words(Amount(amount, per.unit))} / {in_words(per)} ="
    if not over:
        return f"{division} {_units(units)}"
    exact = amount / per.value
    short = exact * per.value == amount and -int(exact.normalize().as_tuple().exponent) <= MOST_PLACES
    found = in_digits(exact) if short else f"{int(whole)} and {in_words(Amount(over, per.unit))} over"
    return f"{division} {found}, rounded {'up' if up else 'down'} to {_units(units)}"


def _floor(amount: Decimal, charge: DrugCharge) -> int:
    return int((amount / charge.unit.per.value).to_integral_value(ROUND_FLOOR))


def _units(count: int) -> str:
    return f"{count} unit{'' if count == 1 else 's'}"


def _waste_units(count: int) -> str:
    return f"{count or 'no'} discarded unit{'' if count == 1 else 's'}"

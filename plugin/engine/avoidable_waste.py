"""Containers that would have left less than those that were opened, where such sizes are sold (R-DRG-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugin.chart.administration import Amount, ContainerKind
from plugin.engine.containers import Opened
from plugin.engine.drugs import DrugCharge, drug_charges
from plugin.engine.given import Given
from plugin.engine.least_waste import Combination, least_waste
from plugin.engine.portions import in_words
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import DrugTable
from plugin.engine.timeline import Desk

APPLIES = ("R-DRG-04",)


@dataclass(frozen=True, slots=True)
class LessWaste:
    """Containers that hold what was given and leave less than what was opened; amounts in the unit of the code."""

    containers: tuple[tuple[int, Amount], ...]
    left: Amount
    left_of_opened: Amount
    sentence: str


def waste_advice(given: tuple[Given, ...], lines: tuple[Line, ...], desk: Desk, day: date) -> tuple[Advice, ...]:
    """A sentence for each drug with discarded units of which a whole one need not have been (R-DRG-04)."""
    wasted = {(line.code, line.date) for line in lines if line.kind is Kind.DRUG_WASTE}
    if not wasted:
        return ()
    charges = drug_charges(given, desk, day).coded
    return tuple(
        Advice(charge.unit.code, _advice(charge, found), ("R-DRG-04",))
        for charge in charges
        if (charge.unit.code, charge.on) in wasted
        and (found := less_waste(charge, desk.on(charge.on).book.drugs)) is not None
        and found.left_of_opened.value - found.left.value >= charge.unit.per.value
    )


def less_waste(charge: DrugCharge, table: DrugTable) -> LessWaste | None:
    """Containers sold under the code that would have left less; None where none would, or nothing can be said.

    Compared are single-dose containers of the form that was opened, for each dose by itself: what is left of one dose
    is never counted on for a later one. A dose that was stopped early, and a shared container, say nothing of the
    choice of sizes (R-DRG-08, R-DRG-09).
    """
    left = _left(charge)
    if left is None or left <= 0:
        return None
    counts: dict[Decimal, int] = {}
    rest = Decimal()
    for opened in charge.opened:
        best = _best(opened, charge, table)
        if best is None:
            return None
        rest += best.left
        for count, size in best.containers:
            counts[size] = counts.get(size, 0) + count
    if rest >= left:
        return None
    unit = charge.unit.per.unit
    containers = tuple((counts[size], Amount(size, unit)) for size in sorted(counts, reverse=True))
    return LessWaste(containers, Amount(rest, unit), Amount(left, unit), _sentence(containers, rest, left, charge))


def opened_in_words(charge: DrugCharge) -> str:
    """The containers of a charge, "2 x 400 mg + 1 x 100 mg"; "" where a size or a number is not known."""
    counts: dict[Decimal, int] = {}
    for opened in charge.opened:
        if opened.container.label is None or opened.number is None:
            return ""
        counts[opened.container.label.value] = counts.get(opened.container.label.value, 0) + opened.number
    return _listed(tuple((n, Amount(size, charge.unit.per.unit)) for size, n in counts.items() if n))


def _left(charge: DrugCharge) -> Decimal | None:
    """What the opened containers held beside what was given; None where a comparison would not be fair."""
    stopped = any(p.item.administration.stopped_because for p in charge.portions)
    shared = any(o.shared and o.shared.value for o in charge.opened)
    single = all(o.container.kind is ContainerKind.SINGLE_DOSE for o in charge.opened)
    held = [o.held_in_all for o in charge.opened]
    if stopped or shared or not single or None in held:
        return None
    return sum((h for h in held if h is not None), Decimal()) - charge.given


def _best(opened: Opened, charge: DrugCharge, table: DrugTable) -> Combination | None:
    return least_waste(opened.given, _sizes(opened, charge, table))


def _sizes(opened: Opened, charge: DrugCharge, table: DrugTable) -> tuple[Decimal, ...]:
    """Sizes sold under the code in the form that was opened, smallest first; none where that form is not known."""
    sold = [
        c
        for c in table.containers.of_drug(charge.unit.drug, charge.unit.code)
        if c.label.unit == charge.unit.per.unit
        and (c.kind is ContainerKind.SINGLE_DOSE or (c.kind is None and c.code in table.single_dose))
    ]
    if opened.sold is not None and opened.sold.form:
        forms = {opened.sold.form}
    else:
        label = opened.container.label
        forms = {c.form for c in sold if label is not None and c.label.value == label.value and c.form}
    if len(forms) != 1:
        return ()
    return tuple(sorted({c.label.value for c in sold if c.form in forms}))


def _sentence(containers: tuple[tuple[int, Amount], ...], rest: Decimal, left: Decimal, charge: DrugCharge) -> str:
    unit = charge.unit.per.unit
    less = in_words(Amount(rest, unit)) if rest else "nothing"
    what = opened_in_words(charge) or "what was opened"
    return f"{_listed(containers)} would leave {less}; {what} left {in_words(Amount(left, unit))}."


def _advice(charge: DrugCharge, found: LessWaste) -> str:
    given = in_words(Amount(charge.given, charge.unit.per.unit))
    return f"{charge.unit.code}, {given} of {charge.unit.drug}: {found.sentence} These sizes are sold under this code."


def _listed(containers: tuple[tuple[int, Amount], ...]) -> str:
    return " + ".join(f"{count} x {in_words(size)}" for count, size in containers)

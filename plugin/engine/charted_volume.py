"""A dose charted in millilitres, as an amount in the unit of its code, by the label of what it came from (R-DRG-03)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from plugin.chart.administration import Administration, Amount, Manner
from plugin.chart.evidence import Fact, Strength
from plugin.engine.identify import identify
from plugin.engine.ndc import ndc_of
from plugin.engine.rulebook import DrugTable, HcpcsUnit
from plugin.engine.sold import SoldContainer

MAY_BE_DILUTED = (Manner.INFUSION, Manner.PORTABLE_PUMP, Manner.IMPLANTED_PUMP, Manner.PUMP_REFILL)
READY_TO_INFUSE = ("bag", "bottle")
STRENGTH = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?) ?(mg|mcg|g|units?) ?/ ?([0-9]+(?:\.[0-9]+)?)? ?ml\b", re.IGNORECASE)
IN_MG = {"mg": Decimal(1), "mcg": Decimal("0.001"), "g": Decimal(1000)}


def amount_in_volume(administration: Administration, unit: HcpcsUnit, table: DrugTable) -> Fact[Amount] | None:
    """What a charted volume of the one product of a row holds; None where a dilution cannot be ruled out.

    By the container of its NDC, else, for a shot, by the one strength its name states. The result is derived.
    """
    if len(administration.products) != 1:
        return None
    product = administration.products[0]
    dose = product.dose
    if dose is None or dose.value.unit != "mL" or len(identify(product, table).drugs) != 1:
        return None
    digits, _ = ndc_of(product)
    sold = table.containers.of_ndc(digits, unit.code, unit.drug, unit.per.unit) if digits else None
    strength = None
    if sold is not None:
        strength = _on_label(sold, dose.value.value, administration)
    elif administration.manner and administration.manner.value is Manner.INJECTION:
        strength = _in_name(product.text)
    if strength is None:
        return None
    held, volume = strength
    evidence = replace(dose.evidence, shown=f"{dose.evidence.shown} of {held.value:f} {held.unit} in {volume:f} mL")
    amount = Amount(dose.value.value * held.value / volume, held.unit)
    return Fact(amount, evidence, min(dose.strength, Strength.DERIVED))


def _on_label(sold: SoldContainer, dose: Decimal, administration: Administration) -> tuple[Amount, Decimal] | None:
    """The label and the volume of a container, where the dose is no more than what was opened holds.

    What is infused may have been diluted: it counts only from a ready bag, or with the containers counted and the dose
    reaching into the last of them.
    """
    volume = sold.volume_ml
    if volume is None:
        return None
    counted = administration.opened.value if administration.opened else None
    if dose > volume * (counted or 1):
        return None
    way = administration.manner.value if administration.manner else None
    as_sold = way not in (None, *MAY_BE_DILUTED) or sold.form in READY_TO_INFUSE
    if not as_sold and (counted is None or dose <= volume * (counted - 1)):
        return None
    return sold.label, volume


def _in_name(text: str) -> tuple[Amount, Decimal] | None:
    """The strength in a name such as 30 mg/mL or 4 mg/2 mL, where it states exactly one."""
    stated = {
        (Decimal(amount.replace(",", "")), unit.lower().rstrip("s"), Decimal(volume or 1))
        for amount, unit, volume in STRENGTH.findall(text)
    }
    if len(stated) != 1:
        return None
    amount, unit, volume = stated.pop()
    if not amount or not volume:
        return None
    return (Amount(amount, "unit") if unit == "unit" else Amount(amount * IN_MG[unit], "mg")), volume

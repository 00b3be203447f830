"""One product of one administration as an amount in the unit of its code, or the question that stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.administration import Amount, Product
from plugin.chart.evidence import Fact
from plugin.chart.visit import Setting
from plugin.engine.charted_volume import amount_in_volume
from plugin.engine.clock import day_started
from plugin.engine.code_of_product import NO_CODE, unit_of
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.given import Given
from plugin.engine.identify import Identified
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Drug, HcpcsUnit
from plugin.engine.timeline import Desk
from plugin.engine.unlisted_dose import UnlistedDose

APPLIES = ("R-DRG-03", "R-DRG-14", "R-DOC-05", "R-DOC-06", "R-DOC-44")

UNITS = ("unit", "[iU]", "[USP'U]")


@dataclass(frozen=True, slots=True)
class Portion:
    """One product of one administration: so much of a drug, in the unit of its code."""

    item: Given
    product: Product
    unit: HcpcsUnit
    dose: Fact[Amount]
    on: date

    def counts(self, amount: Amount | None) -> bool:
        """Whether an amount is in the unit of its code; millilitres say nothing about milligrams (R-DRG-03)."""
        return amount is not None and same_kind(amount.unit, self.unit.per.unit)


def same_kind(unit: str, other: str) -> bool:
    """Whether two amounts may be compared: the same unit, or plain units beside units of a named kind."""
    return unit == other or ("unit" in (unit, other) and unit in UNITS and other in UNITS)


def portion_of(
    item: Given, found: Identified, drug: Drug, desk: Desk, day: date
) -> tuple[Portion | UnlistedDose | None, Findings]:
    """The portion of one drug of a row, or what stands in the way: an unclear drug, no dose, another unit.

    A drug without a code of its own is a dose for an unlisted one (R-DRG-13).
    """
    book, administration, product = desk.book, item.administration, found.product
    name, about = product.text, administration.id
    if len(found.drugs) > 1:
        facts = f"{name}: a mixture whose parts are not charted"
        return None, Findings(prompts=(ask(book, "R-DOC-05", about, "R-DRG-14", facts=facts, drug=name),))
    route = administration.route.value if administration.route else None
    unit, why = unit_of(found, drug, book.drugs, hospital=desk.setting is Setting.FACILITY, route=route)
    if unit is None and why == NO_CODE:
        return UnlistedDose(item, found, drug, day_started(administration, day)), Findings(
            prompts=_disagreement(item, desk)
        )
    if unit is None:
        return None, Findings(prompts=(ask(book, "R-DOC-05", about, "R-DRG-14", facts=f"{name}: {why}", drug=name),))
    if product.dose is None or product.dose.value.value <= 0:
        return None, Findings(prompts=(_missing_dose(item, desk),))
    dose = product.dose
    if not same_kind(dose.value.unit, unit.per.unit):
        dose = amount_in_volume(administration, unit, book.drugs) or dose
    if not same_kind(dose.value.unit, unit.per.unit):
        facts = f"charted {in_words(dose.value)}, the code counts in {unit.per.unit}"
        return None, Findings(prompts=(ask(book, "R-DOC-06", about, "R-DRG-03", facts=facts, drug=name),))
    if unit.code in book.rule("R-DRG-14").words("whole_depots") and dose.value.value % unit.per.value:
        facts = f"{in_words(dose.value)}, the code is of depots of {in_words(unit.per)}"
        return None, Findings(prompts=(ask(book, "R-DOC-05", about, "R-DRG-14", facts=facts, drug=name),))
    portion = Portion(item, product, unit, dose, day_started(administration, day))
    asked = _disagreement(item, desk)
    return portion, Findings(prompts=asked) if asked else NOTHING


def in_words(amount: Amount) -> str:
    """An amount as text, without trailing zeros."""
    value = amount.value.normalize()
    return f"{value:f} {'units' if amount.unit in UNITS else amount.unit}"


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

"""One dose of a drug that has no code of its own on the day (R-DRG-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.administration import Amount, Product
from plugin.chart.evidence import Fact
from plugin.chart.unnamed import NOT_NAMED
from plugin.engine.given import Given
from plugin.engine.identify import Identified
from plugin.engine.ndc import ndc_of
from plugin.engine.rulebook import Drug, HcpcsUnit


@dataclass(frozen=True, slots=True)
class UnlistedDose:
    """One product of one administration that goes under an unlisted code; `on` is the day it was given."""

    item: Given
    found: Identified
    drug: Drug
    on: date

    @property
    def product(self) -> Product:
        """The product as charted."""
        return self.found.product

    @property
    def name(self) -> str:
        """The product as the record names it; one charted by a code alone as the table names its drug."""
        text = self.found.product.text
        return self.drug.name if text == NOT_NAMED else text

    @property
    def ndc(self) -> str:
        """Its NDC in eleven digits, "" where none can be made of what is charted."""
        return ndc_of(self.product)[0]

    @property
    def amount(self) -> Fact[Amount] | None:
        """What was given; None where nothing, or no amount above zero, is charted."""
        dose = self.product.dose
        return dose if dose and dose.value.value > 0 else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts of its description that are not charted: name, NDC, dose, route."""
        route = self.item.administration.route
        parts = {"name": self.name, "NDC": self.ndc, "dose": self.amount, "route": route}
        return tuple(part for part, value in parts.items() if not value)


def counted_in(dose: UnlistedDose, code: str) -> HcpcsUnit | None:
    """What amounts of this dose are compared in: one of the unit it is charted in, as the code has none."""
    return HcpcsUnit(code, dose.drug.name, _one(dose.amount.value)) if dose.amount else None


def _one(amount: Amount) -> Amount:
    return Amount(amount.value / amount.value, amount.unit)

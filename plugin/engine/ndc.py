"""The package code of a drug on its line: eleven digits, with a quantity in units of the package (R-DRG-12)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from plugin.chart.administration import Product
from plugin.chart.evidence import Strength
from plugin.engine.identify import ndc_digits
from plugin.engine.proposal import NationalDrugCode
from plugin.engine.sold import SoldContainer

APPLIES = ("R-DRG-12",)

THOUSANDTH = Decimal("0.001")


def ndc_of(product: Product) -> tuple[str, str]:
    """The NDC of a product in eleven digits, "" where none can be made of it; and as it is charted."""
    charted = [code.value for code in product.codes if code.system == "ndc"]
    digits = [found for value in charted if (found := ndc_digits(value))]
    return (digits[0] if len(set(digits)) == 1 else ""), (charted[0] if charted else "")


def ndc_strength(product: Product) -> Strength:
    """How well the NDC of a product is known: one that was typed here is answered, not charted."""
    answered = any(code.said for code in product.codes if code.system == "ndc")
    return Strength.ANSWERED if answered else Strength.CHARTED


def on_line(digits: str, amount: Decimal, sold: SoldContainer | None) -> NationalDrugCode | None:
    """The NDC of a line with the quantity of an amount in the unit of its code: containers, or their millilitres.

    None where it is not known what the package holds.
    """
    if not digits or sold is None or not sold.ndc_unit:
        return None
    containers = amount / sold.label.value
    quantity = containers * sold.volume_ml if sold.volume_ml else containers
    return NationalDrugCode(digits, _plain(quantity), sold.ndc_unit)


def _plain(quantity: Decimal) -> Decimal:
    """At most three decimals, as an X12 claim carries them, without trailing zeros."""
    rounded = quantity.quantize(THOUSANDTH, ROUND_HALF_UP).normalize()
    return Decimal(f"{rounded:f}")

"""The containers a drug is sold in, as an NDC or a code leads to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from plugin.chart.administration import Amount, ContainerKind


@dataclass(frozen=True, slots=True)
class SoldContainer:
    """One vial, syringe or bag as sold under an NDC; what no source says is "" or None and has to be asked.

    `label` is the labelled amount of one container, in the unit of `code`. `ndc_unit` is UN (each) or ML on a claim
    line (R-DRG-12); `volume_ml` is known where it is ML. `kind` is single-dose or multi-dose (R-DRG-06). `items` is
    the number of containers in the package.
    """

    ndc: str
    drug: str
    code: str
    label: Amount
    volume_ml: Decimal | None
    ndc_unit: str
    form: str
    kind: ContainerKind | None
    items: int | None


@dataclass(frozen=True, slots=True)
class ContainerTable:
    """The containers sold on one day."""

    by_ndc: Mapping[str, tuple[SoldContainer, ...]] = field(default_factory=dict)
    by_drug: Mapping[str, tuple[SoldContainer, ...]] = field(default_factory=dict)

    def of_ndc(self, ndc: str, code: str = "", drug: str = "", unit: str = "") -> SoldContainer | None:
        """The container of an eleven-digit NDC, in the unit of a code; None where it is not known or not one.

        A code newer than the table has none: what the NDC held under its former code counts, where drug and unit are
        the same.
        """
        sold = self.by_ndc.get(ndc, ())
        found = [c for c in sold if code in ("", c.code)] or [c for c in sold if (c.drug, c.label.unit) == (drug, unit)]
        return found[0] if len({(c.label, c.volume_ml, c.ndc_unit) for c in found}) == 1 else None

    def of_drug(self, drug: str, code: str = "") -> tuple[SoldContainer, ...]:
        """All containers of a drug, smallest label amount first; with a code only those sold under it (R-DRG-04)."""
        return tuple(c for c in self.by_drug.get(drug, ()) if code in ("", c.code))

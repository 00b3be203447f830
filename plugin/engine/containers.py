"""The containers behind a portion: as charted, else as its NDC or its code is known to be sold (R-DRG-05, R-DRG-06)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from plugin.chart.administration import Administration, Amount, Container, ContainerKind, Product
from plugin.chart.evidence import Fact, Strength
from plugin.engine.given import Given
from plugin.engine.ndc import ndc_of, ndc_strength
from plugin.engine.portions import Portion, same_kind
from plugin.engine.rulebook import DrugTable, HcpcsUnit
from plugin.engine.sold import SoldContainer

APPLIES = ("R-DRG-05", "R-DRG-06")


@dataclass(frozen=True, slots=True)
class Opened:
    """The containers behind one portion. Unknown is None; amounts are in `unit`, that of the drug's code.

    `sold` is the container its NDC is known for; `shared` that the rest of a container went to another patient.
    `strength` is how well its NDC and the stock it came from are known.
    """

    about: str
    name: str
    given: Decimal
    container: Container
    count: Fact[int] | None
    discarded: Fact[Amount] | None
    ndc: str = ""
    ndc_charted: str = ""
    sold: SoldContainer | None = None
    shared: Fact[bool] | None = None
    strength: Strength = Strength.CHARTED
    unit: str = ""

    @property
    def number(self) -> int | None:
        """Containers opened: as counted, else the fewest that hold the dose; None where their size is not known."""
        if self.count:
            return self.count.value
        label = self.container.label
        if label is None or label.value <= 0:
            return None
        return int((self.given / label.value).to_integral_value(ROUND_CEILING))

    @property
    def held_in_all(self) -> Decimal | None:
        """Label amount opened: that of the containers, else given and discarded together."""
        label, number = self.container.label, self.number
        if label is not None and label.value > 0 and number is not None:
            return label.value * number
        return self.given + self.discarded.value.value if self.discarded else None

    @property
    def left(self) -> Decimal:
        """What was left in the opened containers beside the dose, as far as they are known; never below nothing."""
        held = self.held_in_all
        return max(Decimal(), held - self.given) if held is not None else Decimal()


def opened(portion: Portion, table: DrugTable) -> Opened:
    """The containers of a portion."""
    return opened_for(portion.item, portion.product, portion.dose.value.value, portion.unit, table)


def opened_for(item: Given, product: Product, given: Decimal, unit: HcpcsUnit, table: DrugTable) -> Opened:
    """The containers behind an amount, without what may not be compared with it or may be of another drug (R-DRG-07).

    A count and a discarded amount belong to a row; in a mixture nothing says to which drug. A size or kind that is not
    charted but known of the NDC, or of the code, is derived.
    """
    administration = item.administration
    alone = len(item.found) == 1
    discarded = administration.discarded
    digits, charted = ndc_of(product)
    sold = table.containers.of_ndc(digits, unit.code, unit.drug, unit.per.unit) if digits else None
    container, known = product.container, ndc_strength(product)
    if container.label and not same_kind(container.label.unit, unit.per.unit):
        container = replace(container, label=None)
    return Opened(
        about=administration.id,
        name=product.text,
        given=given,
        container=_completed(container, sold, known, single_dose=unit.code in table.single_dose),
        count=administration.opened if alone else None,
        discarded=discarded if alone and discarded and same_kind(discarded.value.unit, unit.per.unit) else None,
        ndc=digits,
        ndc_charted=charted,
        sold=sold,
        shared=administration.shared_container if alone else None,
        strength=min(known, _stock_strength(administration)),
        unit=unit.per.unit,
    )


def _stock_strength(administration: Administration) -> Strength:
    return administration.stock_340b.strength if administration.stock_340b else Strength.CHARTED


def _completed(container: Container, sold: SoldContainer | None, known: Strength, *, single_dose: bool) -> Container:
    """What is not charted of a container, from the NDC it is sold under; `known` is how well that NDC is known."""
    label, kind = container.label, container.kind
    if label is None and sold is not None:
        label = sold.label
    if kind is None:
        kind = (sold.kind if sold else None) or (ContainerKind.SINGLE_DOSE if single_dose else None)
    if (label, kind) == (container.label, container.kind):
        return container
    return Container(label, kind, min(container.strength, Strength.DERIVED, known if sold else Strength.DERIVED))

"""What a drug charge rests on: each dose and each container, and how it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from plugin.chart.administration import Administration, Amount, ContainerKind, Product, Route
from plugin.chart.evidence import Evidence, Strength
from plugin.engine.containers import Opened
from plugin.engine.drugs import DrugCharge
from plugin.engine.portions import Portion, same_kind

CHARTED, BY_NDC, BY_CODE, UNKNOWN = "charted", "known of its NDC", "known of the code", "not known"


@dataclass(frozen=True, slots=True)
class ProofPortion:
    """One dose as charted; None where no amount is. `known` is charted, derived or answered, `rows` all read.

    `evidence` quotes the record.
    """

    name: str
    dose: Amount | None
    route: Route | None
    at: datetime | None
    known: Strength
    evidence: Evidence
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofContainer:
    """The containers behind one dose. `counted` is False where their number is the fewest that hold the dose.

    `label_from` and `kind_from` say how size and kind are known.
    """

    name: str
    label: Amount | None
    label_from: str
    number: int | None
    counted: bool
    kind: ContainerKind | None
    kind_from: str
    ndc: str
    ndc_charted: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What was given in all, opened by the labels, discarded as charted, and left of what was opened; None: unknown."""

    given: Amount | None
    opened: Amount | None
    discarded: Amount | None
    left: Amount | None


def portions_of(charge: DrugCharge) -> tuple[ProofPortion, ...]:
    """The doses of a charge."""
    return tuple(_portion(portion) for portion in charge.portions)


def containers_of(charge: DrugCharge) -> tuple[ProofContainer, ...]:
    """The containers of a charge, those of each dose by themselves."""
    return tuple(container_of(p.product, o) for p, o in zip(charge.portions, charge.opened, strict=True))


def sums_of(charge: DrugCharge) -> Sums:
    """The sums of a charge, in the unit of its code."""
    held, unit = opened_in_all(charge), charge.unit.per.unit
    charted = [o.discarded.value.value for o in charge.opened if o.discarded]
    return Sums(
        given=Amount(charge.given, unit),
        opened=None if held is None else Amount(held, unit),
        discarded=Amount(sum(charted, Decimal()), unit) if charted else None,
        left=None if held is None else Amount(held - charge.given, unit),
    )


def opened_in_all(charge: DrugCharge) -> Decimal | None:
    """The label amount of all containers behind a charge; None where one is not known."""
    held = [o.held_in_all for o in charge.opened]
    known = [amount for amount in held if amount is not None]
    return sum(known, Decimal()) if len(known) == len(held) else None


def first_time(administration: Administration) -> datetime | None:
    """The first time that is charted of an administration."""
    return min((t.value for run in administration.runs for t in (run.start, run.stop) if t), default=None)


def _portion(portion: Portion) -> ProofPortion:
    administration = portion.item.administration
    return ProofPortion(
        name=portion.product.text,
        dose=portion.dose.value,
        route=administration.route.value if administration.route else None,
        at=first_time(administration),
        known=portion.dose.strength,
        evidence=portion.dose.evidence,
        rows=portion.item.evidence,
    )


def container_of(product: Product, opened: Opened) -> ProofContainer:
    """The containers of one dose of a product, with how size and kind are known."""
    charted, used = product.container, opened.container
    label = charted.label
    label_charted = label is not None and same_kind(label.unit, opened.unit)
    return ProofContainer(
        name=opened.name,
        label=used.label,
        label_from=CHARTED if label_charted else BY_NDC if used.label else UNKNOWN,
        number=opened.number,
        counted=opened.count is not None,
        kind=used.kind,
        kind_from=_kind_from(charted.kind, opened),
        ndc=opened.ndc,
        ndc_charted=opened.ndc_charted,
        shared=bool(opened.shared and opened.shared.value),
    )


def _kind_from(charted: ContainerKind | None, opened: Opened) -> str:
    if opened.container.kind is None:
        return UNKNOWN
    if charted is not None:
        return CHARTED
    return BY_NDC if opened.sold and opened.sold.kind else BY_CODE

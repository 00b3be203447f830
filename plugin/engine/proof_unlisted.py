"""The facts and steps of the proof of a drug without a code: amounts in words, as it has no unit (R-DRG-13)."""

from __future__ import annotations

from decimal import Decimal

from plugin.chart.administration import Amount
from plugin.chart.evidence import Evidence, Strength
from plugin.engine.containers import Opened
from plugin.engine.portions import in_words
from plugin.engine.proof_arithmetic import Step, SumCheck
from plugin.engine.proof_facts import ProofContainer, ProofPortion, Sums, container_of, first_time
from plugin.engine.proof_sources import DRUG_CODES, Table, crosswalk, dated, statuses
from plugin.engine.proposal import Kind, Line
from plugin.engine.timeline import Desk
from plugin.engine.unlisted import UnlistedCharge
from plugin.engine.unlisted_dose import UnlistedDose
from plugin.engine.unlisted_waste import apart


def unlisted_portions(charge: UnlistedCharge) -> tuple[ProofPortion, ...]:
    """The doses of a charge; one without an amount has none."""
    return tuple(_portion(dose) for dose in charge.doses)


def unlisted_containers(charge: UnlistedCharge) -> tuple[ProofContainer, ...]:
    """The containers of a charge, those of each dose by themselves."""
    return tuple(_container(d, o) for d, o in zip(charge.doses, charge.opened, strict=True))


def unlisted_sums(charge: UnlistedCharge) -> Sums:
    """The sums of a charge, in the unit its doses are charted in."""
    rest = charge.rest
    left = Amount(rest.left, rest.given.unit) if rest.left is not None and rest.given else None
    return Sums(rest.given, rest.opened, rest.discarded, left)


def unlisted_steps(charge: UnlistedCharge, lines: tuple[Line, ...]) -> tuple[Step, ...]:
    """From doses and containers to the one unit of each line, and to the quantity of its NDC."""
    rest = charge.rest
    steps = [Step(f"{charge.code} has no unit of its own: 1 unit a day, described in words", ("R-DRG-13",))]
    doses = [dose.amount.value for dose in charge.doses if dose.amount]
    if len(charge.doses) > 1 and rest.given:
        summed = " + ".join(in_words(dose) for dose in doses)
        steps.append(Step(f"{summed} = {in_words(rest.given)} given", ("R-DRG-13",)))
    if rest.given and rest.opened and rest.left is not None:
        left = f"{in_words(rest.opened)} opened, less {in_words(rest.given)} given"
        over = Amount(abs(rest.left), rest.given.unit)
        steps.append(
            Step(f"{left} = {in_words(over)} {'left' if rest.left >= 0 else 'over the labels'}", ("R-DRG-05",))
        )
    if any(line.kind is Kind.DRUG_WASTE for line in lines) and rest.discarded:
        stated = f"{in_words(rest.discarded)} discarded: 1 unit on a line of its own, described in words"
        steps.append(Step(stated, ("R-DRG-07", "R-DRG-13")))
    return (*steps, *_packages(charge, lines))


def unlisted_check(charge: UnlistedCharge, lines: tuple[Line, ...], desk: Desk) -> SumCheck:
    """Whether given and discarded amounts are what the opened containers held; the units say nothing of it."""
    given = sum(line.units for line in lines if line.kind is Kind.DRUG)
    discarded = sum(line.units for line in lines if line.kind is Kind.DRUG_WASTE)
    rest = charge.rest
    if rest.given is None:
        return SumCheck(None, given, discarded, None, "What was given is not known in one amount.")
    if rest.opened is None:
        return SumCheck(None, given, discarded, None, "The containers that were opened are not known.")
    thrown = rest.discarded.value if rest.discarded else Decimal()
    unit = rest.given.unit
    total = f"{in_words(rest.given)} given + {in_words(Amount(thrown, unit))} discarded"
    total += f" = {in_words(Amount(rest.given.value + thrown, unit))}; the containers hold {in_words(rest.opened)}"
    over = rest.given.value + thrown - rest.opened.value
    if apart(rest, desk) < over:
        return SumCheck(False, given, discarded, None, f"{total}: more than was opened.")
    if apart(rest, desk) < -over:
        missing = in_words(Amount(-over, unit))
        return SumCheck(None, given, discarded, None, f"{total}: nothing is charted of the other {missing}.")
    return SumCheck(True, given, discarded, None, f"{total}.")


def unlisted_tables(charge: UnlistedCharge, desk: Desk) -> tuple[Table, ...]:
    """The tables that decided something in a charge, with their quarter."""
    tables = [dated("HCPCS Level II", DRUG_CODES, "that no code is for this drug on the day", desk.book)]
    tables += statuses(desk)
    if charge.ndc:
        tables.append(crosswalk("that no code of the day is for the package", desk.book))
    return tuple(tables)


def _portion(dose: UnlistedDose) -> ProofPortion:
    administration, fact = dose.item.administration, dose.amount
    return ProofPortion(
        name=dose.name,
        dose=fact.value if fact else None,
        route=administration.route.value if administration.route else None,
        at=first_time(administration),
        known=fact.strength if fact else Strength.MISSING,
        evidence=fact.evidence if fact else Evidence(administration.id),
        rows=dose.item.evidence,
    )


def _container(dose: UnlistedDose, opened: Opened | None) -> ProofContainer:
    if opened is not None:
        return container_of(dose.product, opened)
    administration, charted = dose.item.administration, dose.product.container
    count = administration.opened if len(dose.item.found) == 1 else None
    ndc_charted = next((code.value for code in dose.product.codes if code.system == "ndc"), "")
    return ProofContainer(
        name=dose.name,
        label=charted.label,
        label_from="charted" if charted.label else "not known",
        number=count.value if count else None,
        counted=count is not None,
        kind=charted.kind,
        kind_from="charted" if charted.kind else "not known",
        ndc=dose.ndc,
        ndc_charted=ndc_charted,
        shared=bool(administration.shared_container and administration.shared_container.value),
    )


def _packages(charge: UnlistedCharge, lines: tuple[Line, ...]) -> list[Step]:
    """The NDC quantity of each line in units of its package (R-DRG-12)."""
    sold = next((one.sold for one in charge.opened if one is not None and one.sold), None)
    steps = []
    for line in lines:
        waste = line.kind is Kind.DRUG_WASTE
        amount = charge.rest.discarded if waste else charge.rest.given
        if line.ndc and sold and amount:
            one = f"{in_words(amount)} {'discarded' if waste else 'given'} / {in_words(sold.label)} in one container"
            quantity = f"{line.ndc.quantity:f} {line.ndc.unit}"
            volume = f" x {sold.volume_ml.normalize():f} mL" if sold.volume_ml else ""
            steps.append(Step(f"NDC {line.ndc.code}: {one}{volume} = {quantity}", ("R-DRG-12",)))
    if charge.ndc and not steps:
        steps.append(Step(f"NDC {charge.ndc}: what it is counted in on a claim is not known", ("R-DRG-12",)))
    return steps

"""What lines are paid by the loaded tables, for display only: never a guess, and never a part of a claim (R-DRG-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from plugin.chart.visit import Payer
from plugin.engine.contract import ContractRate
from plugin.engine.proposal import Kind
from plugin.engine.rates import Rates, RatesOn, RateTable
from plugin.engine.rulebook import Rule, Rulebook

APPLIES = ("R-DRG-19",)

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
OF_DRUGS = (Kind.DRUG, Kind.DRUG_WASTE)


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one code on one day. `modifier` is one that changes what is paid, "" where there is none."""

    code: str
    units: int
    kind: Kind
    date: date
    modifier: str = ""


@dataclass(frozen=True, slots=True)
class Priced:
    """A part with its amount in dollars. `says` names table and edition, or why there is no amount (then None)."""

    part: Part
    amount: Decimal | None
    says: str


def priced(parts: Sequence[Part], setting: str, book: Rulebook, rates_on: RatesOn) -> tuple[Priced, ...]:
    """Each part at the rate its payer pays on its day, rounded to cents once for the whole part."""
    return tuple(_priced(part, setting, book.on(part.date), rates_on(part.date)) for part in parts)


def _priced(part: Part, setting: str, book: Rulebook, rates: Rates) -> Priced:
    rule = book.rule("R-DRG-19")
    if not book.payer:
        return _without(part, rule, "payer_not_known")
    if book.payer != Payer.MEDICARE:
        return _by_contract(part, rule, rates.contract)
    if part.modifier:
        return _without(part, rule, "another_rate", modifier=part.modifier)
    if setting == "office":
        return _in_office(part, rule, rates)
    return _in_hospital(part, rule, rates)


def _in_office(part: Part, rule: Rule, rates: Rates) -> Priced:
    """A drug at its payment limit; a service at the fee schedule, where that has an amount of its own for it."""
    if part.kind in OF_DRUGS:
        return _at(part, rule, "limits", rates.limits)
    status = rates.fees.status.get(part.code, "") if rates.fees else ""
    if rates.fees and status and status not in rule.words("paid_in_offices"):
        return _of_status(part, rule, "fees", rates.fees, status)
    return _at(part, rule, "fees", rates.fees)


def _in_hospital(part: Part, rule: Rule, rates: Rates) -> Priced:
    """By the payment status of the day: separately, within another payment, or not in a way that can be told here."""
    table = rates.hospital
    if table is None:
        return _without(part, rule, "not_loaded", table=_name(rule, "hospital"), day=part.date.isoformat())
    status = table.status.get(part.code, "")
    if status in rule.words("packaged"):
        return Priced(part, NOTHING, _says(rule, "packaged", table=_name(rule, "hospital"), edition=table.edition))
    if status in rule.words("paid_drugs") and part.kind in OF_DRUGS:
        return _at(part, rule, "limits", rates.limits)
    if status in rule.words("paid_services") and part.kind not in OF_DRUGS:
        return _at(part, rule, "hospital", table)
    return _of_status(part, rule, "hospital", table, status)


def _by_contract(part: Part, rule: Rule, contract: Mapping[tuple[str, str], ContractRate] | None) -> Priced:
    """At the rate agreed for the code, with its modifier where that has a rate of its own."""
    if contract is None:
        return _without(part, rule, "not_loaded", table=_name(rule, "contract"), day=part.date.isoformat())
    agreed = contract.get((part.code, part.modifier or ("JW" if part.kind is Kind.DRUG_WASTE else "")))
    if agreed is None and not part.modifier:
        agreed = contract.get((part.code, ""))
    if agreed is None and (part.code, "") in contract:
        return _without(part, rule, "another_rate", modifier=part.modifier)
    if agreed is None:
        return _without(part, rule, "not_agreed", table=_name(rule, "contract"))
    amount = agreed.of(part.units).quantize(CENT, ROUND_HALF_UP)
    return Priced(part, amount, f"{_name(rule, 'contract')}, {part.date.isoformat()}")


def _of_status(part: Part, rule: Rule, name: str, table: RateTable, status: str) -> Priced:
    why = "whole_visit" if name == "hospital" and status in rule.words("comprehensive") else "status"
    if not status:
        why = "no_amount"
    return _without(part, rule, why, table=_name(rule, name), edition=table.edition, status=status)


def _at(part: Part, rule: Rule, name: str, table: RateTable | None) -> Priced:
    if table is None:
        return _without(part, rule, "not_loaded", table=_name(rule, name), day=part.date.isoformat())
    each = table.per_unit.get(part.code)
    if each is None:
        return _without(part, rule, "no_amount", table=_name(rule, name), edition=table.edition)
    amount = (each * part.units).quantize(CENT, ROUND_HALF_UP)
    return Priced(part, amount, f"{_name(rule, name)}, {table.edition}")


def _without(part: Part, rule: Rule, why: str, **words: str) -> Priced:
    return Priced(part, None, _says(rule, why, **words))


def _says(rule: Rule, why: str, **words: str) -> str:
    return rule.table("amount_words")[why].format(**words)


def _name(rule: Rule, table: str) -> str:
    return rule.table("rate_tables")[table]

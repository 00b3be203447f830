"""A drug line for each package code it came from, so that each has its own NDC (R-DRG-12)."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from plugin.engine.containers import Opened
from plugin.engine.ndc import on_line
from plugin.engine.proposal import Kind, Line
from plugin.engine.rulebook import HcpcsUnit

APPLIES = ("R-DRG-12",)


def by_package(lines: tuple[Line, ...], opened: tuple[Opened, ...], unit: HcpcsUnit) -> tuple[Line, ...]:
    """The lines of one charge, each with the NDC of its containers and its quantity in units of the package.

    Two package codes that make one dose get a line each; their units add up to those of the whole, rounded once.
    A line is no stronger than what is known of its package: one answered here is not charted yet (R-DOC-20, R-DOC-21).
    """
    packages: dict[str, list[Opened]] = {}
    for one in opened:
        packages.setdefault(one.ndc, []).append(one)
    if not any(packages):
        return tuple(line.no_stronger(min(one.strength for one in opened)) for line in lines)
    return tuple(part for line in lines for part in _parts(line, packages, unit))


def _parts(line: Line, packages: dict[str, list[Opened]], unit: HcpcsUnit) -> list[Line]:
    waste = line.kind is Kind.DRUG_WASTE
    amounts = {ndc: sum((o.left if waste else o.given for o in each), Decimal()) for ndc, each in packages.items()}
    shares = _shares(line.units, amounts, unit.per.value, waste=waste)
    return [
        replace(
            line,
            units=units,
            ndc=on_line(ndc, amounts[ndc], packages[ndc][0].sold),
            because=(*line.because, "R-DRG-12") if ndc else line.because,
            strength=min(line.strength, *(one.strength for one in packages[ndc])),
        )
        for ndc, units in shares.items()
        if units
    ]


def _shares(units: int, amounts: dict[str, Decimal], per: Decimal, *, waste: bool) -> dict[str, int]:
    """Units of a line by package: each as far as the amounts so far reach, the rest on the last; none is lost."""
    if len(amounts) == 1:
        return dict.fromkeys(amounts, units)
    shares: dict[str, int] = {}
    so_far, counted = Decimal(), 0
    for ndc, amount in amounts.items():
        so_far += amount
        reached = int((so_far / per).to_integral_value(ROUND_FLOOR if waste else ROUND_CEILING))
        shares[ndc] = max(0, min(reached, units) - counted)
        counted += shares[ndc]
    last = list(shares)[-1]
    shares[last] += units - counted
    return shares

"""Infusions that run together on one site: which is the base and which is concurrent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugin.engine.dose import Dose, Flow, joined, length, overlap, without
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-49", "R-ADM-51", "R-ADM-52", "R-ADM-53")


class Place(StrEnum):
    """Where an infusion stands beside the others of its site."""

    BASE = "base"
    CONCURRENT = "concurrent"
    BESIDE_CHEMO = "chemotherapy beside chemotherapy"


@dataclass(frozen=True, slots=True)
class Placed:
    """An infusion with its place. `own` is its flow outside all bases: only that earns further hours (R-ADM-51)."""

    dose: Dose
    place: Place
    own: Flow
    own_minutes: int

    @property
    def chemo(self) -> bool:
        """Whether it is coded in the chemotherapy family."""
        return is_chemo(self.dose)


def is_chemo(dose: Dose) -> bool:
    """Whether an intravenous dose is coded in the chemotherapy family."""
    return dose.group in ("chemo", "hormonal")


def place(infusions: list[Dose], main: frozenset[str], desk: Desk) -> list[Placed]:
    """Place the infusions of one site beside each other (R-ADM-49 to R-ADM-53), in time order.

    The base is of higher rank, then longer, then earlier; in an office the main reason of the visit comes first.
    Each is judged against all bases together.
    """
    bases: list[Dose] = []
    placed: list[Placed] = []
    for dose in sorted(infusions, key=lambda d: (not is_chemo(d), d.id not in main, -d.minutes, d.at, d.id)):
        taken = joined(*(base.flow for base in bases))
        own = without(dose.flow, taken)
        left = length(own) if dose.flow else dose.minutes
        where = _where(dose, overlap(dose.flow, taken), left, bases, desk)
        if where is Place.BASE:
            bases.append(dose)
        placed.append(Placed(dose, where, own, left))
    return sorted(placed, key=lambda p: (p.dose.at, p.dose.id))


def _where(dose: Dose, together: int, left: int, bases: list[Dose], desk: Desk) -> Place:
    if together < desk.switches.concurrent_min_overlap or (dose.flow and dose.minutes < _least(desk)):
        return Place.BASE
    if is_chemo(dose) and any(is_chemo(b) and overlap(dose.flow, b.flow) for b in bases):
        alone = desk.switches.chemo_chemo_concurrent == "sequential_if_remainder_16" and left >= _least(desk)
        return Place.BASE if alone else Place.BESIDE_CHEMO
    if desk.switches.partial_overlap == "split_remainder" and left >= _least(desk):
        return Place.BASE
    return Place.CONCURRENT


def _least(desk: Desk) -> int:
    return desk.book.rule("R-ADM-41").number("at_most") + 1

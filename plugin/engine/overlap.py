"""Infusions that run together on one site: which is the base, which is concurrent, and what hydration keeps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from plugin.engine.dose import NO_TIME, Dose, Flow, joined, length, overlap, without
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-46", "R-ADM-47", "R-ADM-49", "R-ADM-51", "R-ADM-52", "R-ADM-53")


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
    if together < desk.switches.concurrent_min_overlap:
        return Place.BASE
    if is_chemo(dose) and any(is_chemo(b) and overlap(dose.flow, b.flow) for b in bases):
        alone = desk.switches.chemo_chemo_concurrent == "sequential_if_remainder_16" and left >= _least(desk)
        return Place.BASE if alone else Place.BESIDE_CHEMO
    if desk.switches.partial_overlap == "split_remainder" and left >= _least(desk):
        return Place.BASE
    return Place.CONCURRENT


def _least(desk: Desk) -> int:
    return desk.book.rule("R-ADM-41").number("at_most") + 1


def hydration_left(fluids: list[Dose], infusions: list[Dose], desk: Desk) -> tuple[Dose | None, int]:
    """All hydration of a site as one dose without the minutes of any infusion (R-ADM-46, 47), and what was charted.

    Beside an infusion whose stop is not known only the minutes before its start count, and the dose is held (R-ADM-59).
    """
    if not fluids:
        return None, 0
    drugs = [d for d in infusions if not d.push]
    flow = joined(*(f.flow for f in fluids))
    charted = length(flow) + sum(f.minutes for f in fluids if not f.flow)
    left = without(flow, joined(*(d.flow for d in drugs)))
    open_starts = [d.at for d in infusions if d.untimed and _was_infusion(d) and d.at < NO_TIME and not d.flow]
    if open_starts:
        left = without(left, ((min(open_starts), NO_TIME),))
    if desk.switches.hydration_split == "contiguous":
        least = desk.book.rule("R-ADM-44").number("at_least")
        left = tuple((a, b) for a, b in left if b - a >= least)
    minutes = length(left) + sum(f.minutes for f in fluids if not f.flow)
    untimed = any(f.untimed for f in fluids)
    return replace(
        fluids[0],
        given=tuple(g for f in fluids for g in f.given),
        flow=left,
        minutes=minutes,
        at=left[0][0] if left else fluids[0].at,
        strength=min(f.strength for f in fluids if f.minutes or not minutes),
        untimed=untimed,
        held=any(f.held for f in fluids) or bool(open_starts and charted > minutes),
        because=tuple(dict.fromkeys((*(r for f in fluids for r in f.because), *_why(charted, minutes, fluids)))),
    ), charted


def _was_infusion(dose: Dose) -> bool:
    return any(g.administration.manner is None or g.administration.manner.value != "push" for g in dose.given)


def _why(charted: int, minutes: int, fluids: list[Dose]) -> tuple[str, ...]:
    return (*(("R-ADM-46",) if minutes < charted else ()), *(("R-ADM-47",) if len(fluids) > 1 else ()))

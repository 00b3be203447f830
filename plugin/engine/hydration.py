"""What hydration keeps of its minutes beside the infusions of its site (R-ADM-46, R-ADM-47, R-ADM-59)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plugin.chart.administration import Manner
from plugin.engine.clock import clocked
from plugin.engine.dose import NO_TIME, Dose, Flow, joined, length, without
from plugin.engine.given import Given
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-46", "R-ADM-47")


@dataclass(frozen=True, slots=True)
class OwnTime:
    """All hydration of a site as one dose of the minutes that count, beside the minutes `charted` and run `alone`."""

    dose: Dose
    charted: int
    alone: int


def own_time(fluids: list[Dose], drugs: list[Dose], running: Flow, desk: Desk) -> OwnTime | None:
    """The hydration of a site without the minutes of any infusion; None where no fluid was given.

    `running` is where an infusion that is not finished may run. There, and where a start or stop of a finished one is
    missing, no minute counts, and a dose that loses minutes this way is held (R-ADM-59).
    """
    if not fluids:
        return None
    timeless = sum(f.minutes for f in fluids if not f.flow)
    flow = joined(*(f.flow for f in fluids))
    known = without(flow, joined(*(d.flow for d in drugs if not d.push)))
    left = without(known, joined(running, *(unsure(d) for d in drugs)))
    counted = _unbroken(left, desk) if desk.switches.hydration_split == "contiguous" else left
    minutes, charted = length(counted) + timeless, length(flow) + timeless
    because = (*(r for f in fluids for r in f.because), *_why(charted, minutes, len(fluids) > 1 or len(left) > 1))
    dose = replace(
        fluids[0],
        given=tuple(g for f in fluids for g in f.given),
        flow=counted,
        minutes=minutes,
        at=counted[0][0] if counted else fluids[0].at,
        strength=min(f.strength for f in fluids if f.minutes or not minutes),
        untimed=any(f.untimed for f in fluids),
        held=any(f.held for f in fluids) or length(left) < length(known),
        because=tuple(dict.fromkeys(because)),
    )
    return OwnTime(dose, charted, length(left) + timeless)


def running_flow(given: Iterable[Given], desk: Desk) -> Flow:
    """Where infusions that are not finished have run, and may go on running."""
    times = [clocked(g.administration, desk.visit, desk.book, desk.switches) for g in given if g.group != "hydration"]
    return joined(*(stretch for t in times for stretch in (t.flow, t.open)))


def unsure(drug: Dose) -> Flow:
    """Where an infusion may have run besides its known flow; a push is over in minutes (R-ADM-41)."""
    if drug.push and drug.minutes and not drug.untimed:  # short for certain, wherever it was (R-ADM-41, R-ADM-46)
        return ()
    if not any(g.administration.manner is None or g.administration.manner.value is not Manner.PUSH for g in drug.given):
        return ()
    return drug.open or (((drug.at, NO_TIME),) if drug.untimed else ())


def _unbroken(flow: Flow, desk: Desk) -> Flow:
    """The stretches that reach the hydration minimum by themselves (R-ADM-47, switch `hydration_split`)."""
    least = desk.book.rule("R-ADM-44").number("at_least")
    return tuple((start, stop) for start, stop in flow if stop - start >= least)


def _why(charted: int, minutes: int, split: bool) -> tuple[str, ...]:
    return (*(("R-ADM-46",) if minutes < charted else ()), *(("R-ADM-47",) if split else ()))

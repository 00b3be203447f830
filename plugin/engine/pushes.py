"""Which pushes are reported: the first of a drug, and later ones of it by the interval rule (R-ADM-56, R-ADM-58)."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.visit import Setting
from plugin.engine.dose import NO_TIME, Dose
from plugin.engine.overlap import is_chemo
from plugin.engine.proposal import NotBilled
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-54", "R-ADM-56", "R-ADM-58")


@dataclass(frozen=True, slots=True)
class Push:
    """A push that is reported; `repeat` when the drug was reported before."""

    dose: Dose
    repeat: bool
    because: tuple[str, ...]


def pushes_of(
    pushes: list[Dose], infusions: list[Dose], coded: list[Dose], desk: Desk
) -> tuple[list[Push], tuple[NotBilled, ...]]:
    """The reported pushes of one site, and those that give no code of their own; `coded` infusions earned a code."""
    reported: list[Push] = []
    dropped: list[NotBilled] = []
    for key in dict.fromkeys(p.key for p in pushes):
        same_drug = [d for d in coded if _holds(d, key)]
        own = [d for d in infusions if _holds(d, key)]
        last = NO_TIME
        for n, push in enumerate(p for p in pushes if p.key == key):
            if n == 0 and not same_drug and not _beside_infusion(push, own):
                reported.append(
                    Push(push, repeat=False, because=("R-ADM-54",) if _beside_infusion(push, infusions) else ())
                )
                last = push.at
                continue
            rule, counts = _counts_again(push, last, same_drug or own, desk)
            if counts:
                reported.append(Push(push, repeat=True, because=(rule,)))
                last = push.at
            else:
                dropped.append(NotBilled(f"{push.name}, given again by push", (rule,), push.evidence))
    return reported, tuple(dropped)


def _holds(infusion: Dose, key: str) -> bool:
    """Whether a bag holds the drugs of a push: one of a mixed bag is reported with it already (R-ADM-55, R-ADM-58)."""
    return set(key.split(" + ")) <= set(infusion.key.split(" + "))


def _beside_infusion(push: Dose, infusions: list[Dose]) -> bool:
    return any(start <= push.at < stop for d in infusions for start, stop in d.flow)


def _counts_again(push: Dose, last: int, infusions: list[Dose], desk: Desk) -> tuple[str, bool]:
    """Whether a push of a drug that is coded already is reported, and by which rule."""
    rule = desk.book.rule("R-ADM-58" if infusions else "R-ADM-56")
    if is_chemo(push) or desk.setting is Setting.OFFICE or push.at >= NO_TIME:
        return rule.id, False
    more_than = rule.number("more_than")
    if _beside_infusion(push, infusions):
        return rule.id, False
    edges = [edge for d in infusions for stretch in d.flow for edge in stretch]
    edges += [last] if last < NO_TIME else []
    return rule.id, all(abs(push.at - edge) > more_than for edge in edges)

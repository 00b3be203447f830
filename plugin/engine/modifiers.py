"""The modifiers of a line as a claim carries them: in order, none beside one it excludes, four at most (R-MOD-06)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.engine.proposal import Advice, Line
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-MOD-06",)


@dataclass(frozen=True, slots=True)
class Arranged:
    """Modifiers in their order; `trouble` says why no claim can carry them so, "" where one can."""

    modifiers: tuple[str, ...]
    trouble: str = ""


def arranged(modifiers: tuple[str, ...], book: Rulebook) -> Arranged:
    """Modifiers once each and in the order of the card, whatever order they came in.

    Of several that say "distinct" the most particular stays: a claim takes one. Of any others that exclude each other
    none is chosen, and none is cut off where there are too many: a coder has to.
    """
    rule = book.rule("R-MOD-06")
    order = rule.words("order")
    unknown = [m for m in modifiers if m not in order]
    if unknown:
        return Arranged(modifiers, rule.text("not_known").format(modifiers=", ".join(unknown)))
    distinct = [m for m in rule.words("distinct") if m in modifiers]
    put = tuple(m for m in order if m in modifiers and m not in distinct[1:])
    for pair in rule.words("exclude"):
        if set(pair.split()) <= set(put):
            return Arranged(put, rule.text("contradict").format(modifiers=" and ".join(pair.split())))
    most = rule.number("most")
    too_many = len(put) > most
    return Arranged(put, rule.text("too_many").format(modifiers=", ".join(put), most=most) if too_many else "")


def with_modifiers_in_order(lines: tuple[Line, ...], book: Rulebook) -> tuple[tuple[Line, ...], tuple[Advice, ...]]:
    """The lines with their modifiers arranged; one whose modifiers no claim can carry is held, and it is said why."""
    done: list[Line] = []
    said: dict[str, Advice] = {}
    for line in lines:
        if not line.modifiers:
            done.append(line)
            continue
        put = arranged(line.modifiers, book)
        ordered = line if put.modifiers == line.modifiers else replace(line, modifiers=put.modifiers)
        if put.trouble:
            ordered = ordered.held("R-MOD-06")
            sentence = f"{line.code}: {put.trouble}"
            said.setdefault(sentence, Advice(line.code, sentence, ("R-MOD-06",)))
        done.append(ordered)
    return tuple(done), tuple(said.values())

"""Cycles of a treatment, from the words of orders and plans: FHIR has no element for them."""

from __future__ import annotations

import re

from plugin.chart.care_plan import Cycle

# "Cycle 3 of 6, day 1", "cycle 3/6", "C3D1".
IN_FULL = re.compile(
    r"\bcycle\s*(?:no\.?|#)?\s*(\d{1,2})\b(?:\s*(?:of|/)\s*(\d{1,2})\b)?(?:[\s,;:.()/-]{0,4}day\s*(\d{1,3})\b)?",
    re.IGNORECASE,
)
IN_SHORT = re.compile(r"\bC(\d{1,2})\s?D(\d{1,3})\b")
ANY = re.compile(r"cycle|\bC\d", re.IGNORECASE)
HOW_MANY = re.compile(r"\b(?:for|of|x)\s*(\d{1,2})\s+cycles\b|\b(\d{1,2})\s+cycles\b", re.IGNORECASE)


def cycle_in(text: str) -> Cycle | None:
    """The one cycle a text names; None where it names none, or two that differ."""
    if not ANY.search(text):
        return None
    found = [Cycle(int(n), int(of) if of else None, int(day) if day else None) for n, of, day in IN_FULL.findall(text)]
    found += [Cycle(int(n), None, int(day)) for n, day in IN_SHORT.findall(text)]
    if len({cycle.number for cycle in found}) != 1 or not found[0].number:
        return None
    return max(found, key=lambda cycle: (cycle.of is not None) + (cycle.day is not None))


def cycles_in(text: str) -> int | None:
    """How many cycles a text says there are: "for 6 cycles", "cycle 2 of 6"."""
    named = {int(a or b) for a, b in HOW_MANY.findall(text)}
    one = cycle_in(text)
    named |= {one.of} if one and one.of else set()
    return named.pop() if len(named) == 1 else None

"""The containers of given sizes that hold an amount with the least left over, and the fewest of them (R-DRG-04)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from math import gcd

MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Combination:
    """So many containers of each size, largest first, and what they would leave; sizes and rest in one unit."""

    containers: tuple[tuple[int, Decimal], ...]
    left: Decimal


@lru_cache(maxsize=1024)
def least_waste(amount: Decimal, sizes: tuple[Decimal, ...]) -> Combination | None:
    """The combination of `sizes` that holds `amount` with the least left, then with the fewest containers.

    Exact. None without sizes, for no amount, and where more than MOST_STEPS sums would have to be looked at.
    """
    if not sizes or amount <= 0 or min(sizes) <= 0:
        return None
    step = _common_step(sizes)
    steps = sorted({int(size / step) for size in sizes}, reverse=True)
    needed = int((amount / step).to_integral_value(ROUND_CEILING))
    highest = needed + steps[-1] - 1  # the smallest size alone reaches `needed` before this is passed
    if highest * len(steps) > MOST_STEPS:
        return None
    last = _last_of_fewest(highest, steps)
    total = next(reached for reached in range(needed, highest + 1) if last[reached])
    return Combination(_counted(total, last, step), total * step - amount)


def _common_step(sizes: tuple[Decimal, ...]) -> Decimal:
    """The largest amount of which every size is a whole multiple."""
    places = max(0, *(-int(size.normalize().as_tuple().exponent) for size in sizes))
    return Decimal(gcd(*(int(size.scaleb(places)) for size in sizes))).scaleb(-places)


def _last_of_fewest(highest: int, steps: list[int]) -> list[int]:
    """For each sum the last container of the fewest that make it up; 0 where none do."""
    fewest: list[int | None] = [0] + [None] * highest
    last = [0] * (highest + 1)
    for reached in range(1, highest + 1):
        for size in steps:
            before = fewest[reached - size] if size <= reached else None
            found = fewest[reached]
            if before is not None and (found is None or before + 1 < found):
                fewest[reached], last[reached] = before + 1, size
    return last


def _counted(total: int, last: list[int], step: Decimal) -> tuple[tuple[int, Decimal], ...]:
    counts: dict[int, int] = {}
    while total:
        counts[last[total]] = counts.get(last[total], 0) + 1
        total -= last[total]
    return tuple((counts[size], size * step) for size in sorted(counts, reverse=True))

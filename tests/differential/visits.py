"""A seeded generator of uneventful visits that sit on the edges of the time rules.

Left out on purpose, because the rules leave them open or call them contradictions: one drug on both sites or by two
kinds of route, overlapping rows of one drug, bags of one drug under different orders within 30 minutes, one drug's
shots more than twice or within 30 minutes under two orders, a timed push of a drug given more than once, a push of a
drug inside its own infusion of 15 minutes or less.
"""

from random import Random

from tests.differential.model import Day, Row
from tests.engine.builders import SALINE

LENGTHS = (10, 14, 15, 15, 16, 16, 17, 29, 30, 31, 32, 45, 60, 61, 75, 90, 91, 106, 120, 150, 151, 166, 210, 211, 240)
GAPS = (-60, -46, -45, -31, -30, -17, -16, -16, -15, -15, -14, -1, 0, 0, 1, 29, 30, 31, 32, 45, 90)  # after a stop
STEPS = (-31, -30, 0, 0, 0, 1, 10, 14, 15, 16, 29, 30, 30, 31, 31, 40, 61)  # after a start
FLOW = {
    "paclitaxel": "chemo",
    "carboplatin": "chemo",
    "doxorubicin": "chemo",
    "fluorouracil": "chemo",
    "ceftriaxone": "therapeutic",
    "vancomycin": "therapeutic",
    "famotidine": "therapeutic",
    "ondansetron": "therapeutic",
    "leucovorin": "therapeutic",
}
PUSHED = ("doxorubicin", "fluorouracil", "ceftriaxone", "famotidine", "ondansetron", "morphine", "ketorolac")
SHOT = {
    "bortezomib": "chemo",
    "azacitidine": "chemo",
    "denosumab": "therapeutic",
    "cyanocobalamin": "therapeutic",
    "fulvestrant": "hormonal",
}
PORT, ARM = "right port", "left forearm"


def day(number: int) -> Day:
    """Visit `number` of the endless list; the same number is the same visit everywhere."""
    return plain(Random(f"visit {number}"))


def plain(dice: Random) -> Day:
    """The visit that these dice make."""
    rows: list[Row] = []
    sites: dict[str, str] = {}
    two_sites = dice.random() < 0.25
    for _ in range(dice.choice((1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7))):
        row = _row(dice, rows, sites, two_sites)
        if _fits(row, rows):
            rows.append(row)
            sites[row.drug] = row.site
    office = dice.random() < 0.4
    mains = sorted({r.drug for r in rows if r.way != "shot"})
    main = dice.choice(mains) if office and mains and dice.random() < 0.75 else None
    dice.shuffle(rows)
    return Day(office, main, tuple(rows))


def _row(dice: Random, rows: list[Row], sites: dict[str, str], two_sites: bool) -> Row:
    start = _start(dice, rows)
    again = [r for r in rows if r.way != "shot"]
    site = dice.choice((PORT, ARM)) if two_sites else PORT
    kind = dice.random()
    if again and kind < 0.25:
        drug = dice.choice(again).drug
    elif kind < 0.37:
        drug = SALINE
    elif kind < 0.45:
        drug = dice.choice(sorted(SHOT))
    elif kind < 0.62:
        drug = dice.choice(PUSHED)
        return _push(dice, drug, start, sites.get(drug, site))
    else:
        drug = dice.choice(sorted(FLOW))
    site = sites.get(drug, site)
    if drug in SHOT:
        return Row(drug, SHOT[drug], "shot", ((start, start),), PORT, _order(dice, drug))
    if drug in PUSHED and (drug not in FLOW or dice.random() < 0.4):
        return _push(dice, drug, start, site)
    order = drug.replace(" ", "-") if drug == SALINE else _order(dice, drug)
    return Row(drug, FLOW.get(drug, "hydration"), "infusion", _flow(dice, start), site, order)


def _push(dice: Random, drug: str, start: int, site: str) -> Row:
    stop = start + (dice.choice((5, 20)) if dice.random() < 0.1 else 0)
    return Row(drug, FLOW.get(drug, "therapeutic"), "push", ((start, stop),), site, _order(dice, drug))


def _order(dice: Random, drug: str) -> str:
    return f"{drug}-{dice.choice('112')}"


def _start(dice: Random, rows: list[Row]) -> int:
    if not rows:
        return dice.choice((540, 600))
    near = dice.choice(rows)
    start = near.stop + dice.choice(GAPS) if dice.random() < 0.5 else near.start + dice.choice(STEPS)
    return max(start, 420)


def _flow(dice: Random, start: int) -> tuple[tuple[int, int], ...]:
    length = dice.choice(LENGTHS)
    if length < 16 or dice.random() < 0.85:
        return ((start, start + length),)
    pause, first = dice.choice((10, 30, 31, 45)), dice.choice((5, 10, 15))
    return ((start, start + first), (start + first + pause, start + length + pause))


def _fits(row: Row, rows: list[Row]) -> bool:
    same = [r for r in rows if r.drug == row.drug]
    if row.stop >= 1380 or any((r.way == "shot") != (row.way == "shot") for r in same):
        return False
    if row.way == "shot":
        return len(same) < 2 and all(r.order == row.order or abs(r.start - row.start) > 30 for r in same)
    if any(r.way == "push" and r.stop > r.start for r in (row, *same)) and same:
        return False
    return all(_apart(row, r) for r in same)


def _apart(row: Row, other: Row) -> bool:
    if row.way == other.way == "push":
        return row.start != other.start
    if "push" in (row.way, other.way):
        flow, push = (row, other) if row.way == "infusion" else (other, row)
        return flow.stop - flow.start > 15 or not flow.start <= push.start <= flow.stop
    gap = max(row.start, other.start) - min(row.stop, other.stop)
    return gap > 30 or (gap >= 0 and row.order == other.order)

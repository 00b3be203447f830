"""A seeded generator of eventful visits: a plain visit, moved over midnight or split in two, with times taken away.

Each step draws from one seeded dice, so a number is the same visit everywhere. Every switch of the model is chosen at
random for one visit in four.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.differential.model import ARRIVAL, DAY, Choices, Day, Row
from tests.differential.visits import FLOW, LENGTHS, plain

CHOICES: dict[str, tuple[str, ...]] = {
    "hydration_split": ("contiguous",),
    "hydration_secondary_modifier": ("59", "XU"),
    "concurrent_min_overlap": ("1", "31"),
    "partial_overlap": ("split_remainder",),
    "chemo_chemo_concurrent": ("sequential_if_remainder_16", "not_billed"),
    "same_drug_repeat_infusion": ("sum_minutes", "96367_legacy"),
    "pause_gap": ("0", "45", "90"),
    "missing_stop": ("hold", "not_billable"),
    "calculated_stop": ("deny",),
    "duration_without_clock": ("deny",),
    "aborted_infusion": ("planned_53",),
    "midnight": ("unit_date", "start_date"),
    "calendar_day_initial": ("on",),
    "split_dose_injections": ("per_injection",),
    "second_site_modifier": ("XS",),
    "second_encounter_modifier": ("XE",),
}
PAUSES = (0, 5, 10, 11, 16, 20, 29, 30, 31, 31, 32, 45, 46, 60, 90, 91, 120)
PUMPED = ("immune globulin (Hizentra)", "deferoxamine")
BELLY = ("left abdomen", "right abdomen")


def day(number: int) -> Day:
    """Visit `number` of the endless list."""
    dice = Random(f"wide visit {number}")
    visit = plain(dice)
    rows = list(visit.rows)
    for more, odds in ((_again, 0.6), (_together, 0.4), (_shot_again, 0.4)):
        rows += more(dice, rows) if dice.random() < odds else []
    rows = dice.choice((_same_day, _over_midnight, _next_day, _two_visits))(dice, rows)
    rows = [_changed(dice, row, rows) for row in rows]
    for beside, odds in ((_pumps, 0.15), (_arteries, 0.15)):
        rows += beside(dice, rows) if dice.random() < odds else []
    mains = {r.drug for r in rows if r.way in ("infusion", "push")}
    dice.shuffle(rows)
    return Day(
        visit.office, visit.main if visit.main in mains else None, tuple(rows), _choices(dice), dice.random() < 0.8
    )


def _choices(dice: Random) -> Choices:
    odds = dice.choice((0.1, 0.5))
    return Choices(**{name: dice.choice(values) for name, values in CHOICES.items() if dice.random() < odds})


def _again(dice: Random, rows: list[Row]) -> list[Row]:
    """The next bag of a drug that is not pushed as well, after a pause or much later."""
    pushed = {r.drug for r in rows if r.way == "push"}
    bags = [r for r in rows if r.way == "infusion" and r.drug not in pushed]
    if not bags:
        return []
    bag = dice.choice([r for r in bags if r.kind == "therapeutic"] or bags)
    start = max(r.stop for r in bags if r.drug == bag.drug) + dice.choice(PAUSES)
    return [replace(bag, runs=((start, start + dice.choice(LENGTHS)),))]


def _together(dice: Random, rows: list[Row]) -> list[Row]:
    """Another drug of the same kind that runs beside a bag, from its start or about its stop."""
    drugs = {d: kind for d, kind in FLOW.items() if d not in {r.drug for r in rows}}
    bags = [r for r in rows if r.way == "infusion" and r.kind in drugs.values()]
    if not bags:
        return []
    bag = dice.choice(bags)
    drug = dice.choice(sorted(d for d, kind in drugs.items() if kind == bag.kind))
    start = max(
        0, dice.choice((bag.start + dice.choice((-16, 0, 1, 15)), bag.stop - dice.choice((1, 14, 15, 16, 17, 30, 31))))
    )
    return [replace(bag, drug=drug, runs=((start, start + dice.choice(LENGTHS)),), order=f"{drug}-beside")]


def _shot_again(dice: Random, rows: list[Row]) -> list[Row]:
    """A second syringe of a shot that is alone so far."""
    shots = [r for r in rows if r.way == "shot" and len([o for o in rows if o.drug == r.drug]) == 1]
    return [_moved(dice.choice(shots), dice.choice((0, 5, 29, 30, 31, 60)))] if shots else []


def _same_day(_: Random, rows: list[Row]) -> list[Row]:
    return rows


def _over_midnight(dice: Random, rows: list[Row]) -> list[Row]:
    """The same visit later in the day, so that midnight falls near something."""
    if not rows:
        return rows
    near = dice.choice(rows)
    later = DAY - dice.choice((near.start, near.stop)) - dice.choice((-1, 0, 1, 10, 15, 16, 17, 30, 31, 60, 90, 91))
    return [_moved(row, later) for row in rows]


def _next_day(dice: Random, rows: list[Row]) -> list[Row]:
    """Part of the visit on the next day."""
    if not rows:
        return rows
    cut = dice.choice(rows).start
    later = dice.choice((DAY, DAY, DAY - 240, 2 * DAY))
    return [_moved(row, later) if row.start >= cut else row for row in rows]


def _two_visits(dice: Random, rows: list[Row]) -> list[Row]:
    """What starts before a row is the first visit, the rest the second; what runs over both is left out."""
    if not rows:
        return rows
    moved = [_moved(row, ARRIVAL + dice.choice((0, 5, 60)) - dice.choice(rows).start) for row in rows[:1]]
    later = moved[0].start - rows[0].start
    moved = [_moved(row, later) for row in rows]
    return [
        replace(r, visit=1 + (r.start >= ARRIVAL))
        for r in moved
        if r.start >= ARRIVAL or 0 <= r.start <= r.stop < ARRIVAL
    ]


def _moved(row: Row, later: int) -> Row:
    runs = tuple((a + later, b + later) for a, b in row.runs if a is not None and b is not None)
    return replace(row, runs=runs)


def _changed(dice: Random, row: Row, rows: list[Row]) -> Row:
    """One infusion in four loses or changes a time; a push or shot seldom."""
    only = len([r for r in rows if r.drug == row.drug]) == 1
    if row.way != "infusion":
        return replace(row, runs=((None, None),)) if only and dice.random() < 0.05 else row
    if dice.random() >= 0.25:
        odds = 0.5 if row.stop - row.start < 16 else 0.1
        return replace(row, stopped=row.kind != "hydration" and dice.random() < odds)
    changed = dice.choice(CHANGES + (ALONE * 2 if only else ()))(row)
    return replace(changed, order=f"{row.order}-alone")


def _no_stop(row: Row) -> Row:
    return replace(row, runs=(*row.runs[:-1], (row.runs[-1][0], None)))


def _running(row: Row) -> Row:
    return replace(_no_stop(row), running=True)


def _no_start(row: Row) -> Row:
    return replace(row, runs=((None, row.stop),))


def _no_times(row: Row) -> Row:
    return replace(row, runs=((None, None),))


def _computed(row: Row) -> Row:
    return replace(row, computed=True)


def _start_and_length(row: Row) -> Row:
    return replace(row, runs=((row.start, None),), length=row.stop - row.start)


def _stop_and_length(row: Row) -> Row:
    return replace(row, runs=((None, row.stop),), length=row.stop - row.start)


def _length(row: Row) -> Row:
    return replace(row, runs=((None, None),), length=row.stop - row.start)


def _turned(row: Row) -> Row:
    return replace(row, runs=((row.stop, row.start),))


def _over_a_day(row: Row) -> Row:
    return replace(row, runs=((row.start, row.start + DAY + 1),))


def _before_arrival(row: Row) -> Row:
    return replace(row, runs=((ARRIVAL - 10, row.stop),)) if row.visit == 2 else _turned(row)


CHANGES: tuple[Callable[[Row], Row], ...] = (
    _no_stop, _no_stop, _no_stop, _no_start, _no_times, _computed, _start_and_length, _stop_and_length, _length,
)  # fmt: skip
ALONE: tuple[Callable[[Row], Row], ...] = (_turned, _over_a_day, _before_arrival, _running)


def _pumps(dice: Random, rows: list[Row]) -> list[Row]:
    """One or two pumps under the skin, the second at another site with the same or another drug."""
    start = _anywhere(dice, rows)
    visit = 2 if start >= ARRIVAL and any(r.visit == 2 for r in rows) else 1
    given = []
    for site, drug in zip(BELLY[: dice.choice((1, 2))], (PUMPED[0], dice.choice(PUMPED)), strict=False):
        stop = start + dice.choice(LENGTHS)
        given.append(Row(drug, "therapeutic", "pump", ((start, stop),), site, f"{site}-pump".replace(" ", "-"), visit))
        start += dice.choice((0, 1, 30, 45, 200))
    return [
        dice.choice((_no_stop, _computed, _start_and_length, _length))(r) if dice.random() < 0.15 else r for r in given
    ]


def _arteries(dice: Random, rows: list[Row]) -> list[Row]:
    start = _anywhere(dice, rows)
    visit = 2 if start >= ARRIVAL and any(r.visit == 2 for r in rows) else 1
    drug, kind, push = dice.choice(
        (("cisplatin", "chemo", 0.3), ("floxuridine", "chemo", 0.3), ("papaverine", "therapeutic", 1))
    )
    if dice.random() < push:
        return [Row(drug, kind, "artery push", ((start, start),), "", f"{drug}-artery", visit)]
    row = Row(drug, kind, "artery infusion", ((start, start + dice.choice(LENGTHS)),), "", f"{drug}-artery", visit)
    return [dice.choice((_no_stop, _computed, _start_and_length, _length))(row) if dice.random() < 0.2 else row]


def _anywhere(dice: Random, rows: list[Row]) -> int:
    timed = [r.times[0] for r in rows if r.times]
    return max(0, dice.choice(timed) + dice.choice((0, 10, 45))) if timed else 600

"""Services beside the intravenous family: shots, pumps under the skin, arteries (R-ADM-67, 70, 72, 79)."""

from collections.abc import Iterator

from tests.differential.bags import read
from tests.differential.intravenous import hours
from tests.differential.model import DAY, Bag, Day, LeftOpen, Row, Unit

SHOTS = {"therapeutic": "96372", "chemo": "96401", "hormonal": "96402"}


def shots(rows: list[Row], day: Day) -> Iterator[Unit]:
    """R-ADM-67, 70: one unit per drug, another where the next shot is over 30 minutes later."""
    last: dict[str, int | None] = {}
    given = [read(r, day.choices) for r in rows]
    for shot in sorted(given, key=lambda s: (s.dated, s.start)):
        counts = shot.drug not in last or day.choices.split_dose_injections == "per_injection"
        before = last.get(shot.drug)
        if counts or (before is not None and shot.start - before > 30):
            yield Unit(SHOTS[shot.kind], "", shot.day, shot.contradicts)
            last[shot.drug] = shot.start if shot.dated else None


def pumps(rows: list[Row], day: Day) -> Iterator[Unit]:
    """R-ADM-72: a first pump from 16 minutes, hours of all minutes together, one further set-up a day."""
    given = sorted((_seen(r, day) for r in rows), key=lambda b: b.start)
    for short in given:
        if short.length < 16 and not _dropped(short, day):
            yield Unit("96372", "", short.day, short.held)
    long = [b for b in given if b.length >= 16]
    if not long:
        return
    if any(b.floating for b in long) and len(long) > 1:
        raise LeftOpen("two set-ups, one without clock times")
    if not day.by_unit and len({b.day for b in long}) > 1:
        raise LeftOpen("hours of two set-ups that began on two days, dated by the start")
    held = any(b.held for b in long)
    yield Unit("96369", "", _day(long[0], 16, day), long[0].held)
    minutes = sorted({m for b in long for m in b.minutes})
    for number in hours(len(minutes) + long[0].floating):
        yield Unit("96370", "", minutes[number - 1] // DAY if minutes and day.by_unit else long[0].day, held)
    if len(long) > 1:
        yield Unit("96371", "", long[1].day, long[1].held)


def arteries(rows: list[Row], day: Day) -> Iterator[Unit]:
    """R-ADM-79: chemo infused from 16 minutes with extra hours, else a push; another drug is a shot."""
    for row in rows:
        bag = _seen(row, day)
        if row.way == "artery push" or bag.length < 16 or row.kind != "chemo":
            if row.way == "artery push" or not _dropped(bag, day):
                yield Unit("96420" if row.kind == "chemo" else "96373", "", bag.day, bag.held)
            continue
        yield Unit("96422", "", _day(bag, 16, day), bag.held)
        for number in hours(bag.length):
            yield Unit("96423", "", _day(bag, number, day), bag.held)


def _seen(row: Row, day: Day) -> Bag:
    return read(row, day.choices)


def _dropped(bag: Bag, day: Day) -> bool:
    """R-ADM-59 not_billable."""
    return bag.timeless and not bag.contradicts and day.choices.missing_stop == "not_billable"


def _day(bag: Bag, number: int, day: Day) -> int:
    return bag.minute(number) if day.by_unit else bag.day

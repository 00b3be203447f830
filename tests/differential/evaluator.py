"""A second evaluator: administration codes and units of one uneventful day, minute by minute, straight from the rules.

Covered: one encounter on one day, one or two access sites, chemo and therapeutic infusions and pushes, ordered
hydration, SC/IM shots, complete times, hospital and office, every switch at its default. Not covered: modifiers, dates,
missing or contradicting times, pumps, blood, vaccines, special routes. It shares no code with the engine. Where the
rules decide nothing it raises LeftOpen, and the visit is no evidence for anybody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

FAMILIES = {  # R-ADM-20, highest rank first: the initial code, the add-on, the extra hour
    "chemo infusion": ("96413", "96417", "96415"),
    "chemo push": ("96409", "96411", ""),
    "therapeutic infusion": ("96365", "96367", "96366"),
    "therapeutic push": ("96374", "96375", ""),
    "hydration": ("96360", "96361", "96361"),
}
SHOTS = {"therapeutic": "96372", "chemo": "96401", "hormonal": "96402"}  # R-ADM-70
CONCURRENT_ON = {"96360", "96365", "96366", "96413", "96415"}  # R-ADM-23: what 96368 may hang on


class LeftOpen(Exception):
    """The rules do not say what this visit earns."""


@dataclass(frozen=True)
class Row:
    """One charted administration; runs are (start, stop) in minutes of the day, equal for a shot and most pushes."""

    drug: str
    kind: str  # chemo, therapeutic, hydration, hormonal
    way: str  # infusion, push, shot
    runs: tuple[tuple[int, int], ...]
    site: str = "right port"
    order: str = ""

    @property
    def start(self) -> int:
        return self.runs[0][0]

    @property
    def stop(self) -> int:
        return self.runs[-1][1]


@dataclass(frozen=True)
class Day:
    """One encounter; `main` is the drug an office visit is for."""

    office: bool
    main: str | None
    rows: tuple[Row, ...]


@dataclass
class Bag:
    """One dose as it ran: every minute of flow, pauses left out."""

    drug: str
    kind: str
    start: int
    stop: int
    order: str
    minutes: set[int] = field(default_factory=set)


@dataclass
class Site:
    """What one access site earns: services and extra hours of each family, repeated pushes, bags beside a base."""

    services: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    beside: int = 0
    beside_chemo: int = 0
    drugs: dict[str, set[str]] = field(default_factory=dict)


def codes(day: Day) -> dict[str, int]:
    """Administration codes without modifiers, with their units; held lines are counted."""
    one, other = _codes(day.rows, day), _codes(day.rows[::-1], day)
    if one != other:
        raise LeftOpen("two bags tie as base (R-ADM-51)")
    return one


def extra_hours(minutes: int) -> int:
    """R-ADM-43: one for each further interval of more than 30 minutes past a full hour, counted minute by minute."""
    return sum(1 for minute in range(91, minutes + 1) if (minute - 91) % 60 == 0)


def _codes(rows: Iterable[Row], day: Day) -> dict[str, int]:
    rows = tuple(rows)
    claim: Counter[str] = Counter()
    beside = beside_chemo = 0
    for name in sorted({r.site for r in rows if r.way != "shot"}):  # R-ADM-22, 25
        site = _site([r for r in rows if r.site == name and r.way != "shot"], day)
        claim.update(_lines(site, _initial(site, day)))
        beside, beside_chemo = beside + site.beside, beside_chemo + site.beside_chemo
    if beside and any(claim[code] for code in CONCURRENT_ON):  # R-ADM-50: once, and only on a legal primary
        claim["96368"] = 1
    if beside_chemo > 1:
        raise LeftOpen("how many 96549 for a third chemo at once (R-ADM-53)")
    claim["96549"] = beside_chemo
    claim.update(_shots([r for r in rows if r.way == "shot"]))
    return {code: units for code, units in sorted(claim.items()) if units}


def _site(rows: list[Row], day: Day) -> Site:
    """R-ADM-41, 44, 46, 47: infusions of 16 minutes, pushes, and the hydration minutes no infusion ran in."""
    bags = _bags(r for r in rows if r.way == "infusion" and r.kind != "hydration")
    infusions = [b for b in bags if len(b.minutes) >= 16]
    pushes = [b for b in bags if len(b.minutes) < 16]
    pushes += [Bag(r.drug, r.kind, r.start, r.stop, r.order) for r in rows if r.way == "push"]
    site = _infused(infusions, pushes, day)
    for drug in {p.drug for p in pushes}:
        _pushed(site, drug, [p for p in pushes if p.drug == drug], [i for i in infusions if i.drug == drug], day)
    fluid = {m for b in _bags(r for r in rows if r.kind == "hydration") for m in b.minutes}
    alone = len([m for m in fluid if not any(m in i.minutes for i in infusions)])
    if alone >= 31:
        _add(site, "hydration", next(r.drug for r in rows if r.kind == "hydration"), extra_hours(alone))
    return site


def _bags(rows: Iterable[Row]) -> list[Bag]:
    """R-ADM-62, 63: rows of one drug and order with at most 30 minutes between them are one bag."""
    bags: list[Bag] = []
    for row in sorted(rows, key=lambda r: r.start):
        flow = {m for start, stop in row.runs for m in range(start, stop)}
        same = [b for b in bags if (b.drug, b.order) == (row.drug, row.order) and row.start - b.stop <= 30]
        if same:
            same[0].minutes |= flow
            same[0].stop = row.stop
        else:
            bags.append(Bag(row.drug, row.kind, row.start, row.stop, row.order, flow))
    return bags


def _infused(infusions: list[Bag], pushes: list[Bag], day: Day) -> Site:
    """R-ADM-49 to 51; an office's main-reason bag is the base, which can collide with R-ADM-24 beside chemo."""
    main = day.main if day.office else None
    chemo_here = any(b.kind == "chemo" for b in infusions + pushes)
    site = _judged(infusions, main)
    if chemo_here and site != _judged(infusions, None) and any(b.drug == main and b.kind != "chemo" for b in infusions):
        raise LeftOpen("main-reason bag beside chemo: which is the base (R-ADM-24, R-ADM-51)")
    return site


def _judged(infusions: list[Bag], main: str | None) -> Site:
    if any(len(b.minutes & o.minutes) for b in _again(infusions) for o in infusions if o.kind == "chemo" and o != b):
        raise LeftOpen("are chemo doses added up before or after they are judged for overlap (R-ADM-53, R-ADM-57)")
    site, taken = Site(), set[int]()
    counted: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for bag in sorted(infusions, key=lambda b: (b.drug != main, b.kind != "chemo", -len(b.minutes), b.start)):
        overlap = len(bag.minutes & taken)
        if overlap < 16:
            taken |= bag.minutes
            counted.setdefault((bag.kind, bag.drug), []).append((bag.start, len(bag.minutes) - overlap))
        elif bag.kind == "chemo":
            site.beside_chemo += 1
        else:
            site.beside += 1
    for (kind, drug), doses in counted.items():
        hours = [extra_hours(own) for _, own in sorted(doses)]
        if kind == "chemo":  # R-ADM-57: chemo doses are added up
            _add(site, "chemo infusion", drug, extra_hours(sum(own for _, own in doses)))
        else:  # R-ADM-57 each_dose: a later dose is one 96366 and its own extra hours
            _add(site, "therapeutic infusion", drug, sum(hours) + len(doses) - 1)
    return site


def _again(infusions: list[Bag]) -> list[Bag]:
    """Doses of chemo drugs infused more than once."""
    times = Counter(b.drug for b in infusions)
    return [b for b in infusions if b.kind == "chemo" and times[b.drug] > 1]


def _pushed(site: Site, drug: str, pushes: list[Bag], infusions: list[Bag], day: Day) -> None:
    """R-ADM-56, 58: a first push, then in a hospital repeats over 30 minutes after the last reported one."""
    pushes.sort(key=lambda p: p.start)
    repeated = not day.office and pushes[0].kind != "chemo"
    if infusions and not any(drug in drugs for drugs in site.drugs.values()):
        raise LeftOpen("push of a drug whose infusion has no code of its own (R-ADM-58)")
    last = None
    for push in pushes:
        if not infusions and last is None:
            _add(site, f"{push.kind} push", drug, 0)
        elif not repeated or _near(push, infusions) or (last is not None and push.start - last <= 30):
            continue
        else:
            site.repeats += 1
        last = push.start


def _near(push: Bag, infusions: list[Bag]) -> bool:
    """R-ADM-58: within 30 minutes of the start or the end of the same drug's infusion, or inside it."""
    if any(b.start < push.start < b.stop and push.start not in b.minutes for b in infusions):
        raise LeftOpen("push during a pause of the same drug (R-ADM-58)")
    nearest = [min((_distance(m, b) for b in infusions), default=99) <= 30 for m in (push.start, push.stop)]
    if nearest[0] != any(nearest):
        raise LeftOpen("30 minutes from the start of a push or from its end (R-ADM-58)")
    return nearest[0]


def _distance(minute: int, bag: Bag) -> int:
    return 0 if bag.start <= minute <= bag.stop else min(abs(minute - bag.start), abs(minute - bag.stop))


def _add(site: Site, family: str, drug: str, hours: int) -> None:
    site.services[family] += 1
    site.extra[family] += hours
    site.drugs.setdefault(family, set()).add(drug)


def _initial(site: Site, day: Day) -> str | None:
    """R-ADM-20; in an office R-ADM-21, unless chemo is on the site and the main reason is not chemo (R-ADM-24)."""
    given = [f for f in FAMILIES if site.services[f]]
    wanted = [f for f in given if day.office and day.main in site.drugs[f]]
    if wanted and not (given[0].startswith("chemo") and not wanted[0].startswith("chemo")):
        if wanted[0] == "chemo push" and "chemo infusion" in given:
            raise LeftOpen("96417 and 96415 have no legal primary under 96409 (R-ADM-23, R-ADM-24)")
        return wanted[0]
    return given[0] if given else None


def _lines(site: Site, initial: str | None) -> Counter[str]:
    lines: Counter[str] = Counter({"96376": site.repeats})
    for family, services in site.services.items():
        first, further, hour = FAMILIES[family]
        lines[first] += family == initial
        lines[further] += services - (family == initial)
        lines[hour] += site.extra[family]
    return lines


def _shots(rows: list[Row]) -> Iterator[str]:
    """R-ADM-67, 70: one unit per drug, another where the next shot is over 30 minutes later."""
    last: dict[str, int] = {}
    for row in sorted(rows, key=lambda r: r.start):
        if row.drug not in last or row.start - last[row.drug] > 30:
            yield SHOTS[row.kind]
            last[row.drug] = row.start

"""One access site, minute by minute: which services it earns, from R-ADM-41 to R-ADM-58 and R-ADM-64.

Where the rules are silent the second evaluator follows the product, and says so here:
- the first unit of an infusion falls on its minute 16, of hydration on its minute 31; that of a split remainder on
  minute 16 of the remainder; the concurrent code on minute 16 of its bag;
- a unit dated by the start is dated at the start of the flow that earns it; pauses up to `pause_gap` do not break the
  flow, and of fluid only the minutes that count as hydration are flow;
- unbroken runs of fluid that each reach 31 minutes are added up before hours are counted;
- a bag with too few minutes that has a time missing is a push.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.differential.bags import bags, begin_days, single
from tests.differential.model import DAY, Bag, Day, LeftOpen, Row


@dataclass
class Service:
    """A first unit of a family with its extra hours, as (day, held); `mark` is a modifier of the first unit,
    `repeated` says that some hours are later doses (R-ADM-57)."""

    family: str
    drug: str
    start: int
    day: int
    held: bool = False
    hours: list[tuple[int, bool]] = field(default_factory=list)
    mark: str = ""
    repeated: bool = False


@dataclass
class Site:
    """What one access site earns; repeats are 96376, beside 96368, beside_chemo 96549, as (start, day, held).

    `fluid` are the minutes that count as hydration, `busy` those in which a drug ran or may have.
    """

    services: list[Service] = field(default_factory=list)
    repeats: list[tuple[int, bool]] = field(default_factory=list)
    beside: list[tuple[int, int, bool]] = field(default_factory=list)
    beside_chemo: list[tuple[int, int, bool]] = field(default_factory=list)
    fluid: set[int] = field(default_factory=set)
    busy: set[int] = field(default_factory=set)


@dataclass
class Dose:
    """A bag that counts, with the minutes that are its own."""

    bag: Bag
    own: list[int]
    day: int

    @property
    def length(self) -> int:
        return len(self.own) + self.bag.floating


def served(rows: Iterable[Row], day: Day, unknown: int) -> Site:
    """The services of one site."""
    rows = list(rows)
    hung = bags([r for r in rows if r.way == "infusion"], day.choices, unknown)
    given = single([r for r in rows if r.way == "push"], day.choices, unknown)
    fluid = [b for b in hung if b.kind == "hydration"]
    drips = [b for b in hung if b.kind != "hydration"]
    running = [b for b in hung if b.running]
    if any(b.drug == o.drug for b in running for o in hung + given if o is not b):
        raise LeftOpen("a drug that runs still and was given before")
    drips = [b for b in drips if not b.running]
    cut = [b for b in drips if _aborted(b, drips + given, fluid, day)]
    infusions = [b for b in drips if b.length >= 16 or b in cut]
    pushes = [b for b in drips if b not in infusions] + given
    if day.choices.missing_stop == "not_billable":
        pushes = [p for p in pushes if not p.timeless or p.contradicts]
    site = _infused(infusions, pushes, cut, day)
    pushes = pushes[::-1] if unknown > 0 else pushes
    for drug in sorted({p.drug for p in pushes}, reverse=unknown > 0):
        _pushed(site, drug, [p for p in pushes if p.drug == drug], [i for i in infusions if i.drug == drug], day)
    drips += [b for b in running if b.kind != "hydration"]
    _hydrated(site, fluid, drips, day)
    site.busy = {m for b in drips for m in _may_run(b)}
    main = day.main if any(r.drug == day.main for r in rows) else None
    return _waiting(site, running, main, day.office) if running else site


def _waiting(site: Site, running: list[Bag], main: str | None, office: bool) -> Site:
    """R-ADM-40: what an infusion that runs still may change is held; fluid changes fluid, or an office visit for it."""
    fluid_only = all(b.kind == "hydration" and not (office and main in (None, b.drug)) for b in running)
    for service in site.services:
        if not fluid_only or service.family == "hydration":
            service.held = True
            service.hours = [(when, True) for when, _ in service.hours]
    if fluid_only:
        return site
    site.repeats = [(when, True) for when, _ in site.repeats]
    site.beside = [(start, when, True) for start, when, _ in site.beside]
    return site


def hours(length: int) -> range:
    """R-ADM-43: the minutes with which each extra hour is earned."""
    return range(91, length + 1, 60)


def _aborted(bag: Bag, others: list[Bag], fluid: list[Bag], day: Day) -> bool:
    """R-ADM-64 planned_53: an office's only dose of a drug, stopped within 15 minutes."""
    if not (day.office and day.choices.aborted_infusion == "planned_53" and bag.stopped):
        return False
    if bag.open or not 0 < bag.length < 16 or any(o.drug == bag.drug and o is not bag for o in others):
        return False
    if any(bag.minutes & o.minutes for o in (*others, *fluid) if o is not bag) or bag.floating:
        raise LeftOpen("minutes shared with a bag that is coded as planned (R-ADM-64)")
    return True


def _infused(infusions: list[Bag], pushes: list[Bag], cut: list[Bag], day: Day) -> Site:
    """R-ADM-49 to 51; an office's main-reason bag is the base, which can collide with R-ADM-24 beside chemo."""
    main = day.main if day.office else None
    chemo_here = any(b.kind == "chemo" for b in infusions + pushes)
    site = _judged(infusions, cut, main, day)
    plain = _judged(infusions, cut, None, day)
    if chemo_here and site != plain and any(b.drug == main and b.kind != "chemo" for b in infusions):
        raise LeftOpen("main-reason bag beside chemo: which is the base (R-ADM-24, R-ADM-51)")
    return site


def _judged(infusions: list[Bag], cut: list[Bag], main: str | None, day: Day) -> Site:
    site, taken = Site(), set[int]()
    counted: dict[tuple[str, str], list[Dose]] = {}
    for bag in sorted(infusions, key=lambda b: (b.drug != main, b.kind != "chemo", -b.length, b.start)):
        own = sorted(bag.minutes - taken)
        beside = len(bag.minutes & taken) >= int(day.choices.concurrent_min_overlap)
        if not beside or _remainder_counts(bag, own, day):
            taken |= bag.minutes
            first = sorted(bag.minutes) if not beside else own
            counted.setdefault((bag.kind, bag.drug), []).append(Dose(bag, own, _day_of(bag, first, 16, day)))
        else:
            _at_once(site, bag, day)
    for (kind, drug), doses in counted.items():
        doses.sort(key=lambda d: d.bag.start)
        site.services += _repeated(kind, drug, doses, day)
    for service in site.services:
        service.mark = "53" if any(b.drug == service.drug for b in cut) else ""
    return site


def _remainder_counts(bag: Bag, own: list[int], day: Day) -> bool:
    """R-ADM-51, 53: whether what ran alone of a bag beside another is a later service."""
    if bag.kind == "chemo":
        return day.choices.chemo_chemo_concurrent == "sequential_if_remainder_16" and len(own) >= 16
    return day.choices.partial_overlap == "split_remainder" and len(own) >= 16


def _at_once(site: Site, bag: Bag, day: Day) -> None:
    """R-ADM-50, 53: a bag beside a base."""
    found = (bag.start, _day_of(bag, sorted(bag.minutes), 16, day), bag.held)
    if bag.kind != "chemo":
        site.beside.append(found)
    elif day.choices.chemo_chemo_concurrent != "not_billed":
        site.beside_chemo.append(found)


def _day_of(bag: Bag, minutes: list[int], number: int, day: Day) -> int:
    """R-ADM-65: the day of the minute that earns a unit, or of the start of the flow it belongs to."""
    if len(minutes) < number:
        return bag.day
    minute = minutes[number - 1]
    return minute // DAY if day.by_unit else begin_days(bag.minutes, day.choices)[minute]


def _repeated(kind: str, drug: str, doses: list[Dose], day: Day) -> list[Service]:
    """R-ADM-57: doses of one drug, added up, each one an extra hour, or each one a later infusion."""
    family, how = f"{kind} infusion", day.choices.same_drug_repeat_infusion
    if kind == "chemo" or how == "sum_minutes":
        return [_added(family, drug, doses, day)]
    services = [Service(family, drug, d.bag.start, d.day, d.bag.held, _own_hours(d, day)) for d in doses]
    if how == "96367_legacy":
        return services
    first, *later = services
    first.repeated = bool(later)
    for service in later:
        first.hours += [(service.day, service.held), *service.hours]
    return [first]


def _own_hours(dose: Dose, day: Day) -> list[tuple[int, bool]]:
    return [(_day_of(dose.bag, dose.own, n, day), dose.bag.held) for n in hours(dose.length)]


def _added(family: str, drug: str, doses: list[Dose], day: Day) -> Service:
    """All doses as one infusion."""
    held = any(d.bag.held for d in doses)
    minutes = sorted(m for d in doses for m in d.own)
    length = sum(d.length for d in doses)
    began = begin_days({m for d in doses for m in d.bag.minutes}, day.choices)
    if len(minutes) < length and len(doses) > 1 and len({d.bag.day for d in doses} | {m // DAY for m in minutes}) > 1:
        raise LeftOpen("the day of hours that are partly charted without clock times")
    days = [m // DAY if day.by_unit else began[m] for m in minutes] + [doses[0].bag.day] * (length - len(minutes))
    return Service(family, drug, doses[0].bag.start, doses[0].day, held, [(days[n - 1], held) for n in hours(length)])


def _pushed(site: Site, drug: str, pushes: list[Bag], infusions: list[Bag], day: Day) -> None:
    """R-ADM-56, 58, 59: a first push, then in a hospital repeats over 30 minutes after the last reported one."""
    pushes.sort(key=lambda p: p.start)
    if len(pushes + infusions) > 1 and not all(b.dated for b in pushes + infusions):
        raise LeftOpen("30 minutes from a time nobody charted")
    repeated = not day.office and pushes[0].kind != "chemo"
    if infusions and not any(drug == s.drug for s in site.services):
        raise LeftOpen("push of a drug whose infusion has no code of its own (R-ADM-58)")
    last = None
    for push in pushes:
        if not infusions and last is None:
            site.services.append(Service(f"{push.kind} push", drug, push.start, push.day, push.held))
        elif not repeated or _near(push, infusions) or (last is not None and push.start - last <= 30):
            continue
        else:
            site.repeats.append((push.day, push.held))
        last = push.start


def _near(push: Bag, infusions: list[Bag]) -> bool:
    """R-ADM-58: within 30 minutes of the start or the end of the same drug's infusion, or inside it."""
    if any(b.open for b in infusions):
        raise LeftOpen("30 minutes from an end nobody charted (R-ADM-58)")
    if any(b.start < push.start < b.stop and push.start not in b.minutes for b in infusions):
        raise LeftOpen("push during a pause of the same drug (R-ADM-58)")
    nearest = [min((_distance(m, b) for b in infusions), default=99) <= 30 for m in (push.start, push.stop)]
    if nearest[0] != any(nearest):
        raise LeftOpen("30 minutes from the start of a push or from its end (R-ADM-58)")
    return nearest[0]


def _distance(minute: int, bag: Bag) -> int:
    return 0 if bag.start <= minute <= bag.stop else min(abs(minute - bag.start), abs(minute - bag.stop))


def _hydrated(site: Site, fluid: list[Bag], drips: list[Bag], day: Day) -> None:
    """R-ADM-44, 46, 47, 59: minutes of fluid in which no drug infused, nor may have infused."""
    flow = {m for b in fluid for m in b.minutes}
    floating = sum(b.floating for b in fluid)
    if floating and (drips or flow):
        raise LeftOpen("fluid charted without clock times beside something else")
    if any(b.open and b.length < 16 and b.minutes & flow for b in drips):
        raise LeftOpen("fluid beside the short known part of a bag with a time missing")
    ran = {m for b in drips if b.length >= 16 for m in b.minutes}
    unsure = {m for b in drips for m in b.unsure}
    alone = flow - ran
    sure = alone - unsure
    held = sure != alone
    minutes = sorted(_unbroken(sure) if day.choices.hydration_split == "contiguous" else sure)
    site.fluid = set(minutes)
    length = len(minutes) + floating
    if length < 31:
        return
    began = begin_days(minutes, day.choices)
    days = [m // DAY if day.by_unit else began[m] for m in minutes] or [fluid[0].day] * length
    units = [(days[n - 1], held) for n in hours(length)]
    start = min(b.start for b in fluid)
    site.services.append(Service("hydration", fluid[0].drug, start, days[30], held, units))


def _may_run(bag: Bag) -> Iterable[int]:
    """Minutes in which an infusion ran or may have; a push is none, however it was hung (R-ADM-41)."""
    return (bag.minutes | bag.unsure) if bag.length >= 16 or bag.unsure else ()


def _unbroken(minutes: set[int]) -> set[int]:
    """The minutes of runs that reach 31 without a break (R-ADM-47 contiguous)."""
    kept: set[int] = set()
    for minute in sorted(m for m in minutes if m - 1 not in minutes):
        run = set[int]()
        while minute in minutes:
            run.add(minute)
            minute += 1
        kept |= run if len(run) >= 31 else set()
    return kept

"""A second evaluator: administration codes, modifiers, days and holds, minute by minute, straight from the rules.

Covered: hospital and office, one or two encounters and access sites, stays over midnight, infusions, pushes, ordered
hydration, shots, pumps under the skin, arteries, missing and contradicting times, and every switch that touches these
codes. Not covered: take-home pumps, blood, vaccines, cavities, strengths. It shares no code with the engine. Where the
rules decide nothing it raises LeftOpen, and the visit is no evidence for anybody.

Where the rules are silent it follows the product:
- the lower of two sites is the one with the lower rank, then the later start; hydration on it is held if any of it runs
  beside a drug elsewhere;
- of two initial codes of a day both may be marked, the lower one for its site or visit, the other where the pair file
  makes it the second code;
- 96368 is once for the whole visit, dated at its first;
- where days begin anew, sites share an initial code if they begin on one day.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.differential.bags import bags, read, single
from tests.differential.beside import SHOTS, arteries, pumps, shots
from tests.differential.intravenous import Service, Site, served
from tests.differential.model import DAY, Day, LeftOpen, Row, Unit

FAMILIES = {  # R-ADM-20, highest rank first: the initial code, the add-on, the extra hour
    "chemo infusion": ("96413", "96417", "96415"),
    "chemo push": ("96409", "96411", ""),
    "therapeutic infusion": ("96365", "96367", "96366"),
    "therapeutic push": ("96374", "96375", ""),
    "hydration": ("96360", "96361", "96361"),
}
RANK = list(FAMILIES)
PAIRS = {  # R-EDT-02, indicator 1: which second codes need a modifier beside the first
    "96360": {"96372", "96374"},
    "96365": {"96360", "96372", "96374"},
    "96374": {"96372"},
    "96409": {"96360", "96365", "96372", "96374"},
    "96413": {"96360", "96365", "96372", "96374", "96409"},
    "96369": {"96372", "96401", "96402"},
    "96401": {"96372"},
    "96402": {"96372"},
    "96420": {"96372"},
    "96422": {"96372"},
}
ADD_ONS = {  # R-ADM-23: the primaries an add-on needs on the claim, one of them not held (R-EDT-07)
    "96361": {"96360", "96365", "96374", "96409", "96413"},
    "96366": {"96360", "96365", "96367", "96413"},
    "96367": {"96360", "96365", "96374", "96409", "96413"},
    "96368": {"96360", "96365", "96366", "96413", "96415"},
    "96370": {"96369"},
    "96371": {"96369"},
    "96375": {"96360", "96365", "96374", "96409", "96413"},
    "96376": {"96365", "96374", "96409", "96413"},
    "96411": {"96409", "96413"},
    "96415": {"96413"},
    "96417": {"96413"},
    "96423": {"96422"},
}
DISTINCT = ("59", "XS", "XE")
INTRAVENOUS = ("infusion", "push")


@dataclass
class Claim:
    """Units so far; `initials` of all sites and visits, `beside` and `beside_chemo` as in Site."""

    units: list[Unit] = field(default_factory=list)
    initials: list[Unit] = field(default_factory=list)
    beside: list[tuple[int, int, bool]] = field(default_factory=list)
    beside_chemo: list[tuple[int, int, bool]] = field(default_factory=list)


def charged(day: Day) -> Counter[Unit]:
    """Every unit of the administration codes of a visit."""
    one, other = _charged(day.rows, day, -1), _charged(day.rows[::-1], day, 3 * DAY)
    if one != other:
        raise LeftOpen("two doses tie, or an order in time is not charted")
    return one


def codes(day: Day) -> dict[str, int]:
    """Administration codes without modifiers, with their units; held lines are counted."""
    found: Counter[str] = Counter()
    for unit, times in charged(day).items():
        found[unit.code] += times
    return dict(sorted(found.items()))


def _charged(rows: Iterable[Row], day: Day, unknown: int) -> Counter[Unit]:
    rows, claim = tuple(rows), Claim()
    for visit in (1, 2):
        mine = [r for r in rows if r.visit == visit]
        earlier = {u.day for u in claim.initials}
        for group in _groups([r for r in mine if r.way in INTRAVENOUS], day, unknown):
            _add_sites(claim, [served(stretch, day, unknown) for stretch in group], earlier, day)
        claim.units += shots([r for r in mine if r.way == "shot"], day)
        claim.units += pumps([r for r in mine if r.way == "pump"], day)
        claim.units += arteries([r for r in mine if r.way.startswith("artery")], day)
    _add_concurrent(claim)
    if len([u for u in claim.units if u.code == "96369"]) > 1:
        raise LeftOpen("two first pumps under the skin (R-EDT-06)")
    return Counter(_held(_marked(claim)))


def _groups(rows: list[Row], day: Day, unknown: int) -> list[list[list[Row]]]:
    """R-ADM-22, 25, 28: the sites of an encounter, or of each stretch of days, that share their initial code."""
    names = sorted({r.site for r in rows}, reverse=unknown > 0)
    sites = {name: [r for r in rows if r.site == name] for name in names}
    if day.office or day.choices.calendar_day_initial == "off":
        return [list(sites.values())]
    stretches = [s for site in sites.values() for s in _stretches(site, day, unknown)]
    begins = [min((_start(r, day) for r in s if r.times), default=0) // DAY for s in stretches]
    return [[s for s, day in zip(stretches, begins, strict=True) if day == first] for first in sorted(set(begins))]


def _stretches(rows: list[Row], day: Day, unknown: int) -> list[list[Row]]:
    """R-ADM-28: a stretch begins with the first dose after a midnight over which nothing ran on the site."""
    times = [t for r in rows for t in r.times]
    if not times or max(times) < DAY:
        return [rows]
    hung = bags([r for r in rows if r.way == "infusion"], day.choices, unknown)
    pushed = single([r for r in rows if r.way == "push"], day.choices, unknown)
    if any(b.open or b.floating or b.contradicts or not b.dated for b in hung + pushed):
        raise LeftOpen("a stay over midnight with a time missing (R-ADM-28)")
    ran = [(b.start, b.stop) for b in hung + pushed]
    breaks = [m for m in range(DAY, max(times) + 1, DAY) if not any(a < m < b for a, b in ran)]
    parts: dict[int, list[Row]] = {}
    for row in rows:
        parts.setdefault(sum(_start(row, day) >= m for m in breaks), []).append(row)
    return list(parts.values())


def _start(row: Row, day: Day) -> int:
    return read(row, day.choices).start


def _add_sites(claim: Claim, sites: list[Site], earlier: set[int], day: Day) -> None:
    """R-ADM-25, 27: the lower-ranked initial of two sites is marked, and one of a day on which a visit went before."""
    firsts = [(s, first) for s in sites if (first := _initial(s, day))]
    firsts.sort(key=lambda pair: (RANK.index(pair[1].family), pair[1].start))
    for place, (site, first) in enumerate(firsts):
        if place and any(site.fluid & other.busy for other in sites if other is not site):
            _hold_fluid(site)
        if place and not day.reason:
            if first.repeated:
                raise LeftOpen("are later doses held with a second initial (R-ADM-25, R-ADM-57)")
            first.held = True
            first.hours = [(d, True) for d, _ in first.hours]
        later = day.choices.second_encounter_modifier if first.day in earlier else ""
        modifier = day.choices.second_site_modifier if place else later
        claim.initials.append(Unit(FAMILIES[first.family][0], modifier or first.mark, first.day, first.held))
        if modifier and first.mark:
            raise LeftOpen("53 and a distinct-service modifier on one line")
        claim.units += _lines(site, first, day)
    for site in sites:
        claim.beside += site.beside
        claim.beside_chemo += site.beside_chemo


def _hold_fluid(site: Site) -> None:
    """R-ADM-46: fluid on a second site while a drug runs on another is for a coder to judge."""
    for service in site.services:
        if service.family == "hydration":
            service.held = True
            service.hours = [(d, True) for d, _ in service.hours]


def _initial(site: Site, day: Day) -> Service | None:
    """R-ADM-20; in an office R-ADM-21, unless chemo is on the site and the main reason is not chemo (R-ADM-24)."""
    given = sorted(site.services, key=lambda s: (RANK.index(s.family), s.start))
    wanted = [s for s in given if day.office and day.main == s.drug]
    if wanted and not (given[0].family.startswith("chemo") and not wanted[0].family.startswith("chemo")):
        if wanted[0].family == "chemo push" and given[0].family == "chemo infusion":
            raise LeftOpen("96417 and 96415 have no legal primary under 96409 (R-ADM-23, R-ADM-24)")
        return wanted[0]
    return given[0] if given else None


def _lines(site: Site, initial: Service, day: Day) -> list[Unit]:
    """Everything of a site but its initial code."""
    units = [Unit("96376", "", d, held) for d, held in site.repeats]
    chosen = day.choices.hydration_secondary_modifier
    for service in site.services:
        _, further, hour = FAMILIES[service.family]
        second = service.family == "hydration" and service is not initial and chosen != "none"
        modifier = chosen if second else service.mark
        if service is not initial:
            units.append(Unit(further, modifier, service.day, service.held))
        units += [Unit(hour, chosen if second else "", d, held) for d, held in service.hours]
    return units


def _add_concurrent(claim: Claim) -> None:
    """R-ADM-50: once, and only on a legal primary; R-ADM-53: held."""
    if claim.beside and any(u.code in ADD_ONS["96368"] for u in (*claim.units, *claim.initials)):
        start, when, held = min(claim.beside)
        if any(s == start and (d, h) != (when, held) for s, d, h in claim.beside):
            raise LeftOpen("which of two concurrent bags is the one that counts")
        claim.units.append(Unit("96368", "", when, held))
    if len(claim.beside_chemo) > 1:
        raise LeftOpen("how many 96549 for a third chemo at once (R-ADM-53)")
    claim.units += [Unit("96549", "", d, True) for _, d, _ in claim.beside_chemo]


def _marked(claim: Claim) -> list[Unit]:
    """R-EDT-02: 59 on the second code of a pair of one day, unless it is marked already."""
    firsts = [u for u in claim.units if u.code in PAIRS] + claim.initials
    plain = [(u.code, u.day) for u in claim.initials if not u.modifier]
    if len(plain) != len(set(plain)):
        raise LeftOpen("two like initial codes of one day in two stretches (R-ADM-28)")
    units = [_pair_mark(u, firsts, u.code in SHOTS.values()) for u in claim.units]
    initials = [_pair_mark(u, firsts, True) for u in claim.initials]
    pairs = [u for u in units if u.code in PAIRS] + initials
    return [_rests(u, pairs) for u in units + initials]


def _rests(unit: Unit, firsts: list[Unit]) -> Unit:
    """A mark that is right only beside lines that are held is held with them."""
    beside = [f for f in firsts if f is not unit and f.day == unit.day and unit.code in PAIRS[f.code]]
    alone = unit.modifier in DISTINCT and beside and all(f.held for f in beside)
    return unit._replace(held=True) if alone else unit


def _pair_mark(unit: Unit, firsts: list[Unit], second: bool) -> Unit:
    plain = [f for f in firsts if f is not unit and f.modifier not in DISTINCT]
    met = any(unit.code in PAIRS[f.code] and f.day == unit.day for f in plain)
    return unit._replace(modifier="59") if second and met and not unit.modifier else unit


def _held(units: list[Unit]) -> list[Unit]:
    """R-EDT-07: an add-on is held where every primary it may stand beside is held."""
    while True:
        free = {u.code for u in units if not u.held}
        found = [u._replace(held=True) if ADD_ONS.get(u.code, free).isdisjoint(free) else u for u in units]
        if found == units:
            return units
        units = found
